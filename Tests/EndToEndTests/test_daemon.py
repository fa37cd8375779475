"""The daemon under stress: many at once, killed, ended, badly spoken to."""
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from home import BINARY, NOW, Client, Home, wait_for


def test_twenty_look_ups_at_once_on_a_cold_machine_start_one_daemon(home):
    processes = [
        subprocess.Popen([BINARY, "lookup", "steeping", "--json"], env=home.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(20)
    ]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert json.loads(out)["concepts"][0]["id"] == "steeping"
    assert len(home.daemons()) == 1


def test_a_hundred_times_killed_between_two_commands_no_grade_is_missing(home):
    cards = ["tea/steeping/two-things", "tea/steeping/call", "tea/green-tea/water", "tea/green-tea/print"]
    for round in range(100):
        graded = home.call("review/grade", {"card": cards[round % 4], "grade": round % 4 + 1})
        assert graded["card"] == cards[round % 4]
        home.kill()
    assert sum(len(home.call("review/history", {"card": card})["reviews"]) for card in cards) == 100
    assert [event["seq"] for event in home.events()] == list(range(1, 101))


def test_killed_while_grading_nothing_acknowledged_is_lost_and_nothing_doubled(home):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    acknowledged = 0
    for _ in range(25):
        home.run("status")
        pid = home.pid()
        client = home.connect()
        timer = threading.Timer(chance.uniform(0, 0.03), os.kill, (pid, signal.SIGKILL))
        timer.start()
        try:
            while True:
                answer = client.ask("review/grade", {"card": "tea/steeping/call", "grade": 3})
                assert "result" in answer
                acknowledged += 1
        except (OSError, ValueError):
            pass
        timer.join()
        client.close()
    reviews = home.call("review/history", {"card": "tea/steeping/call"})["reviews"]
    assert acknowledged <= len(reviews) <= acknowledged + 25
    assert len({review["seq"] for review in reviews}) == len(reviews)


@pytest.mark.parametrize("damage", ["delete", "noise", "truncate", "folder"])
def test_a_damaged_cache_is_made_again(home, damage):
    home.call("review/grade", {"card": "tea/steeping/call", "grade": 3})
    before = home.call("review/history", {"card": "tea/steeping/call"})
    home.run("stop")
    for file in home.cache.iterdir():
        if damage == "delete":
            file.unlink()
        elif damage == "noise":
            file.write_bytes(os.urandom(8192))
        elif damage == "truncate":
            file.write_bytes(file.read_bytes()[:1000])
    if damage == "folder":
        subprocess.run(["rm", "-r", str(home.cache)], check=True)
    assert home.call("review/history", {"card": "tea/steeping/call"}) == before
    assert home.json("lookup", "steeping")["concepts"][0]["id"] == "steeping"


def test_a_cache_overwritten_while_the_daemon_runs_loses_nothing(home):
    home.call("review/grade", {"card": "tea/steeping/call", "grade": 3})
    for file in home.cache.iterdir():
        with open(file, "r+b") as stream:
            stream.write(os.urandom(stream.seek(0, 2) or 4096))
            stream.seek(0)
            stream.write(os.urandom(65536))
    home.start("lookup", "green tea")
    home.start("call", "review/grade", '{"card": "tea/steeping/call", "grade": 3}')
    assert len(home.call("review/history", {"card": "tea/steeping/call"})["reviews"]) == 2
    assert home.json("lookup", "steeping")["concepts"][0]["id"] == "steeping"


def test_every_log_cut_at_every_byte_is_read_as_far_as_it_is_whole(home):
    for grade in (3, 4, 1):
        home.call("review/grade", {"card": "tea/steeping/call", "grade": grade})
    home.run("stop")
    log = next((home.data / "log").glob("*.jsonl"))
    whole = log.read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == 10]
    for cut in list(range(0, len(whole), 7)) + ends:
        log.write_bytes(whole[:cut])
        expected = sum(end <= cut for end in ends)
        process = subprocess.run(
            [BINARY, "serve", "--stdio"], env=home.env, capture_output=True, timeout=20,
            input=b'{"jsonrpc":"2.0","id":1,"method":"review/history","params":{"card":"tea/steeping/call"}}\n')
        assert len(json.loads(process.stdout)["result"]["reviews"]) == expected, cut
    # A cut line is set aside: the next event stands on a line of its own.
    log.write_bytes(whole[:-10])
    home.call("review/grade", {"card": "tea/steeping/call", "grade": 3})
    assert len(home.call("review/history", {"card": "tea/steeping/call"})["reviews"]) == 3
    assert log.read_bytes().startswith(whole[:-10])


