"""sklearn.impute: imputers of numbers and of text, by what was common in training and by the other columns."""

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn import impute, preprocessing
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.tree import DecisionTreeRegressor

from cases import data, probes
from cases.case import Case, accepted, accepts, pick

try:
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
except ImportError:
    pass


def cases(draw):
    for generate in (
        numbers,
        other_gaps,
        text,
        empty_columns,
        kinds,
        legacy,
        indicators,
        drawn_imputers,
        drawn_indicators,
        iterative,
        iterative_default,
        iterative_refused,
        drawn_iterative,
    ):
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
        if all(accepts(SimpleImputer, option) for option in options):
            yield number_case(draw.rng(name), name, SimpleImputer(**options), frame)


def number_case(rng, name, model, frame, huge=True, **described):
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
    asked = list(probes.numeric(split.held, edges=np.full((1, 4), np.nan), huge=huge))
    gaps = np.array(split.held[:3], dtype=float)
    gaps[0, 0] = gaps[1, 2] = gaps[2, 1] = np.nan
    # The way back stumbles over a column that is missing in all rows.
    asked.append(probes.Probe("gaps", probes.like(split.held, gaps), inverse=inverts(model)))
    return Case(name, model, asked, data="wine", **described)


def inverts(model):
    return hasattr(model, "inverse_transform") and getattr(model, "add_indicator", False)


def other_gaps(draw):
    rows = [[1, -1, 3], [-1, 5, 6], [7, 8, -1], [1, 2, 3]]
    for name, options in [
        ("imputer-gap-minus-one", {"missing_values": -1}),
        ("imputer-gap-minus-one-median", {"missing_values": -1, "strategy": "median", "add_indicator": True}),
        ("imputer-gap-zero-most-frequent", {"missing_values": 0, "strategy": "most_frequent"}),
    ]:
        if not all(accepts(SimpleImputer, option) for option in options):
            continue
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
        if not all(accepts(SimpleImputer, option) for option in options):
            continue
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
            options = dict(accepted(SimpleImputer, add_indicator=True), **({"keep_empty_features": True} if keep else {}))
            model = SimpleImputer(strategy=strategy, **options).fit(X)
            asked = list(probes.values(ask))
            asked[0].inverse = keep and inverts(model)
            yield Case(name, model, asked)


def kinds(draw):
    """Integers, flags beside numbers, columns of categories, sparse rows, and text in some columns only."""
    whole = np.array([[1, 2], [3, -1], [1, 5], [-1, 2]])
    yield Case("imputer-integers", SimpleImputer(missing_values=-1).fit(whole), list(probes.values(whole[:3])))
    mixed = pd.DataFrame({"flag": [True, False, True, True], "size": [1.5, np.nan, 2.5, 4.0]})
    yield Case("imputer-flags", SimpleImputer().fit(mixed), list(probes.values(mixed[:3])))
    colours = pd.DataFrame({"colour": pd.Categorical(["red", None, "red", "blue"])})
    model = SimpleImputer(strategy="most_frequent").fit(colours.astype(object).where(colours.notna(), np.nan))
    asked = colours.astype(object).where(colours.notna(), np.nan)
    yield Case("imputer-category", model, list(probes.values(asked)))
    rng = draw.rng("imputer-sparse")
    rows = np.where(rng.uniform(size=(20, 4)) < 0.5, 0, rng.uniform(-3, 3, size=(20, 4)))
    rows[rng.uniform(size=rows.shape) < 0.2] = np.nan
    for strategy in ("mean", "median", "most_frequent"):
        X = scipy.sparse.csc_matrix(rows)
        model = SimpleImputer(strategy=strategy).fit(X)
        yield Case("imputer-sparse-" + strategy.replace("_", "-"), model, [probes.Probe("rows", X[:4])])


