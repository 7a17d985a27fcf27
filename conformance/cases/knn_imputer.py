"""sklearn.impute.KNNImputer."""

import numpy as np
import pandas as pd
from sklearn import impute

from cases import data, probes
from cases.case import Case, Probe, accepts, pick

CANCELS = "Python's squared distances are what is left of a cancellation"


def cases(draw):
    if not hasattr(impute, "KNNImputer"):
        return
    for generate in (imputers, limits, drawn_imputers):
        for case in generate(draw):
            yield case


def gapped(rng, X, share=0.15, missing=np.nan):
    return np.where(rng.uniform(size=X.shape) < share, missing, X)


def imputer_case(rng, name, model, frame=False, missing=np.nan, empty=False):
    split = data.split("wine", rng, rows=24, features=5, held=4)
    split = data.standardised(split)
    # The wine's numbers repeat, and of rows at the same distance any may be taken.
    split = data.Split(split.X + 0.01 * rng.normal(size=split.X.shape), split.y, split.held)
    X, held = gapped(rng, split.X, missing=missing), gapped(rng, split.held, 0.3, missing)
    if empty:
        X[:, 1] = missing
    alone = np.full((1, 5), missing)
    first = held[:1].copy()
    first[0, 0] = missing
    if frame:
        X, held, alone, first = [pd.DataFrame(rows, columns=list("abcde")) for rows in (X, held, alone, first)]
    model.fit(X)
    asked = [Probe("gaps", held), Probe("nothing", alone), Probe("one-row", first)]
    if not model.add_indicator:
        # With an indicator, some versions forget it where nothing is missing.
        asked.append(Probe("own", X[:3]))
    asked += [probe for probe in probes.numeric(first, huge=False) if probe.name in ("infinite", "too-narrow", "too-wide")]
    return Case(name, model, asked, tolerance=1e-9, reason=CANCELS)


def imputers(draw):
    recipes = [
        ("knn-imputer", {}, False, False),
        ("knn-imputer-distance-frame", {"weights": "distance", "n_neighbors": 8, "add_indicator": True}, True, False),
        ("knn-imputer-marked", {"missing_values": -99, "n_neighbors": 3}, False, False),
        ("knn-imputer-empty-column", {"n_neighbors": 2, "weights": "distance"}, False, True),
    ]
    if accepts(impute.KNNImputer, "keep_empty_features"):
        recipes.append(("knn-imputer-kept-column", {"keep_empty_features": True}, True, True))
    for name, options, frame, empty in recipes:
        missing = options.get("missing_values", np.nan)
        yield imputer_case(draw.rng(name), name, impute.KNNImputer(**options), frame, missing, empty)


def limits(draw):
    name = "knn-imputer-weights-function"
    rng = draw.rng(name)
    split = data.split("iris", rng, rows=20, features=4, held=3)
    model = impute.KNNImputer(weights=np.sqrt).fit(gapped(rng, split.X))
    yield Case(name, model, [Probe("gaps", gapped(rng, split.held))], loading="refused")


def drawn_imputers(draw):
    for name, rng in draw.named("knn-imputer"):
        missing = pick(rng, np.nan, -99.0)
        options = {
            "n_neighbors": pick(rng, 1, 2, 7, 100),
            "weights": pick(rng, "uniform", "distance"),
            "add_indicator": pick(rng, True, False),
            "missing_values": missing,
        }
        yield imputer_case(rng, name, impute.KNNImputer(**options), pick(rng, True, False), missing, pick(rng, True, False))
