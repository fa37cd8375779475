#!/usr/bin/env python3
"""Fits how sure a look-up is of its first concept (Sources/Study/Confidence.swift): a logistic regression between the queries of
queries/tune.jsonl that have an answer, and those there and in queries/foreign.jsonl that have none.

    FEATURES=/tmp/features.tsv swift test --filter ConfidenceTests && confidence.py /tmp/features.tsv

Prints the coefficients to write down, and, from ten parts each measured with what was fitted to the other nine, which share of the
answerable queries is answered and which share of the others refused at several thresholds.
"""

import math
import sys

FOLDS = 10
RIDGE = 0.3  # Keeps coefficients of features that say nearly the same small.
REFUSALS = 0.5  # What all unanswerable queries count together, beside the answerable ones.


def fit(rows):
    """Newton's method; the first coefficient is the bias."""
    answerable = sum(label for label, _ in rows)
    weight = REFUSALS * answerable / max(1, len(rows) - answerable)
    size = len(rows[0][1]) + 1
    coefficients = [0.0] * size
    for _ in range(40):
        gradient = [RIDGE * value if place else 0 for place, value in enumerate(coefficients)]
        hessian = [[RIDGE * (row == column and row > 0) + 1e-9 * (row == column) for column in range(size)] for row in range(size)]
        for label, features in rows:
            values = [1.0, *features]
            sure = sigmoid(coefficients, features)
            share = 1 if label else weight
            for row in range(size):
                gradient[row] += share * (sure - label) * values[row]
                for column in range(size):
                    hessian[row][column] += share * sure * (1 - sure) * values[row] * values[column]
        for place, step in enumerate(solve(hessian, gradient)):
            coefficients[place] -= step
    return coefficients


def solve(matrix, vector):
    """Gauss and Jordan's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, vector)]
    for place in range(len(rows)):
        best = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for row in range(len(rows)):
            if row != place:
                rows[row] = [value - rows[row][place] * pivot for value, pivot in zip(rows[row], rows[place])]
    return [row[-1] for row in rows]


def sigmoid(coefficients, features):
    total = coefficients[0] + sum(coefficient * value for coefficient, value in zip(coefficients[1:], features))
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def main():
    head, *lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
    rows = [(int(label), [float(value) for value in values]) for label, *values in (line.split("\t") for line in lines)]
    bias, *coefficients = fit(rows)
    print(f"bias {bias:.2f}")
    print("\n".join(f"{name} {value:.2f}" for name, value in zip(head.split("\t")[1:], coefficients)))
    sure = []
    for fold in range(FOLDS):
        fitted = fit([row for place, row in enumerate(rows) if place % FOLDS != fold])
        sure += [(row[0], sigmoid(fitted, row[1])) for place, row in enumerate(rows) if place % FOLDS == fold]
    for threshold in [step / 20 for step in range(4, 17)]:
        answered = [value >= threshold for label, value in sure if label]
        refused = [value < threshold for label, value in sure if not label]
        print(f"{threshold:.2f}: answered {sum(answered) / len(answered):.3f}, refused {sum(refused) / len(refused):.3f}")


if __name__ == "__main__":
    main()