def test_a_log_line_that_is_no_event_is_passed_over_and_named(home):
    home.call("review/grade", {"card": "tea/steeping/call", "grade": 3})
    home.run("stop")
    (home.data / "log/other-1.jsonl").write_text(
        'nonsense\n{"at": 1, "device": "other-1", "seq": 1, "event": "review", "card": "tea/steeping/call", "grade": 9}\n'
        '{"at": 1, "device": "other-1", "seq": 2, "event": "review", "card": "tea/steeping/call", "grade": 3}\n')
    assert len(home.call("review/history", {"card": "tea/steeping/call"})["reviews"]) == 2
    faults = home.call("daemon/status")["logFaults"]
    assert len(faults) == 2 and all("other-1.jsonl at byte" in fault for fault in faults)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_end_it_cleanly(home, number):
    home.run("status")
    pid = home.pid()
    os.kill(pid, number)
    wait_for(lambda: not home.daemons())
    assert not home.socket.exists()
    assert (home.state / "journal").read_text().rstrip().endswith("ended")


def test_a_client_that_goes_away_in_the_middle_harms_nobody(home):
    home.run("status")
    for _ in range(50):
        client = home.connect()
        client.send(b'{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}\n' * 5)
        client.socket.close()
    assert "Steeping" in home.run("steeping")
    assert len(home.daemons()) == 1


def test_a_client_that_never_reads_is_dropped_and_others_are_served(home):
    home.run("status")
    client = home.connect()
    # In one piece, so that the daemon's next turn meets far more answers than it keeps for one client.
    client.send(b'{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}\n' * 500)
    assert "Steeping" in home.run("steeping")
    with pytest.raises(ConnectionError):
        while True:
            client.send(b"\n")
    status = home.call("daemon/status")
    assert status["clients"] == 1 and status["residentBytes"] < 80_000_000, status
    client.close()


def test_three_hundred_clients_are_answered(home):
    home.run("status")
    clients = [home.connect() for _ in range(300)]
    for client in clients:
        client.send(b'{"jsonrpc":"2.0","id":7,"method":"concept/lookup","params":{"query":"steeping"}}\n')
    for client in clients:
        assert client.line()["result"]["concepts"][0]["id"] == "steeping"
    assert clients[0].ask("daemon/status")["result"]["clients"] == 300
    for client in clients:
        client.close()


