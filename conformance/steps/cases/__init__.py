"""What a case of a step is, and the rows on which implementations part ways."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class StepCase:
    """`steps` turn `frame` into `expected`, which pandas made of it."""

    name: str
    # The steps, as they stand in a service file: [{"drop_missing": ["age"]}].
    steps: list
    frame: pd.DataFrame
    expected: pd.DataFrame
    # Types of the columns of `frame`, as a service declares them.
    inputs: dict
    stage: str = "preprocess"
    # False where rows are made of several, or have no number in the input.
    keeps_index: bool = True
    # What `brine fit` is given before, for steps that take constants from data.
    fit_on: pd.DataFrame | None = None
    # Largest relative error, where arithmetic differs from pandas' in the order of additions; with a reason in a comment.
    tolerance: float = 0
    # Numbers of the rows that have to be rejected (the service says on_error: skip), where there are any.
    rejected: list | None = None
    # False where a CSV file cannot hold the rows: it has no empty texts that are not missing.
    csv: bool = True


HARD_NUMBERS = [0.0, -0.0, 1.5, -2.25, np.nan, np.inf, -np.inf, 1e300, 5e-324, 2.0**53, 0.1, -7.0]
HARD_TEXTS = ["", " ", "a", "A", "ß", "İstanbul", "naïve", "日本語", "👩‍👩‍👧", "a,b", 'say "hi"', "line\nbreak", None, "NaN?", "  padded  "]
HARD_INTEGERS = [0, 1, -1, 2**53, 2**53 + 1, -(2**63), 2**63 - 1, 10**15]
HARD_DATES = [
    "2024-02-29T00:00:00",
    "1970-01-01T00:00:00",
    "1969-12-31T23:59:59.999999",
    "2000-01-01T12:34:56.789",
    None,
    "1700-03-01T01:02:03",
    "2262-04-11T23:47:16",
]


def numbers(**columns):
    """A frame of float64 columns."""
    return pd.DataFrame({name: np.asarray(values, dtype=np.float64) for name, values in columns.items()})
