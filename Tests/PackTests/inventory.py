"""What the pack is meant to hold and how much of it stands there.

`planned-concepts.tsv` lists the concepts with topic, level and priority, `planned-symbols.tsv` the names that a user meets in
code, each with the concepts that it belongs to.
"""

import csv
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LEAST_QUESTIONS = {"core": 3, "standard": 2}
KINDS = ["recall", "cloze", "choice", "output", "fault"]
MOST_NAMED = 12


def rows(name):
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def planned_concepts():
    """The row of each planned concept, by id."""
    return {row["id"]: row for row in rows("planned-concepts.tsv")}


def faults(concepts):
    """A sentence for each core or standard concept that is missing or has too few questions."""
    written = {concept.id: concept for concept in concepts}
    found = []
    for name, row in planned_concepts().items():
        least = LEAST_QUESTIONS.get(row["priority"])
        if least is None:
            continue
        if name not in written:
            found.append(f"the {row['priority']} concept {name} is not written yet")
        elif (count := len(written[name].questions)) < least:
            found.append(f"the {row['priority']} concept {name} has {count} questions, fewer than {least}")
    return found


def unlisted_symbols(concepts):
    """The planned names that no concept lists."""
    listed = {name for concept in concepts for name in concept.words("symbols")}
    return [row["name"] for row in rows("planned-symbols.tsv") if row["name"] not in listed]


def summary(concepts):
    """Coverage and counts, as lines."""
    planned = planned_concepts()
    written = {concept.id for concept in concepts}
    lines = []
    for priority in dict.fromkeys(row["priority"] for row in planned.values()):
        wanted = [name for name, row in planned.items() if row["priority"] == priority]
        missing = [name for name in wanted if name not in written]
        lines.append(f"{priority}: {len(wanted) - len(missing)} of {len(wanted)} concepts{_named('missing', missing)}")
    added = sorted(written - set(planned))
    if added:
        lines.append(f"beyond the plan: {len(added)} concepts{_named('', added)}")
    symbols, unlisted = rows("planned-symbols.tsv"), unlisted_symbols(concepts)
    lines.append(f"symbols: {len(symbols) - len(unlisted)} of {len(symbols)} in a concept{_named('not', unlisted)}")
    for field in ["level", "topic"]:
        lines += _table(concepts, field)
    return lines


def _named(word, names):
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f" ({' '.join(filter(None, [word, ', '.join(names[:MOST_NAMED])]))}{more})"


def _table(concepts, field):
    """Concepts and questions of each value of a front-matter field, the questions also by kind."""
    held, asked = Counter(), {}
    for concept in concepts:
        value = str(concept.front.get(field))
        held[value] += 1
        asked.setdefault(value, Counter()).update(question.kind for question in concept.questions)
    line = "{:<14}{:>9}{:>10}" + "{:>8}" * len(KINDS)
    order = sorted(held) if field == "topic" else [name for name in ["beginner", "intermediate", "advanced"] if name in held]
    table = [line.format(field, "concepts", "questions", *KINDS)]
    for value in order:
        table.append(line.format(value, held[value], asked[value].total(), *(asked[value][kind] for kind in KINDS)))
    every = sum(asked.values(), Counter())
    return [*table, line.format("all", held.total(), every.total(), *(every[kind] for kind in KINDS))]
