"""Proves that a pack tells the truth: runs its programs, compares its outputs, parses its templates, resolves its names.

    python proof.py [--fresh] [--list] [FILE|FOLDER ...]

prints each fault as `file:line: sentence`, ends with counts, and exits with 1 if there were faults. Without arguments it proves
the Flask pack. `--fresh` starts an interpreter for each program instead of forking a prepared one; `--list` names each concept
with its numbers.
"""

import re
import shlex
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import names
from concept_file import KINDS, filled, read_concept
from running import Runners

PACK = Path(__file__).resolve().parents[2] / "Sources" / "Packs" / "flask"
LEAST_QUESTIONS = 3
LEAST_KINDS = 2
LANGUAGES = {"python", "output", "jinja", "html", "shell", "text"}
PROGRAMS = {
    "flask", "gunicorn", "pip", "pip3", "python", "python3", "py",
    "ab", "alembic", "aws", "az", "brew", "cat", "cd", "celery", "certbot", "cp", "curl", "daphne", "deactivate", "docker", "du", "eb", "echo",
    "export", "find", "gcloud", "git", "grep", "head", "heroku", "hey", "htpasswd", "http", "hypercorn", "journalctl", "kill",
    "kubectl", "ln", "locust", "ls", "lsof", "mkdir", "mod_wsgi-express", "mv", "mysql", "nginx", "node", "npm", "openssl", "pipx",
    "poetry", "psql", "pybabel", "pytest", "redis-cli", "redis-server", "rm", "rq", "screen", "set", "source", "sqlite3", "ss", "ssh",
    "sudo", "systemctl", "tail", "tar", "test", "touch", "unset", "uv", "uvicorn", "uwsgi", "waitress-serve", "wget", "which", "wscat", "xargs", ".",
}


@dataclass
class Result:
    """Of one file: what is wrong, and what was done to find out."""

    concept: object
    faults: list = field(default_factory=list)
    executed: int = 0
    compared: int = 0

    def lines(self):
        return [f"{self.concept.path}:{line}: {sentence}" for line, sentence in sorted(set(self.faults))]


def concept_files(places):
    files = []
    for place in places:
        place = Path(place)
        files += sorted(place.rglob("*.md")) if place.is_dir() else [place]
    return [file for file in files if file.name not in {"pack.md", "README.md"}]


def prove(files, runners):
    """A `Result` for each file, in order."""
    with ThreadPoolExecutor(runners.count) as pool:
        return list(pool.map(lambda file: prove_file(file, runners), files))


def prove_file(path, runners):
    concept = read_concept(path)
    result = Result(concept, list(concept.faults))
    kinds = {question.key: question.kind for question in concept.questions}
    texts = [_program_text(block, kinds) for block in concept.blocks]
    before, previous = [], None
    for index, (block, text) in enumerate(zip(concept.blocks, texts)):
        say = lambda sentence, line=block.line: result.faults.append((line, sentence))  # noqa: E731
        _info_faults(block, say)
        if block.language == "python":
            program = None
            if block.only_compiles:
                _compile(block, text, say)
            else:
                sources = [*before, text] if block.continues else [text]
                program = runners.run(sources)
                result.executed += 1
                _outcome_faults(block, program, say)
                if not program["error"] and not program["timed_out"]:
                    before.append(text)
            following = concept.blocks[index + 1] if index + 1 < len(texts) else None
            if (kinds.get(block.question) == "output" and not block.after_answer and program
                    and _last_program(concept, block) and not (following and following.language == "output"
                                                                and following.question == block.question)):
                say("the python block of an output question is followed by its output block")
            previous = program
        elif block.language == "output":
            before_it = concept.blocks[index - 1] if index else None
            if previous is None or before_it.section != block.section or before_it.question != block.question:
                say("an output block stands right after the python block it belongs to")
            else:
                result.compared += 1
                _output_fault(block, previous["stdout"], say)
            previous = None
        else:
            previous = None
            if block.language in {"jinja", "html"}:
                _template_fault(block, text, concept, say)
            elif block.language == "shell":
                _shell_faults(block, concept, say)
    for name in concept.words("symbols"):
        sentence = names.fault_of(name)
        if sentence:
            result.faults.append((concept.front_line["symbols"], sentence))
    _question_counts(concept, result)
    return result


def _last_program(concept, block):
    same = [b for b in concept.blocks if b.question == block.question and b.language == "python" and not b.after_answer]
    return same[-1] is block


