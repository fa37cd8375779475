"""The answer does not travel before the attempt: every question of the Flask pack, asked and answered."""
import json
import re

from home import ROOT

FLASK_PACK = ROOT / "Sources/Packs/flask"

MEMBERS = {"card", "concept", "title", "pack", "topic", "kind", "prompt", "choices", "new", "retrievability"}


def words(text):
    return re.findall(r"\w+", text.lower())


def holds(text, part):
    """Whether a text holds all words of a part, in order."""
    return bool(words(part)) and f" {' '.join(words(part))} " in f" {' '.join(words(text))} "


def asked(client, concepts):
    """Every question, as `quiz/next` puts it."""
    for concept in concepts:
        seen = []
        while True:
            question = client.ask("quiz/next", {"concept": concept, "exclude": seen})["result"]["question"]
            if question is None:
                break
            seen.append(question["card"])
            yield question


def test_no_reply_of_quiz_next_holds_an_answer(flask_home):
    concepts = sorted(path.stem for path in FLASK_PACK.rglob("*.md") if path.name != "pack.md")
    flask_home.run("due")
    client = flask_home.connect()
    kinds, places, unshuffled = {}, {}, 0
    files = {path.stem: path.read_text() for path in FLASK_PACK.rglob("*.md")}
    for question in asked(client, concepts):
        assert set(question) <= MEMBERS, question
        kinds[question["kind"]] = kinds.get(question["kind"], 0) + 1
        answer = client.ask("quiz/answer", {"card": question["card"], "answer": ""})["result"]
        # Ids name a card whatever it asks; everything else is for people and says nothing.
        rest = json.dumps({name: value for name, value in question.items() if name not in {"card", "concept", "pack", "kind", "prompt", "choices"}})
        for secret in [answer["expected"], answer.get("explanation") or "", *[point["text"] for point in answer.get("points", [])]]:
            assert not holds(rest, secret) or holds(question["prompt"], secret), (question["card"], secret)
        if question["kind"] == "cloze":
            assert question["prompt"].count("[…]") == len(answer["points"]), question["card"]
            assert answer["expected"] not in question["prompt"], question["card"]
        if question["kind"] in {"recall", "fault", "output"}:
            assert "Answer:" not in question["prompt"]
            assert "```output" not in question["prompt"], question["card"]
        if question["kind"] == "choice":
            right = [choice for choice in question["choices"] if choice == answer["expected"]]
            assert len(right) == 1 and len(set(question["choices"])) == len(question["choices"])
            part = files[question["concept"]].split(f"\n### {question['card'].split('/')[-1]} (")[1].split("\n### ")[0]
            unshuffled += re.findall(r"^- \[[x ]\] (.+)", part, re.M) == question["choices"]
            place = (len(question["choices"]), question["choices"].index(right[0]))
            places[place] = places.get(place, 0) + 1
            reasons = [client.ask("quiz/answer", {"card": question["card"], "answer": choice})["result"].get("reasons", [])
                       for choice in question["choices"]]
            for reason in sum(reasons, []):
                assert not holds(json.dumps(question, ensure_ascii=False), reason), question["card"]
    assert set(kinds) == {"recall", "cloze", "choice", "output", "fault"} and sum(kinds.values()) > 1000, kinds
    # One of six orders or fewer is the file's.
    assert unshuffled < kinds["choice"] / 4
    # The right choice stands anywhere: each place within four standard deviations of its share.
    for count in {count for count, _ in places}:
        total = sum(number for (length, _), number in places.items() if length == count)
        share = total / count
        for place in range(count):
            assert abs(places.get((count, place), 0) - share) <= 4 * (share * (1 - 1 / count)) ** 0.5 + 1, (count, place, places)
