"""sklearn.impute: SimpleImputer on numbers, on text, and with gaps that are not NaN."""

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer

from cases import data, probes
from cases.case import Case, accepts, pick

COLORS = ["red", "green", "blue", None]


def cases(draw):
    for generate in (numbers, other_gaps, text, empty_columns, drawn_imputers):
        for case in generate(draw):
            yield case


def numbers(draw):
    for name, options, frame in [
        ("imputer-mean", {}, False),
        ("imputer-mean-frame", {}, True),
        ("imputer-median", {"strategy": "median"}, False),
        ("imputer-most-frequent", {"strategy": "most_frequent"}, False),
        ("imputer-constant", {"strategy": "constant", "fill_value": -1.5}, False),
        ("imputer-constant-default", {"strategy": "constant"}, False),
        ("imputer-mean-indicator", {"add_indicator": True}, False),
        ("imputer-median-indicator-frame", {"strategy": "median", "add_indicator": True}, True),
    ]:
        yield number_case(draw.rng(name), name, SimpleImputer(**options), frame)


def number_case(rng, name, model, frame):
    """Two of the four columns have gaps in training, and all of them have one when asked."""
    split = data.split("wine", rng, rows=40, features=4, frame=frame)
    for column in (0, 2):
        gaps = rng.uniform(size=len(split.X)) < 0.2
        gaps[0] = True
        if frame:
            split.X.iloc[gaps, column] = np.nan
        else:
            split.X[gaps, column] = np.nan
    model.fit(split.X)
    return Case(name, model, list(probes.numeric(split.held, edges=np.full((1, 4), np.nan))))


def other_gaps(draw):
    rows = [[1, -1, 3], [-1, 5, 6], [7, 8, -1], [1, 2, 3]]
    for name, options in [
        ("imputer-gap-minus-one", {"missing_values": -1}),
        ("imputer-gap-minus-one-median", {"missing_values": -1, "strategy": "median", "add_indicator": True}),
        ("imputer-gap-zero-most-frequent", {"missing_values": 0, "strategy": "most_frequent"}),
    ]:
        X = np.array(rows) if "zero" not in name else np.array(rows) + 1
        ask = np.array([[-1.0, -1.0, -1.0], [0.0, 0.0, 0.0], [4.0, 5.0, 6.0]])
        missing = np.array([[np.nan, 1.0, 1.0]])
        yield Case(name, SimpleImputer(**options).fit(X), list(probes.values(ask, floats=ask + 0.5, missing=missing)))


def text(draw):
    for name, options in [
        ("imputer-text-most-frequent", {"strategy": "most_frequent"}),
        ("imputer-text-constant", {"strategy": "constant", "fill_value": "none given"}),
        ("imputer-text-constant-default", {"strategy": "constant"}),
        ("imputer-text-none", {"strategy": "most_frequent", "missing_values": None}),
        ("imputer-text-marker", {"strategy": "most_frequent", "missing_values": "?"}),
        ("imputer-text-indicator", {"strategy": "constant", "fill_value": "x", "add_indicator": True}),
    ]:
        gap = options.get("missing_values", np.nan)
        columns = {"color": ["red", gap, "red", "blue"], "size": ["S", "M", gap, "M"]}
        X = pd.DataFrame(columns, dtype=object)
        ask = pd.DataFrame({"color": [gap, "mauve", ""], "size": ["L", gap, "M"]}, dtype=object)
        yield Case(name, SimpleImputer(**options).fit(X), list(probes.values(ask)))
    name = "imputer-text-array"
    X = np.array([["a", "x"], [np.nan, "y"], ["a", np.nan]], dtype=object)
    model = SimpleImputer(strategy="most_frequent").fit(X)
    yield Case(name, model, list(probes.values(X)))


def empty_columns(draw):
    """A column that was empty in training is dropped, or kept if that is asked for."""
    X = np.array([[1.0, np.nan, 3.0], [2.0, np.nan, np.nan]])
    ask = np.array([[np.nan, np.nan, np.nan], [1.0, 2.0, 3.0]])
    for strategy in ("mean", "most_frequent", "constant"):
        for keep in (False, True):
            if keep and not accepts(SimpleImputer, "keep_empty_features"):
                continue
            name = "imputer-empty-%s-%s" % (strategy.replace("_", "-"), "kept" if keep else "dropped")
            options = {"keep_empty_features": True} if keep else {}
            model = SimpleImputer(strategy=strategy, add_indicator=True, **options).fit(X)
            yield Case(name, model, list(probes.values(ask)))


def drawn_imputers(draw):
    for name, rng in draw.named("imputer"):
        strategy = pick(rng, "mean", "median", "most_frequent", "constant")
        fill = rng.uniform(-9, 9) if strategy == "constant" else None
        model = SimpleImputer(strategy=strategy, fill_value=fill, add_indicator=pick(rng, True, False))
        yield number_case(rng, name, model, pick(rng, True, False))