def _program_text(block, kinds):
    return filled(block.text) if kinds.get(block.question) == "cloze" else block.text


def _info_faults(block, say):
    if block.language not in LANGUAGES:
        say(f"a code block is one of {', '.join(sorted(LANGUAGES))}, not `{block.info}`")
    for word in block.words:
        if block.language != "python" or not re.fullmatch(r"continues|compiles|raises=[A-Za-z_]\w*", word):
            say(f"`{block.info}` is no info string: `{word}` is not known here")
    if block.only_compiles and (block.raises or block.continues):
        say("a block that only compiles neither continues nor raises")


def _compile(block, text, say):
    try:
        compile(text, "block", "exec", dont_inherit=True)
    except SyntaxError as error:
        say(f"does not compile: {error.msg}", block.line + (error.lineno or 0))


def _outcome_faults(block, program, say):
    error = program["error"]
    at = block.line + ((error[2] or 0) if error else 0)
    if program["timed_out"]:
        say("this program does not end: mark a block that serves or waits `compiles`")
    elif program["earlier"] is not None:
        say(f"an earlier block of this file fails when this one continues it: {error[0]}: {error[1]}")
    elif block.raises:
        if error is None:
            say(f"must end with {block.raises}, and ends without an exception")
        elif error[0] != block.raises:
            say(f"must end with {block.raises}, and ends with {error[0]}: {error[1]}", at)
    elif error:
        say(f"ends with {error[0]}: {error[1]}", at)
    for host in program["reached_for"]:
        say(f"reaches for {host}: a pack's programs stay on this machine")
    for message, line in program["deprecated"]:
        if "Deprecat" in message.partition(":")[0] or "Legacy" in message.partition(":")[0]:
            say(f"uses what is deprecated: {message}", block.line + (line or 0))


def _output_fault(block, printed, say):
    if printed in {block.text, block.text.removesuffix("\n")}:
        return
    is_there, should = block.text.split("\n"), printed.split("\n")
    for number in range(max(len(is_there), len(should))):
        here = is_there[number] if number < len(is_there) else None
        there = should[number] if number < len(should) else None
        if here != there:
            told = "the program prints nothing more" if there is None or (there == "" and number == len(should) - 1) \
                else f"the program prints {there!r}"
            say(f"{told} where the output block has {here!r}" if here is not None else f"{told} after the output block's end",
                block.line + 1 + number)
            return


def _template_fault(block, text, concept, say):
    import jinja2
    from jinja2 import nodes

    environment = names.app().jinja_env
    try:
        tree = environment.parse(text)
    except jinja2.TemplateSyntaxError as error:
        say(f"is no valid template: {error.message}", block.line + error.lineno)
        return
    programs = "\n".join(b.text for b in concept.blocks if b.language == "python")
    for kind, known, found in [("filter", environment.filters, tree.find_all(nodes.Filter)),
                               ("test", environment.tests, tree.find_all(nodes.Test))]:
        for node in found:
            if node.name not in known and not re.search(rf"\b{re.escape(node.name)}\b", programs):
                say(f"no {kind} is called {node.name}", block.line + node.lineno)


def _shell_faults(block, concept, say):
    own = set()
    for text in (b.text for b in concept.blocks if b.language == "python"):
        own |= set(re.findall(r"(?:command|group|AppGroup)\(\s*[\"']([\w-]+)", text))
        own |= {name.replace("_", "-") for name in re.findall(r"\.(?:command|group)\([^)]*\)\n(?:@.*\n)*def (\w+)", text)}
        own |= set(re.findall(r"cli_group=[\"']([\w-]+)", text))
    number, lines = 0, block.text.split("\n")
    while number < len(lines):
        first, line = number, lines[number]
        while line.endswith("\\") and number + 1 < len(lines):
            number += 1
            line = line[:-1] + " " + lines[number].strip()
        number += 1
        if line.startswith("$ "):
            say("a command stands without a prompt", block.line + first + 1)
            continue
        lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&")
        lexer.whitespace_split = True
        try:
            words = list(lexer)
        except ValueError as error:
            say(f"no shell reads this line: {error}", block.line + first + 1)
            continue
        for command in _commands(words):
            sentence = _command_fault(command, own)
            if sentence:
                say(sentence, block.line + first + 1)


