"""The memory model beside py-fsrs, the reference implementation: both run over the same random answers."""
import datetime
import json
import os
import random

import fsrs

# Bounds that py-fsrs refuses to leave; the random weights stay inside them.
LOWEST = [0.001] * 4 + [1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1]
HIGHEST = [100.0] * 4 + [10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8]
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
SEQUENCES, ANSWERS = 500, 20


def random_weights(draw):
    defaults = fsrs.scheduler.DEFAULT_PARAMETERS
    if draw.random() < 0.3:
        return list(defaults)
    return [min(max(w * draw.lognormvariate(0, 0.4), low), high) for w, low, high in zip(defaults, LOWEST, HIGHEST)]


def answers(draw):
    """Grades with fractional days before each: the same day, soon after, about when due, years late."""
    spans = [0, draw.random(), draw.uniform(1, 10), draw.uniform(1, 100), draw.lognormvariate(3, 2)]
    return [(draw.choice([1, 2, 3, 3, 3, 4]), min(draw.choice(spans), 4000) if n else 0.0) for n in range(ANSWERS)]


def test_ten_thousand_random_answers_give_what_py_fsrs_gives(home):
    seed = int(os.environ.get("RETORT_SEED", "20261122"))
    draw = random.Random(seed)
    home.run("status")
    client = home.connect()
    worst = dict.fromkeys(["stability", "difficulty", "retrievability", "interval"], 0.0)
    steps = 0
    for _ in range(SEQUENCES):
        weights, retention = random_weights(draw), round(draw.uniform(0.7, 0.99), 2)
        scheduler = fsrs.Scheduler(
            weights, desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        history = answers(draw)
        asked = [{"grade": grade, "elapsedDays": days} for grade, days in history]
        states = client.ask(
            "memory/state", {"weights": weights, "desiredRetention": retention, "reviews": asked})["result"]["states"]
        card, now = fsrs.Card(card_id=1), BEGIN
        for (grade, days), ours in zip(history, states):
            now += datetime.timedelta(seconds=round(days * 86_400))
            if card.last_review:
                theirs = scheduler.get_card_retrievability(card, now)
                worst["retrievability"] = max(worst["retrievability"], apart(ours["retrievability"], theirs))
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), now)
            if card.stability > 36_500:
                break  # py-fsrs knows no longest stability; fsrs-rs, Anki and Retort do.
            worst["stability"] = max(worst["stability"], apart(ours["stability"], card.stability))
            worst["difficulty"] = max(worst["difficulty"], apart(ours["difficulty"], card.difficulty))
            interval = min(max(round(ours["intervalDays"]), 1), 36_500)
            worst["interval"] = max(worst["interval"], abs(interval - (card.due - now).days))
            steps += 1
    client.close()
    print(f"\n{steps} answers, seed {seed}; the largest differences (relative; the interval in days):", json.dumps(worst))
    assert steps > 0.9 * SEQUENCES * ANSWERS
    assert worst.pop("interval") == 0
    assert max(worst.values()) <= 1e-9


def apart(one, other):
    return 0.0 if one == other else abs(one - other) / max(abs(one), abs(other))