def test_malformed_input_of_every_kind_is_refused_and_the_daemon_lives(home):
    home.run("status")
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    whole = b'{"jsonrpc":"2.0","id":1,"method":"concept/lookup","params":{"query":"tea \xc3\xa9"}}'
    framed = b"Content-Length: %d\r\n\r\n%s" % (len(whole), whole)
    for text in (whole + b"\n", framed):
        for cut in range(len(text)):
            client = home.connect()
            client.send(text[:cut])
            client.close()
        for _ in range(200):
            broken = bytearray(text)
            for _ in range(chance.randint(1, 6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            client = home.connect()
            client.send(bytes(broken))
            client.close()
    assert "Steeping" in home.run("steeping")
    assert len(home.daemons()) == 1


def test_ids_come_back_exactly_as_json_of_another_writer_says(home):
    home.run("status")
    client = home.connect()
    chance = random.Random(7)
    values = [0, -1, 2**63 - 1, -(2**63), 1e-7, 5e-324, 1.7976931348623157e308, 0.1, "", "\u0000\u001f\"\\/\u2028é😀", "x" * 5000]
    values += [chance.uniform(-1e12, 1e12) for _ in range(200)]
    values += ["".join(chr(chance.choice([chance.randrange(1, 0xD800), chance.randrange(0xE000, 0x110000)])) for _ in range(20))
               for _ in range(200)]
    for value in values:
        for ascii in (True, False):
            message = {"jsonrpc": "2.0", "id": value, "method": "review/history", "params": {"card": "x"}}
            client.send(json.dumps(message, ensure_ascii=ascii).encode() + b"\n")
            assert client.line() == {"jsonrpc": "2.0", "id": value, "result": {"reviews": []}}
    client.close()


def test_standard_streams_serve_alone_and_relay_when_a_daemon_runs(home):
    question = b'{"jsonrpc":"2.0","id":1,"method":"daemon/status"}\n'

    def serve():
        done = subprocess.run([BINARY, "serve", "--stdio"], env=home.env, input=question, capture_output=True, timeout=20)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["result"]["pid"]

    serve()
    assert home.daemons() == []
    home.run("status")
    assert serve() == home.pid()


def test_a_large_answer_is_whole_when_the_reader_is_slow(home):
    process = subprocess.Popen([BINARY, "serve", "--stdio"], env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}\n' * 40)
    process.stdin.close()
    time.sleep(0.3)
    lines = process.stdout.read().splitlines()
    assert len(lines) == 40 and all(json.loads(line)["result"]["openrpc"] for line in lines)
    assert process.wait(20) == 0


def test_an_editor_gets_its_answer_to_initialize_although_nothing_runs(home):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}).encode()
    process = subprocess.Popen([BINARY, "lsp"], env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s" % (len(body), body))
    process.stdin.flush()
    head = process.stdout.readline()
    assert head.startswith(b"Content-Length: ")
    process.stdout.readline()
    answer = json.loads(process.stdout.read(int(head.split(b":")[1])))
    assert answer["result"]["serverInfo"]["name"] == "retort"
    for message in ({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"}):
        body = json.dumps(message).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        process.stdin.flush()
    assert process.wait(20) == 0
    assert len(home.daemons()) == 1


@pytest.mark.parametrize("command", [["serve", "--stdio"], ["lsp"]], ids=["by itself", "through the daemon"])
@pytest.mark.parametrize(
    "messages, status",
    [(["initialize", "shutdown", "exit"], 0), (["initialize", "exit"], 1), (["exit"], 1), (["initialize"], 1), ([], 0)])
def test_exit_tells_whether_shutdown_came_before(home, command, messages, status):
    text = b""
    for number, method in enumerate(messages):
        message = {"jsonrpc": "2.0", "method": method}
        if method != "exit":
            message["id"] = number
        text += json.dumps(message).encode() + b"\n"
    done = subprocess.run([BINARY, *command], env=home.env, input=text, capture_output=True, timeout=20)
    assert done.returncode == status


def test_two_data_folders_under_one_runtime_folder_never_meet():
    first, second = Home(now=NOW), Home(now=NOW)
    try:
        # Not in `tmp_path`, whose name may be longer than a socket's path may be.
        runtime = first.path / "run"
        runtime.mkdir(mode=0o700)
        for home in (first, second):
            home.env["XDG_RUNTIME_DIR"] = str(runtime)
        first.call("review/grade", {"card": "tea/steeping/call", "grade": 3})
        assert second.call("review/history", {"card": "tea/steeping/call"})["reviews"] == []
        assert first.json("status")["data"] == str(first.data)
        assert second.json("status")["data"] == str(second.data)
        assert first.json("status")["socket"] == str(runtime / "retort/retort.sock")
        assert oct((runtime / "retort").stat().st_mode)[-3:] == "700"
        assert oct((runtime / "retort/retort.sock").stat().st_mode)[-3:] == "600"
    finally:
        first.close()
        second.close()


def test_without_a_home_it_is_the_one_in_the_table_of_users(home):
    """In a mount namespace of its own, with a table of its own: /tmp, which is everybody's, is never the place."""
    table = home.path / "passwd"
    script = 'mount --bind "$1" /etc/passwd || exit 99; shift; unset HOME; exec "$@"'
    words = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--map-root-user", "--mount"]

    def run(text, *command):
        table.write_text(text)
        return subprocess.run([*words, "sh", "-c", script, "sh", str(table), BINARY, *command], env=home.env, capture_output=True,
                              text=True, timeout=60)

    others = "daemon:x:1:1::/usr/sbin:/bin/sh\n+\nbroken:x:0\n"
    done = run(f"{others}me:x:0:0:Me,,,:{home.path}:/bin/sh\n", "status", "--json")
    if done.returncode == 99 or done.stderr.startswith("unshare: "):
        pytest.skip("no mount namespace can be made here")
    assert json.loads(done.stdout)["data"] == str(home.data), done
    home.run("stop")
    done = run(others, "status")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", (
        "retort: HOME is not set, and /etc/passwd knows no user 0; set HOME to where Retort may keep files\n"))
    assert run(others, "--help").stdout == home.run("--help")


def test_a_socket_of_another_user_is_refused(home):
    if os.geteuid() != 0:
        pytest.skip("needs root to be somebody else")
    home.run("status")
    for folder in (home.path, home.path / ".local", home.state.parent, home.state, home.state / "run"):
        folder.chmod(0o755)
    home.socket.chmod(0o666)
    script = (
        "import os, socket, sys\nos.setuid(65534)\ns = socket.socket(socket.AF_UNIX)\ns.settimeout(20)\ns.connect(sys.argv[1])\n"
        "s.sendall(b'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon/status\"}\\n')\nprint(len(s.recv(100)))\n")
    done = subprocess.run([sys.executable, "-c", script, str(home.socket)], capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == "0" or "reset" in done.stderr.lower() or "broken pipe" in done.stderr.lower(), done


def test_socket_activation_takes_the_socket_over(home):
    path = home.path / "activated.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    pid = os.fork()
    if pid == 0:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        os.execve(BINARY, [BINARY, "serve"], {**home.env, "LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())})
    client = Client(path)
    assert client.ask("daemon/status")["result"]["pid"] == pid
    client.close()
    os.kill(pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_a_socket_path_that_is_too_long_is_named(home):
    done = home.start("status", env={"RETORT_SOCKET": str(home.path / ("x" * 120))})
    assert done.returncode == 3 and "RETORT_SOCKET" in done.stderr


def test_idle_it_sleeps_and_then_ends(home):
    config = home.path / ".config/retort"
    config.mkdir(parents=True)
    (config / "settings.json").write_text('{"idleMinutes": 1}')
    home.run("status")
    home.quiet()
    assert home.json("status")["idleMinutes"] == 1


def test_the_journal_stays_small(home):
    home.run("stop")
    home.state.mkdir(parents=True, exist_ok=True)
    (home.state / "journal").write_text("x" * 300_000)
    home.run("status")
    assert (home.state / "journal").stat().st_size < 10_000
    assert (home.state / "journal.old").stat().st_size == 300_000


def test_settings_that_are_not_understood_are_named_and_passed_over(home):
    config = home.path / ".config/retort"
    config.mkdir(parents=True)
    (config / "settings.json").write_text('{"newPerDay": "many", "colour": 1}')
    assert home.json("due")["new"] == 2
    journal = (home.state / "journal").read_text()
    assert "newPerDay must be a whole number" in journal and 'no setting "colour"' in journal