def legacy(draw):
    """The Imputer that sklearn.preprocessing had up to 0.21."""
    if not hasattr(preprocessing, "Imputer"):
        return
    rows = np.array([[1.0, np.nan, 3.0], [2.0, 4.0, np.nan], [7.0, 4.0, 5.0], [np.nan, 0.5, 3.0]])
    empty = np.where(np.arange(3) == 1, np.nan, rows)
    whole = np.array([[1, 0, 3], [2, 4, 0], [0, 4, 5]])
    for name, model, X in [
        ("old-imputer", preprocessing.Imputer(), rows),
        ("old-imputer-median", preprocessing.Imputer(strategy="median"), rows),
        ("old-imputer-most-frequent", preprocessing.Imputer(strategy="most_frequent"), rows),
        ("old-imputer-empty", preprocessing.Imputer(), empty),
        ("old-imputer-zero", preprocessing.Imputer(missing_values=0), whole),
    ]:
        infinite = np.array([[np.inf, 1.0, np.nan]])
        yield Case(name, model.fit(X), list(probes.values(X, infinite=infinite, narrow=X[:1, :2])))
    yield Case("old-imputer-rows", preprocessing.Imputer(axis=1).fit(rows), [], loading="refused")


def indicators(draw):
    X = np.array([[1.0, np.nan, 3.0], [np.nan, 4.0, 2.0], [7.0, 4.0, 5.0]])
    asked = np.array([[1.0, 2.0, 3.0], [np.nan, np.nan, 1.0]])
    new = np.array([[1.0, 2.0, np.nan]])
    for name, options in [
        ("indicator", {}),
        ("indicator-all", {"features": "all"}),
        ("indicator-new", {"error_on_new": False}),
        ("indicator-sparse", {"sparse": True}),
        ("indicator-minus-one", {"missing_values": -1}),
    ]:
        gap = options.get("missing_values", np.nan)
        filled = [np.where(np.isnan(rows), gap, rows) for rows in (X, asked, new)]
        infinite = np.array([[np.inf, 1.0, 1.0]])
        others = {"new": filled[2], "infinite": infinite, "nan": X[1:2], "narrow": X[:1, :2]}
        yield Case(name, MissingIndicator(**options).fit(filled[0]), list(probes.values(filled[1], **others)), bitwise=True)
    text = np.array([["a", "?"], ["b", "c"], ["?", "c"]], dtype=object)
    model = MissingIndicator(missing_values="?", error_on_new=False).fit(text)
    yield Case("indicator-text", model, list(probes.values(text)), bitwise=True)
    name = "indicator-frame"
    split = data.split("iris", draw.rng(name), rows=10, features=3, frame=True, held=3)
    split.X.iloc[2, 1] = np.nan
    yield Case(name, MissingIndicator().fit(split.X), list(probes.numeric(split.held)), bitwise=True, data="iris")


def drawn_indicators(draw):
    for name, rng in draw.named("indicator"):
        options = {"features": pick(rng, "all", "missing-only"), "error_on_new": pick(rng, True, False)}
        yield number_case(rng, name, MissingIndicator(**options), pick(rng, True, False), bitwise=True)


def iterative_case(rng, name, frame=False, **options):
    from sklearn.impute import IterativeImputer

    model = IterativeImputer(**dict({"max_iter": 2, "random_state": 0}, **accepted(IterativeImputer, **options)))
    # Numbers without end make the linear models' predictions cancel.
    case = number_case(rng, name, model, frame, huge=False, about="IterativeImputer")
    case.probes = [probe for probe in case.probes if probe.name != "large"]
    return case