def _commands(words):
    """The words split at `&&`, `|`, `;`; without assignments in front and redirections behind."""
    commands, current, skip = [], [], False
    for word in words:
        if word and set(word) <= set("();|&"):
            commands.append(current)
            current = []
        elif word and set(word) <= set("<>"):
            skip = True
        elif skip:
            skip = False
        else:
            current.append(word)
    commands.append(current)
    for command in commands:
        while command and re.match(r"[A-Za-z_]\w*=", command[0]):
            command.pop(0)
    return [command for command in commands if command]


def _command_fault(words, own):
    program = words[0].rsplit("/", 1)[-1]
    if program == "sudo":
        return _command_fault(words[1:], own) if len(words) > 1 and not words[1].startswith("-") else None
    if program in {"python", "python3", "py"} and "-m" in words[1:3]:
        module = words[words.index("-m") + 1:]
        return names.command_fault(module, own=own) if module and module[0] in {"flask", "pip", "gunicorn"} else None
    if program not in PROGRAMS:
        return f"{program} is not on the list of programs a pack may show"
    return names.command_fault([program, *words[1:]], own=own)


def _question_counts(concept, result):
    questions = [q for q in concept.questions if q.kind in KINDS]
    if len(questions) < LEAST_QUESTIONS:
        result.faults.append((1, f"has {len(questions)} questions, fewer than {LEAST_QUESTIONS}"))
    elif len({q.kind for q in questions}) < LEAST_KINDS:
        result.faults.append((questions[0].line, f"all questions are {questions[0].kind}: use at least {LEAST_KINDS} kinds"))


def link_faults(concepts, others=()):
    """(lines for faults, number of links); `others` are the ids of concepts that may be linked, too."""
    faults, links = [], 0
    written = {}
    for concept in concepts:
        if concept.id in written:
            faults.append(f"{concept.path}:1: the id {concept.id} is also that of {written[concept.id].path}")
        written[concept.id] = concept
    for concept in concepts:
        for name in ["needs", "see", "confused-with"]:
            for target in concept.words(name):
                links += 1
                at = f"{concept.path}:{concept.front_line.get(name, 1)}"
                if target == concept.id:
                    faults.append(f"{at}: {name} links a concept to itself")
                elif target not in written and target not in others:
                    faults.append(f"{at}: {name}: no concept is called {target}")
    return faults + _cycle_faults(written), links


def _cycle_faults(written):
    faults, done = [], set()

    def visit(name, trail):
        if name in trail:
            circle = [*trail[trail.index(name):], name]
            faults.append(f"{written[name].path}:{written[name].front_line['needs']}: needs form a circle: {' -> '.join(circle)}")
        elif name in written and name not in done:
            for target in written[name].words("needs"):
                visit(target, [*trail, name])
            done.add(name)

    for name in sorted(written):
        visit(name, [])
    return faults


def summary(results, links):
    concepts = [result.concept for result in results]
    kinds = Counter(question.kind for concept in concepts for question in concept.questions)
    told = ", ".join(f"{name} {number}" for name, number in sorted(kinds.items(), key=str))
    return [
        f"{len(concepts)} concepts, {kinds.total()} questions ({told})",
        f"{sum(r.executed for r in results)} programs executed, {sum(r.compared for r in results)} outputs compared, "
        f"{sum(len(c.blocks) for c in concepts)} code blocks in all",
        f"{links} links",
    ]


def main(arguments):
    fresh, listing = "--fresh" in arguments, "--list" in arguments
    places = [argument for argument in arguments if not argument.startswith("--")] or [PACK]
    files = concept_files(places)
    with Runners(fresh=fresh) as runners:
        results = prove(files, runners)
    faults = [line for result in results for line in result.lines()]
    concepts = [result.concept for result in results]
    given = {concept.id for concept in concepts}
    # A single file's links may lead to the rest of the pack.
    rest = [read_concept(file) for file in concept_files([PACK]) if file.stem not in given] if PACK.exists() else []
    linked, links = link_faults(concepts, {concept.id for concept in rest})
    faults += linked
    for line in faults:
        print(line)
    if listing:
        for result in results:
            print(f"{result.concept.id}: {len(result.concept.questions)} questions, {result.executed} programs, "
                  f"{result.compared} outputs, {len(result.lines())} faults")
    for line in summary(results, links):
        print(line)
    print(f"{len(faults)} faults" if len(faults) != 1 else "1 fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
