"""What is done to answers: pandas, numpy and scikit-learn on the same rows."""

import random

import numpy as np
import pandas as pd

from . import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS, HARD_TEXTS, StepCase, numbers

SEED = 20260314
# Beyond the basic plane, at its end, and below the surrogates: UTF-16 and code points order these differently.
TEXTS = [*HARD_TEXTS[1:], "\U0001f600", "\uffff", "\ue000", "\U0001f600a", "\U0001f601", "\ud7ff", "Z", "zz", "a", "\U00010000"]


def hard_frame(rows=23):
    """A column of each type, in an order of its own, with values that come back."""

    def cycle(values, step):
        return [values[(i * step) % len(values)] for i in range(rows)]

    frame = pd.DataFrame(
        {
            "x": pd.Series(cycle(HARD_NUMBERS, 5), dtype="float64"),
            "y": pd.Series(cycle([1.0, 2.0, np.nan, -0.0, 0.0], 3), dtype="float64"),
            "n": pd.Series(cycle([3, -7, 0, 2**53 - 1, 3, 12], 5), dtype="int64"),
            "big": pd.Series(cycle([*HARD_INTEGERS, 2**70, -(2**70)], 3), dtype=object),
            "text": pd.Series(cycle(TEXTS, 7), dtype=object),
            "flag": pd.Series(cycle([True, False, False], 1), dtype=bool),
            "when": pd.to_datetime(pd.Series(cycle(HARD_DATES, 3)), format="ISO8601"),
        }
    )
    return frame


HARD_INPUTS = {
    "x": "number",
    "y": "number",
    "n": "integer",
    "big": "bigint",
    "text": "string",
    "flag": "boolean",
    "when": "datetime",
}


def cases():
    yield from sort_cases()


def sort_case(name, frame, inputs, by, descending=False, na_position="last", after=None):
    # One stable sort a key, the last key first. With several keys at once, pandas 3.1 takes missing numbers that come first
    # for the infinity that they come before.
    expected = frame
    keys = [by] if isinstance(by, str) else by
    directions = descending if isinstance(descending, list) else [descending] * len(keys)
    for key, is_descending in reversed(list(zip(keys, directions, strict=True))):
        expected = expected.sort_values(key, ascending=not is_descending, na_position=na_position, kind="stable")
    steps = [{"sort": {"by": by, "descending": descending, "na_position": na_position}}]
    if after is not None:
        (step, options), = after.items()
        steps.append(after)
        if step == "tail":
            expected = expected.tail(options)
        elif isinstance(options, dict):
            expected = expected.iloc[options["offset"] : options["offset"] + options["rows"]]
        else:
            expected = expected.head(options)
    return StepCase(name, steps, frame, expected, inputs, stage="postprocess")


def sort_cases():
    frame = hard_frame()
    yield StepCase("sort-short", [{"sort": "x"}], frame, frame.sort_values("x", kind="stable"), HARD_INPUTS, "postprocess")
    yield StepCase("head", [{"head": 3}], frame, frame.head(3), HARD_INPUTS, "postprocess")
    yield StepCase("head-none", [{"head": 0}], frame, frame.head(0), HARD_INPUTS, "postprocess")
    yield StepCase("head-all", [{"head": 99}], frame, frame.head(99), HARD_INPUTS, "postprocess")
    yield StepCase("head-offset", [{"head": {"rows": 4, "offset": 9}}], frame, frame.iloc[9:13], HARD_INPUTS, "postprocess")
    yield StepCase("head-past", [{"head": {"rows": 4, "offset": 21}}], frame, frame.iloc[21:25], HARD_INPUTS, "postprocess")
    yield StepCase("tail", [{"tail": 7}], frame, frame.tail(7), HARD_INPUTS, "postprocess")
    yield StepCase("tail-none", [{"tail": 0}], frame, frame.tail(0), HARD_INPUTS, "postprocess")
    yield StepCase("tail-all", [{"tail": 99}], frame, frame.tail(99), HARD_INPUTS, "postprocess")
    yield StepCase("tail-of-head", [{"head": 9}, {"tail": 2}], frame, frame.head(9).tail(2), HARD_INPUTS, "postprocess")
    yield StepCase("head-of-tail", [{"tail": 9}, {"head": 2}], frame, frame.tail(9).head(2), HARD_INPUTS, "postprocess")
    for column in frame.columns:
        for descending in (False, True):
            yield sort_case(f"sort-{column}-{descending}", frame, HARD_INPUTS, column, descending)
    draw = random.Random(SEED)
    afters = [None, {"head": 1}, {"head": 5}, {"tail": 1}, {"tail": 6}, {"head": 99}, {"tail": 0}, {"head": {"rows": 3, "offset": 4}}]
    for i in range(60):
        by = draw.sample(list(frame.columns), draw.choice([1, 1, 2, 3]))
        descending = draw.choice([True, False, [draw.random() < 0.5 for _ in by]])
        rows = frame.sample(frac=1, random_state=i).reset_index(drop=True)
        yield sort_case(
            f"sort-drawn-{i}", rows, HARD_INPUTS, by, descending, draw.choice(["first", "last"]), draw.choice(afters)
        )
    blank = frame.assign(text=frame["text"].map(lambda text: "" if text == "a" else text))
    yield sort_case("sort-empty-text", blank, HARD_INPUTS, "text", True, "first")
    yield sort_case("sort-empty-text-head", blank, HARD_INPUTS, ["text", "y"], False, "last", {"head": 4})
    empty = frame.head(0)
    yield StepCase("sort-empty", [{"sort": "x"}, {"tail": 2}], empty, empty, HARD_INPUTS, "postprocess")
