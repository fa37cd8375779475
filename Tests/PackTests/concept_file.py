"""Reads one concept file into front matter, sections, questions and code blocks, with a line number on everything.

Nothing is executed here. What could not be understood is in `faults`, as (line, sentence).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SECTIONS = ["Why", "Example", "Pitfalls", "Follow-ups", "Questions"]
FIELDS = {
    "id", "title", "aliases", "asked", "symbols", "topic", "level", "needs", "see", "confused-with", "sources", "versions",
}
LIST_FIELDS = {"aliases", "asked", "symbols", "needs", "see", "confused-with", "sources"}
LEVELS = {"beginner", "intermediate", "advanced"}
KINDS = {"recall", "cloze", "choice", "output", "fault"}
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BLANK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


@dataclass
class Block:
    """A fenced code block. `line` is that of the opening fence; `question` is None outside of `## Questions`."""

    info: str
    text: str
    line: int
    section: str
    question: str | None
    after_answer: bool

    @property
    def language(self):
        return self.info.split()[0] if self.info.split() else ""

    @property
    def words(self):
        return self.info.split()[1:]

    @property
    def raises(self):
        return next((w.removeprefix("raises=") for w in self.words if w.startswith("raises=")), None)

    @property
    def only_compiles(self):
        return "compiles" in self.words

    @property
    def continues(self):
        return "continues" in self.words

    @property
    def runs(self):
        return self.language == "python" and not self.only_compiles


@dataclass
class Question:
    """`lines` are (line number, text) outside of code blocks, `answer_at` the line number of `Answer:` or None."""

    key: str
    kind: str
    line: int
    lines: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    answer_at: int | None = None


@dataclass
class Concept:
    path: Path
    front: dict
    front_line: dict
    opening: str
    sections: list
    questions: list
    blocks: list
    faults: list

    @property
    def id(self):
        return self.path.stem

    def words(self, name):
        value = self.front.get(name)
        return value if isinstance(value, list) else []


def read_concept(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    faults = []
    front, front_line, body = _front_matter(lines, path, faults)
    concept = Concept(path, front, front_line, "", [], [], [], faults)
    _body(lines, body, concept)
    for question in concept.questions:
        faults += _question_faults(question)
    return concept


def _front_matter(lines, path, faults):
    if lines[0] != "---" or "---" not in lines[1:]:
        faults.append((1, "the file must begin with front matter between two --- lines"))
        return {}, {}, 0
    end = lines.index("---", 1)
    where = {m[1]: n for n, line in enumerate(lines[:end], 1) if (m := re.match(r"([a-z-]+):", line))}
    try:
        front = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        faults.append((getattr(getattr(error, "problem_mark", None), "line", 0) + 2, f"front matter is not YAML: {error}"))
        return {}, where, end + 1
    if not isinstance(front, dict):
        faults.append((1, "front matter must be `key: value` lines"))
        return {}, where, end + 1
    for name, value in front.items():
        line = where.get(name, 1)
        if name not in FIELDS:
            faults.append((line, f"no field is called {name}"))
        elif name in LIST_FIELDS:
            if not isinstance(value, list):
                faults.append((line, f"{name} must be a list"))
            else:
                faults += [(line, f"{name}: quote {item!r}, YAML reads it as something else than text")
                           for item in value if not isinstance(item, str)]
                faults += [(line, f"{name} holds {item!r} twice")
                           for item in dict.fromkeys(map(str, value)) if list(map(str, value)).count(item) > 1]
        elif not isinstance(value, str):
            faults.append((line, f"{name}: quote {value!r}, YAML reads it as something else than text"))
    for name in ["id", "title", "topic", "level"]:
        if not front.get(name):
            faults.append((1, f"the field {name} is missing"))
    if front.get("id") != path.stem:
        faults.append((where.get("id", 1), f"id {front.get('id')!r} must equal the file name {path.stem!r}"))
    if not IDENTIFIER.fullmatch(path.stem):
        faults.append((1, "an id is lower-case letters, digits and single hyphens"))
    if front.get("level") not in LEVELS:
        faults.append((where.get("level", 1), "level must be beginner, intermediate or advanced"))
    if len(str(front.get("topic", "")).split()) != 1:
        faults.append((where.get("topic", 1), "topic must be one word"))
    return front, where, end + 1


def _body(lines, start, concept):
    section, question, opening = "", None, []
    number = start
    while number < len(lines):
        line = lines[number]
        number += 1
        fence = re.match(r"( *)(`{3,}|~{3,})(.*)$", line)
        if fence:
            indent, mark, info = len(fence[1]), fence[2], fence[3].strip()
            opened, content = number, []
            while number < len(lines) and not re.fullmatch(rf" *{mark[0]}{{{len(mark)},}} *", lines[number]):
                text = lines[number]
                content.append(text[indent:] if text[:indent].isspace() else text)
                number += 1
            if number == len(lines):
                concept.faults.append((opened, "this code block is never closed"))
            number += 1
            block = Block(info, "".join(text + "\n" for text in content), opened, section,
                          question.key if question else None, bool(question and question.answer_at))
            concept.blocks.append(block)
            if question:
                question.blocks.append(block)
            continue
        if heading := re.match(r"(#+) +(.*?) *$", line):
            level, title = len(heading[1]), heading[2]
            if level == 2:
                section, question = title, None
                concept.sections.append((title, number))
                continue
            if level == 3 and section == "Questions":
                named = re.fullmatch(r"(\S+) \((\w+)\)", title)
                if not named or not IDENTIFIER.fullmatch(named[1]) or named[2] not in KINDS:
                    concept.faults.append((number, f"a question's heading is `### key (kind)`, not `### {title}`"))
                question = Question(named[1] if named else title, named[2] if named else "", number)
                concept.questions.append(question)
                continue
            if level == 1:
                concept.faults.append((number, "a concept has no # heading: its title stands in the front matter"))
        if question:
            if line.startswith("Answer:") and question.answer_at is None:
                question.answer_at = number
            question.lines.append((number, line))
        elif not section:
            opening.append(line)
    concept.opening = "\n".join(opening).strip().split("\n\n")[0].strip()
    if not concept.opening:
        concept.faults.append((start + 1, "the short answer, the first paragraph, is missing"))
    _section_faults(concept)


def _section_faults(concept):
    names = [name for name, _ in concept.sections]
    for name, line in concept.sections:
        if name not in SECTIONS:
            concept.faults.append((line, f"no section is called {name}"))
        elif names.count(name) > 1:
            concept.faults.append((line, f"the section {name} stands here twice"))
    known = [SECTIONS.index(name) for name in names if name in SECTIONS]
    if known != sorted(known):
        concept.faults.append((concept.sections[0][1], f"sections stand in the order {', '.join(SECTIONS)}"))
    keys = [question.key for question in concept.questions]
    for question in concept.questions:
        if keys.count(question.key) > 1:
            concept.faults.append((question.line, f"the key {question.key} is used twice in this file"))


def key_points(question):
    """The accepted wordings of each key point of a recall or fault question."""
    after = [text for line, text in question.lines if question.answer_at and line > question.answer_at]
    return [[part.strip() for part in text[2:].split("|")] for text in after if text.startswith("- ")]


def choices(question):
    """(right, text, explanation) of each choice."""
    found = []
    for _, text in question.lines:
        if item := re.match(r"- \[([ xX])\] (.*)", text):
            found.append([item[1] != " ", item[2], ""])
        elif found and text.startswith("  ") and text.strip():
            found[-1][2] += " " + text.strip()
    return [(right, text, why.strip()) for right, text, why in found]


def filled(text):
    """A cloze text with each blank replaced by its first answer."""
    return BLANK.sub(lambda m: m[1].split("|")[0].strip(), text)


def _question_faults(question):
    faults = []
    say = lambda sentence, line=question.line: faults.append((line, f"question {question.key}: {sentence}"))  # noqa: E731
    prompt = [text for line, text in question.lines
              if text.strip() and (question.answer_at is None or line < question.answer_at)]
    answer = "\n".join(text for line, text in question.lines if question.answer_at and line >= question.answer_at)
    if not prompt and not question.blocks:
        say("has no prompt")
    if question.kind in {"recall", "fault"}:
        if question.answer_at is None:
            say("has no `Answer:`")
        elif not re.sub(r"^- .*$", "", answer.removeprefix("Answer:"), flags=re.M).strip() and not any(
                b.after_answer for b in question.blocks):
            say("the answer is empty")
        points = key_points(question)
        if not points:
            say("has no key points")
        if any(not wording for point in points for wording in point):
            say("a key point has an empty wording")
    if question.kind == "fault" and not any(not b.after_answer for b in question.blocks):
        say("a fault question shows code")
    if question.kind == "cloze":
        text = "\n".join([t for _, t in question.lines] + [b.text for b in question.blocks])
        if not BLANK.search(text):
            say("a cloze text has a [[blank]]")
        if any(not part.strip() for blank in BLANK.findall(text) for part in blank.split("|")):
            say("a blank has an empty answer")
        if question.answer_at:
            say("a cloze text has no `Answer:`")
    if question.kind == "choice":
        listed = choices(question)
        if sum(right for right, _, _ in listed) != 1:
            say("exactly one choice is marked [x]")
        if len(listed) < 2:
            say("a choice needs at least two choices")
        if len({text for _, text, _ in listed}) != len(listed):
            say("two choices are the same")
        for _, text, why in listed:
            if not why:
                say(f"the choice {text!r} has no line that says why it is right or wrong")
    if question.kind == "output":
        programs = [b for b in question.blocks if b.language == "python" and not b.after_answer]
        outputs = [b for b in question.blocks if b.language == "output"]
        if not programs:
            say("an output question shows a python block before `Answer:`")
        if question.answer_at is None:
            say("has no `Answer:`")
        if len(outputs) != 1 or not outputs[0].after_answer:
            say("an output question has one output block, after `Answer:`")
        if any(p.only_compiles for p in programs):
            say("the python block of an output question must run")
    return faults
