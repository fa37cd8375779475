"""Made-up knowledge of any size, always the same for a seed: concepts, packs of them, and what people would ask for.

Words are pronounceable and their frequencies follow Zipf and Mandelbrot: the n-th word has the weight 1 ÷ (n + 2.7) ^ 1.07. Each concept can
be made without those before it, so that a million need no memory.
"""

import itertools
import pathlib
import random

WORDS = 200_000
IN_A_FOLDER = 1000
FOLDERS_IN_A_FOLDER = 100

STOP_WORDS = """the of to and a in is that it for as with are be this by or from which an at not when can if has its
more one all into than other also but they may each use then will only some used any no same such so how these what you
there do must most while where both after before them between about over""".split()
ONSETS = "b c d f g h l m n p r s t v w b d l m n p r s t br cl dr fl gr pl st th tr".split()
VOWELS = "a e i o u a e i o u ai ea ee ou".split()
CODAS = ["", "", "", "l", "m", "n", "r", "s", "t", "ck", "nd", "ng", "rd", "rt", "st"]
ENDINGS = ["", "", "", "", "s", "ed", "er", "ing", "ion", "able", "ment"]
LEVELS = ["beginner", "intermediate", "advanced"]
KINDS = ["title", "alias", "symbol", "two words", "question", "prose", "common word", "typo", "nonsense"]


class Corpus:
    def __init__(self, seed=1):
        self.seed = seed
        chance = random.Random(seed)
        words = dict.fromkeys(STOP_WORDS)
        while len(words) < WORDS:
            stem = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(chance.choice([1, 2, 2])))
            word = stem + chance.choice(CODAS) + chance.choice(ENDINGS)
            if len(word) >= 4:
                words[word] = None
        # Words that are used much are short.
        made = sorted(list(words)[len(STOP_WORDS):], key=lambda word: len(word) + chance.gauss(0, 1.5))
        self.words = STOP_WORDS + made
        self.weights = list(itertools.accumulate((rank + 2.7) ** -1.07 for rank in range(1, WORDS + 1)))
        # Names are made of words that tell something, and are less alike than prose.
        self.telling = made
        self.name_weights = list(itertools.accumulate(1 / (rank + 50) for rank in range(1, len(self.telling) + 1)))

    def id(self, number):
        return f"{self.telling[number * 7919 % len(self.telling)]}-{number}"

    def concept(self, number):
        chance = random.Random(self.seed << 32 | number)
        named = iter(chance.choices(self.telling, cum_weights=self.name_weights, k=24))

        def name(most):
            return " ".join(itertools.islice(named, chance.randint(1, most)))

        title = name(4).capitalize()
        module, kind, call = next(named), next(named).capitalize() + next(named).capitalize(), f"{next(named)}_{next(named)}"
        package = self.telling[chance.randrange(50)]
        prose = iter(chance.choices(self.words, cum_weights=self.weights, k=180))

        def sentences(count):
            made = [" ".join(itertools.islice(prose, chance.randint(8, 14))).capitalize() + "." for _ in range(count)]
            return " ".join(made)

        earlier = [self.id(chance.randrange(number)) for _ in range(chance.randint(0, 3))] if number else []
        return {
            "id": self.id(number), "title": title, "aliases": list(dict.fromkeys(name(3) for _ in range(chance.randint(0, 3)))),
            "asked": [f"how do I {next(named)} a {next(named)} {next(prose)} {next(named)}", f"what does {title.lower()} do"],
            "symbols": [f"{package}.{module}.{kind}", f"{package}.{module}.{kind}.{call}"][:chance.randint(0, 2)],
            "topic": self.telling[number % 37], "level": chance.choice(LEVELS), "needs": earlier[:1], "see": earlier[1:],
            "summary": f"{title} {sentences(2).lower()}", "why": sentences(3), "pitfalls": [f"{title}: {sentences(1).lower()}", sentences(2)],
        }

    def queries(self, count, each, salt=0):
        """`each` queries of every kind, as (kind, text, the id of the concept that was meant or None), in a fixed mixed order."""
        chance = random.Random(f"queries {self.seed} {count} {salt}")
        made = []
        for kind in KINDS:
            while sum(kind == known for known, _, _ in made) < each:
                concept = self.concept(chance.randrange(count))
                text = self.query(kind, concept, chance)
                if text:
                    meant = concept["id"] if kind not in ("common word", "nonsense") else None
                    made.append((kind, text, meant))
        chance.shuffle(made)
        return made

    def query(self, kind, concept, chance):
        if kind == "title":
            return concept["title"].lower()
        if kind == "alias":
            return next(iter(concept["aliases"]), None)
        if kind == "symbol":
            return ".".join(concept["symbols"][-1].split(".")[-2:]) if concept["symbols"] else None
        if kind == "question":
            return concept["asked"][0]
        if kind == "prose":
            return " ".join(concept["why"].split()[:12]).strip(".")
        if kind == "common word":
            return self.telling[chance.randrange(100)]
        if kind == "nonsense":
            return " ".join("".join(chance.choices("qxzjkvwy", k=chance.randint(6, 10))) for _ in range(2))
        words = [word for word in concept["title"].lower().split() if len(word) > 4]
        if kind == "two words":
            body = [word for word in concept["why"].lower().replace(".", "").split() if word not in STOP_WORDS]
            return f"{words[0]} {chance.choice(body)}" if words else None
        return typo(concept["title"].lower(), chance) if words else None


def typo(text, chance):
    """One slip of a finger inside a word: a letter left out, doubled, exchanged with the next, or another one."""
    place = chance.choice([place for place in range(1, len(text) - 1) if text[place - 1:place + 2].isalpha()])
    return text[:place] + chance.choice(
        [text[place + 1:], text[place] + text[place:], text[place + 1] + text[place] + text[place + 2:],
         chance.choice("aeinrst") + text[place + 1:]])


def text(concept):
    """The concept's file."""
    lines = ["---", f"id: {concept['id']}", f"title: {concept['title']}"]
    for field in ("aliases", "asked", "symbols", "needs", "see"):
        if concept[field]:
            lines += [f"{field}:", *(f"  - {entry}" for entry in concept[field])]
    lines += [f"topic: {concept['topic']}", f"level: {concept['level']}", "---", "", concept["summary"], "", "## Why", ""]
    lines += [concept["why"], "", "## Pitfalls", "", *(f"- {point}" for point in concept["pitfalls"]), "", "## Questions", ""]
    lines += ["### what (recall)", "", f"What is {concept['title'].lower()}?", "", f"Answer: {concept['summary']}", ""]
    lines += [f"- {concept['title'].lower()}", ""]
    return "\n".join(lines)


def write(corpus, count, folder):
    """A folder of packs with one pack of so many concepts, in sub-folders of no more than a thousand files; its bytes."""
    pack = pathlib.Path(folder) / "made-up"
    pack.mkdir(parents=True)
    (pack / "pack.md").write_text('---\ntitle: Made up\nversion: "1"\n---\n\nNothing in it is true.\n')
    written = 0
    for start in range(0, count, IN_A_FOLDER):
        number = start // IN_A_FOLDER
        inside = pack / f"{number // FOLDERS_IN_A_FOLDER:03}" / f"{number % FOLDERS_IN_A_FOLDER:02}"
        inside.mkdir(parents=True)
        for one in range(start, min(start + IN_A_FOLDER, count)):
            concept = corpus.concept(one)
            data = text(concept).encode()
            (inside / f"{concept['id']}.md").write_bytes(data)
            written += len(data)
    return written
