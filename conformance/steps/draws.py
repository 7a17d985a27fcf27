"""Frames that are drawn at random, from a seed that stays."""

import zlib

import numpy as np
import pandas as pd

from cases import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS

WORDS = ["red", "Red", "green", "ß", "日本語", "naïve", "a,b", " x ", "👩‍👩‍👧", "Ω"]


def rng(name):
    """A stream of its own for each case, so that a new one changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def floats(draw, rows, missing=0.2, hard=0.2, infinite=True):
    """Floats of many magnitudes, some of them hard, some missing."""
    values = draw.normal(size=rows) * 10.0 ** draw.integers(-3, 6, size=rows)
    pool = [x for x in HARD_NUMBERS if infinite or np.isfinite(x)]
    values = np.where(draw.random(rows) < hard, draw.choice(pool, size=rows), values)
    return np.where(draw.random(rows) < missing, np.nan, values)


def tame(draw, rows, missing=0.1):
    """Finite floats of one magnitude, with some outliers, some missing."""
    values = draw.normal(50, 12, size=rows) + np.where(draw.random(rows) < 0.05, 400, 0)
    return np.where(draw.random(rows) < missing, np.nan, values)


def integers(draw, rows):
    return draw.integers(-20, 20, size=rows)


def some_missing(draw, values, share=0.3):
    return [None if draw.random() < share else value for value in values]


def words(draw, rows, missing=0.2):
    return pd.Series(some_missing(draw, draw.choice(WORDS, size=rows), missing), dtype="object")


def booleans(draw, rows, missing=0.2):
    return pd.Series(some_missing(draw, [bool(x) for x in draw.random(rows) < 0.5], missing), dtype="object")


def dates(draw, rows):
    return pd.Series(pd.to_datetime(draw.choice(np.array(HARD_DATES, dtype=object), size=rows), format="ISO8601")).astype(
        "datetime64[us]"
    )


def bigints(draw, rows, missing=0.2):
    return pd.Series(some_missing(draw, [int(x) for x in draw.choice(HARD_INTEGERS, size=rows)], missing), dtype="Int64")


def mixed(draw, rows):
    """A column of every type, and how a service declares them."""
    frame = pd.DataFrame(
        {
            "x": floats(draw, rows),
            "n": integers(draw, rows),
            "flag": booleans(draw, rows),
            "word": words(draw, rows),
            "day": dates(draw, rows),
            "big": bigints(draw, rows),
        }
    )
    inputs = {"x": "number", "n": "integer", "flag": "boolean", "word": "string", "day": "datetime", "big": "bigint"}
    return frame, inputs