def iterative(draw):
    if not hasattr(impute, "IterativeImputer"):
        return
    recipes = [
        ("iterative-ridge", {"estimator": Ridge()}),
        ("iterative-linear-frame", {"estimator": LinearRegression(), "frame": True}),
        ("iterative-tree", {"estimator": DecisionTreeRegressor(max_depth=3, random_state=0)}),
        ("iterative-limits", {"estimator": Ridge(), "min_value": 1.0, "max_value": 12.5}),
        ("iterative-limits-columns", {"estimator": Ridge(), "min_value": [0.5, 1, 2, 3], "max_value": [13.5, 3, 4, 200]}),
        ("iterative-median", {"estimator": Ridge(), "initial_strategy": "median", "imputation_order": "descending"}),
        ("iterative-fill", {"estimator": Ridge(), "initial_strategy": "constant", "fill_value": 2.0}),
        ("iterative-neighbours", {"estimator": Ridge(), "n_nearest_features": 2, "imputation_order": "random"}),
        ("iterative-skip", {"estimator": Ridge(), "skip_complete": True, "imputation_order": "roman"}),
        ("iterative-indicator", {"estimator": Ridge(), "add_indicator": True, "frame": True}),
        ("iterative-none", {"estimator": Ridge(), "max_iter": 0}),
    ]
    for name, options in recipes:
        frame = options.pop("frame", False)
        if "min_value" in options and isinstance(options["min_value"], list) and not takes_limits():
            continue
        yield iterative_case(draw.rng(name), name, frame, **options)
    for keep in (False, True):
        X = draw.rng("iterative-empty").uniform(size=(12, 4))
        X[::3, 0] = np.nan
        X[:, 2] = np.nan
        options = accepted(impute.IterativeImputer, keep_empty_features=True) if keep else {}
        if keep and not options:
            continue
        model = impute.IterativeImputer(Ridge(), max_iter=2, random_state=0, **options).fit(X)
        asked = np.vstack([X[:3], np.full((1, 4), 0.5)])
        name = "iterative-empty-%s" % ("kept" if keep else "dropped")
        yield Case(name, model, list(probes.values(asked, all_missing=np.full((2, 4), np.nan))))
    X = np.array([[1.0, -1.0, 3.0], [-1.0, 4.0, 5.0], [2.0, 3.0, -1.0], [4.0, 7.0, 8.0], [0.5, 0.25, 2.0]])
    model = impute.IterativeImputer(Ridge(), missing_values=-1, max_iter=2, random_state=0).fit(X)
    yield Case("iterative-minus-one", model, list(probes.values(X, nan=np.array([[np.nan, 1.0, 2.0]]))))


def takes_limits():
    """Whether each column can have its own."""
    try:
        impute.IterativeImputer(Ridge(), min_value=[0, 0], max_iter=1).fit([[1, np.nan], [2, 3], [4, 4]])
    except Exception:
        return False
    return True


def iterative_default(draw):
    if not hasattr(impute, "IterativeImputer"):
        return
    yield iterative_case(draw.rng("iterative-default"), "iterative-default")
    yield iterative_case(draw.rng("iterative-default-frame"), "iterative-default-frame", True, add_indicator=True)


def iterative_refused(draw):
    if not hasattr(impute, "IterativeImputer"):
        return
    model = impute.IterativeImputer(sample_posterior=True, max_iter=1, random_state=0)
    X = np.array([[1.0, np.nan, 3.0], [2.0, 4.0, 1.0], [7.0, 4.0, 5.0]])
    yield Case("iterative-posterior", model.fit(X), [], loading="refused")


def drawn_iterative(draw):
    if not hasattr(impute, "IterativeImputer"):
        return
    for name, rng in draw.named("iterative"):
        yield iterative_case(
            rng,
            name,
            pick(rng, True, False),
            estimator=pick(
                rng, Ridge(alpha=rng.uniform(0, 3)), LinearRegression(), DecisionTreeRegressor(max_depth=2, random_state=0)
            ),
            max_iter=int(rng.randint(1, 3)),
            initial_strategy=pick(rng, "mean", "median", "most_frequent", "constant"),
            imputation_order=pick(rng, "ascending", "descending", "roman", "arabic", "random"),
            n_nearest_features=pick(rng, None, 1, 2),
            skip_complete=pick(rng, True, False),
            add_indicator=pick(rng, True, False),
            min_value=pick(rng, -np.inf, 0.0),
            max_value=pick(rng, np.inf, 14.0),
        )


def drawn_imputers(draw):
    for name, rng in draw.named("imputer"):
        strategy = pick(rng, "mean", "median", "most_frequent", "constant")
        fill = rng.uniform(-9, 9) if strategy == "constant" else None
        options = accepted(SimpleImputer, add_indicator=pick(rng, True, False))
        model = SimpleImputer(strategy=strategy, fill_value=fill, **options)
        yield number_case(rng, name, model, pick(rng, True, False))
