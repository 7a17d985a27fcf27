"""sklearn.preprocessing: features made of numbers (functions, powers, products, bins, quantiles, splines) and of targets."""

import numpy as np
import pandas as pd
import scipy.sparse
import scipy.special
from sklearn import preprocessing
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    StandardScaler,
)

from cases import data, probes
from cases.case import Case, accepted, accepts, pick


def cases(draw):
    for generate in (
        functions,
        refused_functions,
        drawn_functions,
        polynomials,
        drawn_polynomials,
        powers,
        drawn_powers,
        quantiles,
        drawn_quantiles,
        bins,
        drawn_bins,
        splines,
        drawn_splines,
        targets,
        drawn_targets,
    ):
        for case in generate(draw):
            yield case


def invertible(asked, names=("held-out", "edges", "rows")):
    """The probes, with the way back wherever Python knows it."""
    for probe in asked:
        probe.inverse = probe.name in names
        yield probe


def small(rng, name="wine", rows=40, features=3, frame=False, held=4):
    return data.split(name, rng, rows=rows, features=features, frame=frame, held=held)


# Functions.

FUNCTIONS = [
    np.log1p, np.log, np.log2, np.log10, np.sqrt, np.cbrt, np.exp, np.expm1, np.exp2, np.abs, np.fabs, np.square,
    np.sign, np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh, np.arcsinh, np.arccosh,
    np.arctanh, np.floor, np.ceil, np.trunc, np.rint, np.negative, np.positive, np.reciprocal, np.deg2rad, np.rad2deg,
    np.degrees, np.radians, np.isnan, np.isfinite, np.isinf, np.signbit, np.logical_not,
    scipy.special.expit, scipy.special.logit, scipy.special.ndtr, scipy.special.ndtri, scipy.special.erf,
    scipy.special.erfc, scipy.special.exp10, scipy.special.exp2, scipy.special.cbrt, scipy.special.log1p,
    scipy.special.expm1,
]
if scipy.special.ndtri(-1.0) == -np.inf:
    # Old versions of scipy have a value for what is no probability; the file does not say which scipy it was.
    FUNCTIONS.remove(scipy.special.ndtri)
if hasattr(scipy.special, "log_expit"):
    FUNCTIONS.append(scipy.special.log_expit)

VALUES = np.array(
    [
        [0.0, -0.0, 1.0, -1.0],
        [0.5, 0.25, 2.5, -1.5],
        [1e-9, -1e-9, 30.0, -30.0],
        [0.999, 0.001, 7.25, -3.5],
        [np.nan, np.inf, -np.inf, 3.0],
    ]
)


def function_transformer(**options):
    """Without validation, which was the default only from 0.22 on."""
    return FunctionTransformer(**dict({"validate": False}, **options))


def sized(model, X):
    """The fitted model, after a scaler where it does not know itself how many columns there are."""
    model.fit(X)
    return model if hasattr(model, "n_features_in_") else make_pipeline(StandardScaler(), model).fit(X)


def functions(draw):
    # Many in a model, so that there is a file for many.
    for i in range(0, len(FUNCTIONS), 18):
        steps = [("f%d" % j, function_transformer(func=func), [0, 1, 2, 3]) for j, func in enumerate(FUNCTIONS[i : i + 18])]
        model = ColumnTransformer(steps).fit(VALUES[:3])
        yield Case("functions-%d" % (i // 18), model, [probes.Probe("values", VALUES)], about="FunctionTransformer")
    rows = np.array([[0.5, 1.5, 2.5], [-2.0, 0.25, 1e3], [3.0, 7.0, -0.5]])
    recipes = [
        ("function-identity", {}),
        ("function-inverse", {"func": np.log1p, "inverse_func": np.expm1}),
        ("function-inverse-only", {"inverse_func": np.exp}),
        ("function-validated", {"func": np.arctan, "validate": True}),
        ("function-clip", {"func": np.clip, "kw_args": {"a_min": -1.0, "a_max": 2.0}}),
        ("function-nan-to-num", {"func": np.nan_to_num}),
        ("function-round", {"func": np.round}),
    ]
    for name, options in recipes:
        options = dict({"check_inverse": False}, **options)
        model = sized(function_transformer(**options), np.abs(rows))
        gap = np.array([[np.nan, 1.0, np.inf]])
        asked = list(invertible(probes.values(rows, gap=gap)))
        yield Case(name, model, asked, about="FunctionTransformer")
    if accepts(FunctionTransformer, "feature_names_out"):
        table = pd.DataFrame(rows, columns=["a", "b", "c"])
        model = FunctionTransformer(np.square, feature_names_out="one-to-one").fit(table)
        yield Case("function-names", model, [probes.Probe("rows", table)])


def refused_functions(draw):
    """A function of the user's own is a name in the file; numpy's with two operands or with options are not known."""
    for name, options in [
        ("function-refused-numpy", {"func": np.cumsum, "kw_args": {"axis": 0}}),
        ("function-refused-option", {"func": np.log1p, "kw_args": {"where": True}}),
    ]:
        model = function_transformer(**options).fit(np.ones((2, 2)))
        yield Case(name, model, [], loading="refused")


def drawn_functions(draw):
    for name, rng in draw.named("function"):
        func = FUNCTIONS[rng.randint(len(FUNCTIONS))]
        # Near a pole the last bit of the argument is all there is.
        rows = np.round(rng.uniform(-3, 3, size=(8, 3)) * 10.0 ** rng.randint(-3, 2), 3)
        model = sized(function_transformer(func=func), rows)
        yield Case(name, model, [probes.Probe("rows", rows[:4])], about="FunctionTransformer")


# Products.


def polynomials(draw):
    recipes = [
        ("polynomial", {}, False),
        ("polynomial-frame", {}, True),
        ("polynomial-cubic", {"degree": 3}, False),
        ("polynomial-interactions", {"degree": 3, "interaction_only": True}, True),
        ("polynomial-no-bias", {"include_bias": False}, False),
        ("polynomial-interactions-no-bias", {"interaction_only": True, "include_bias": False}, False),
        ("polynomial-linear", {"degree": 1}, False),
        ("polynomial-order", {"degree": 4, "order": "F"}, False),
        ("polynomial-range", {"degree": (2, 3)}, True),
        ("polynomial-range-no-bias", {"degree": (3, 3), "include_bias": False}, False),
        ("polynomial-range-interactions", {"degree": (0, 2), "interaction_only": True}, False),
        ("polynomial-constant", {"degree": 0}, False),
    ]
    for name, options, frame in recipes:
        if all(accepts(PolynomialFeatures, option) for option in options) and takes_degree(options.get("degree", 2)):
            yield polynomial_case(draw.rng(name), name, PolynomialFeatures(**options), frame)
    name = "polynomial-sparse"
    rng = draw.rng(name)
    rows = np.where(rng.uniform(size=(12, 3)) < 0.4, 0, rng.uniform(-2, 2, size=(12, 3)))
    X = scipy.sparse.csr_matrix(rows)
    yield Case(name, PolynomialFeatures(3).fit(X), [probes.Probe("rows", X[:4])])


def takes_degree(degree):
    try:
        PolynomialFeatures(degree).fit_transform([[1.0, 2.0]])
    except Exception:
        return False
    return True


def polynomial_case(rng, name, model, frame):
    split = small(rng, "iris", rows=12, frame=frame)
    return Case(name, model.fit(split.X), list(probes.numeric(split.held, huge=False)), data="iris")


def drawn_polynomials(draw):
    for name, rng in draw.named("polynomial"):
        degree = pick(rng, 1, 2, 3, 4, (1, 2), (2, 4))
        model = PolynomialFeatures(
            degree if takes_degree(degree) else 2,
            interaction_only=pick(rng, True, False),
            include_bias=pick(rng, True, False),
        )
        yield polynomial_case(rng, name, model, pick(rng, True, False))


# Powers.


def powers(draw):
    recipes = [
        ("power-yeo-johnson", {}, False),
        ("power-yeo-johnson-frame", {}, True),
        ("power-yeo-johnson-plain", {"standardize": False}, False),
        ("power-box-cox", {"method": "box-cox"}, False),
        ("power-box-cox-plain", {"method": "box-cox", "standardize": False}, True),
    ]
    for name, options, frame in recipes:
        yield power_case(draw.rng(name), name, PowerTransformer(**options), frame)
    # The borders between the formulas, with lambdas set by hand as nobody's data gives them.
    for method, lambdas in [("yeo-johnson", [0.0, 2.0, 1.0, -1.5]), ("box-cox", [0.0, 2.0, 1.0, -1.5])]:
        rng = draw.rng(method)
        X = rng.uniform(0.1, 5, size=(20, 4))
        model = PowerTransformer(method=method, standardize=False).fit(X)
        model.lambdas_ = np.array(lambdas)
        rows = np.vstack([X[:2], np.full((1, 4), 1e-8), np.full((1, 4), np.nan)])
        others = {} if method == "box-cox" else {"negative": -rows, "zero": np.zeros((1, 4))}
        yield Case("power-lambdas-" + method, model, list(invertible(probes.values(rows, **others))))


def power_case(rng, name, model, frame):
    split = small(rng, frame=frame)
    if model.method == "yeo-johnson":
        centre = np.mean(np.asarray(split.X), axis=0)
        split.X, split.held = split.X - centre, split.held - centre
    edges = [np.full(3, np.nan)]
    return Case(name, model.fit(split.X), list(invertible(probes.numeric(split.held, edges, huge=False))), data="wine")


def drawn_powers(draw):
    for name, rng in draw.named("power"):
        model = PowerTransformer(method=pick(rng, "box-cox", "yeo-johnson"), standardize=pick(rng, True, False))
        yield power_case(rng, name, model, pick(rng, True, False))


# Quantiles.


def quantiles(draw):
    recipes = [
        ("quantile-uniform", {"n_quantiles": 10}, False),
        ("quantile-uniform-frame", {"n_quantiles": 40}, True),
        ("quantile-normal", {"n_quantiles": 10, "output_distribution": "normal"}, False),
        ("quantile-normal-frame", {"n_quantiles": 40, "output_distribution": "normal"}, True),
        ("quantile-two", {"n_quantiles": 2}, False),
        ("quantile-subsample", {"n_quantiles": 5, "subsample": 20, "random_state": 0}, False),
    ]
    for name, options, frame in recipes:
        yield quantile_case(draw.rng(name), name, QuantileTransformer(**options), frame)


def quantile_case(rng, name, model, frame):
    """A column of integers, whose quantiles repeat; one that never changes; and rows on, between and beyond them."""
    split = small(rng, frame=frame)
    for X in (split.X, split.held):
        values = np.asarray(X).copy()
        values[:, 1] = np.round(values[:, 1])
        values[:, 2] = 3.25
        if frame:
            X.iloc[:, 1:] = values[:, 1:]
        else:
            X[:, 1:] = values[:, 1:]
    if frame:
        split.X.iloc[3, 0] = np.nan
    else:
        split.X[3, 0] = np.nan
    model.fit(split.X)
    edges = list(model.quantiles_[[0, 1, -1]]) + [model.quantiles_[1] + 1e-9, np.full(3, np.nan)]
    return Case(name, model, list(invertible(probes.numeric(split.held, edges))), data="wine")


def drawn_quantiles(draw):
    for name, rng in draw.named("quantile"):
        model = QuantileTransformer(
            n_quantiles=int(rng.randint(2, 40)), output_distribution=pick(rng, "uniform", "normal"), random_state=0
        )
        yield quantile_case(rng, name, model, pick(rng, True, False))


# Bins.


def bins(draw):
    recipes = [
        ("bins", {}, False),
        ("bins-frame", {"n_bins": 3}, True),
        ("bins-dense", {"encode": "onehot-dense", "strategy": "uniform"}, True),
        ("bins-ordinal", {"encode": "ordinal", "n_bins": [2, 3, 4]}, False),
        ("bins-uniform", {"encode": "ordinal", "strategy": "uniform"}, False),
        ("bins-kmeans", {"encode": "onehot", "strategy": "kmeans", "n_bins": 3}, False),
        ("bins-float32", {"encode": "ordinal", "dtype": np.float32}, False),
        ("bins-float32-one-hot", {"encode": "onehot-dense", "dtype": np.float32}, False),
    ]
    for name, options, frame in recipes:
        if all(accepts(KBinsDiscretizer, option) for option in options):
            yield bins_case(draw.rng(name), name, KBinsDiscretizer(**options), frame)


def bins_case(rng, name, model, frame):
    split = small(rng, frame=frame)
    model.fit(split.X)
    inner = np.array([edges[len(edges) // 2] for edges in model.bin_edges_])
    edges = [inner, inner * (1 - 4e-6), inner - 1e-3, [column[0] for column in model.bin_edges_]]
    return Case(name, model, list(invertible(probes.numeric(split.held, edges))), data="wine", bitwise=True)


def drawn_bins(draw):
    for name, rng in draw.named("bins"):
        model = KBinsDiscretizer(
            n_bins=int(rng.randint(2, 7)),
            encode=pick(rng, "onehot", "onehot-dense", "ordinal"),
            strategy=pick(rng, "uniform", "quantile", "kmeans"),
            **accepted(KBinsDiscretizer, random_state=0)
        )
        yield bins_case(rng, name, model, pick(rng, True, False))


# Splines.


def splines(draw):
    if not hasattr(preprocessing, "SplineTransformer"):
        return
    from sklearn.preprocessing import SplineTransformer

    for extrapolation, degrees in [
        ("constant", [0, 3]), ("linear", [0, 1, 3]), ("continue", [2]), ("periodic", [1, 4]), ("error", [2])
    ]:
        for degree in degrees:
            name = "spline-%d-%s" % (degree, extrapolation)
            model = SplineTransformer(
                degree=degree,
                n_knots=6 if extrapolation == "periodic" else 4,
                extrapolation=extrapolation,
                include_bias=degree != 2,
            )
            yield spline_case(draw.rng(name), name, model, degree == 1)
    recipes = [
        ("spline-quantile", {"knots": "quantile", "n_knots": 5}),
        ("spline-knots", {"knots": np.array([[0.0, 0.0, 0.0], [1.0, 2.5, 2.0], [9.0, 3.0, 8.0]])}),
        ("spline-order", {"order": "F", "n_knots": 3}),
        ("spline-sparse", {"sparse_output": True, "n_knots": 4}),
        ("spline-sparse-periodic", {"sparse_output": True, "n_knots": 5, "extrapolation": "periodic"}),
        ("spline-sparse-linear", {"sparse_output": True, "n_knots": 4, "extrapolation": "linear"}),
        ("spline-missing", {"handle_missing": "zeros", "n_knots": 4}),
        ("spline-missing-continue", {"handle_missing": "zeros", "n_knots": 4, "extrapolation": "continue"}),
    ]
    for name, options in recipes:
        if all(accepts(SplineTransformer, option) for option in options):
            yield spline_case(draw.rng(name), name, SplineTransformer(**options), False)


def spline_case(rng, name, model, frame):
    split = small(rng, "iris", frame=frame, rows=20)
    model.fit(split.X)
    low, high = np.min(np.asarray(split.X), axis=0), np.max(np.asarray(split.X), axis=0)
    edges = [low, high, (low + high) / 2, low - 0.5, high + 0.75, high + 20]
    asked = [probe for probe in probes.numeric(split.held, edges, huge=False) if probe.name not in ("large", "small")]
    if model.extrapolation == "linear":
        # Infinity times a slope that is zero but for rounding.
        asked = [probe for probe in asked if probe.name != "infinite"]
    if model.extrapolation in ("constant", "error"):
        asked += [probes.Probe("edge-%d" % i, probes.like(split.held, [row])) for i, row in enumerate(edges)]
    return Case(name, model, asked, data="iris")


def drawn_splines(draw):
    if not hasattr(preprocessing, "SplineTransformer"):
        return
    from sklearn.preprocessing import SplineTransformer

    for name, rng in draw.named("spline"):
        extrapolation = pick(rng, "constant", "linear", "continue", "periodic", "error")
        degree = int(rng.randint(1, 5))
        model = SplineTransformer(
            degree=degree,
            n_knots=int(rng.randint(degree + 1 if extrapolation == "periodic" else 2, 8)),
            knots=pick(rng, "uniform", "quantile"),
            extrapolation=extrapolation,
            include_bias=pick(rng, True, False),
            **accepted(SplineTransformer, sparse_output=pick(rng, True, False), handle_missing=pick(rng, "error", "zeros"))
        )
        try:
            yield spline_case(rng, name, model, pick(rng, True, False))
        except ValueError:
            continue  # Quantiles of few values may repeat.


# Targets.


def target_table(rng, rows=40):
    table = pd.DataFrame(
        {
            "city": rng.choice(["Oslo", "Lima", "Köln"], size=rows),
            "rooms": rng.choice([1, 2, 5], size=rows),
            "rate": rng.choice([0.5, 1.5, np.nan], size=rows),
        }
    )
    table["body"] = pd.Series(rng.choice(["light", "full"], size=rows)).where(rng.uniform(size=rows) < 0.8, np.nan)
    return table


def target_case(rng, name, model, kind, columns):
    table = target_table(rng)[columns]
    y = {
        "binary": rng.choice(["no", "yes"], size=len(table)),
        "multiclass": rng.choice([3, 1, 7], size=len(table)),
        "continuous": rng.uniform(-5, 5, size=len(table)),
    }[kind]
    unseen = {"city": "Roma", "rooms": 9, "rate": 7.5, "body": "none"}
    asked = probes.table(table[:4], {key: unseen[key] for key in columns}, missing=columns)
    return Case(name, model.fit(table, y), list(asked))


def targets(draw):
    if not hasattr(preprocessing, "TargetEncoder"):
        return
    from sklearn.preprocessing import TargetEncoder

    everything = ["city", "rooms", "rate", "body"]
    for name, kind, options, columns in [
        ("target-binary", "binary", {}, everything),
        ("target-continuous", "continuous", {}, everything),
        ("target-multiclass", "multiclass", {}, everything),
        ("target-smooth", "continuous", {"smooth": 3.0}, ["city", "rooms"]),
        ("target-categories", "binary", {"categories": [["Roma", "Oslo", "Lima", "Köln"]]}, ["city"]),
        ("target-numbers", "multiclass", {"target_type": "multiclass", "cv": 3}, ["rooms", "rate"]),
    ]:
        yield target_case(draw.rng(name), name, TargetEncoder(**options), kind, columns)


def drawn_targets(draw):
    if not hasattr(preprocessing, "TargetEncoder"):
        return
    from sklearn.preprocessing import TargetEncoder

    for name, rng in draw.named("target"):
        columns = [column for column in ("city", "rooms", "rate", "body") if rng.uniform() < 0.7] or ["city"]
        model = TargetEncoder(smooth=pick(rng, "auto", 0.0, rng.uniform(0, 30)))
        yield target_case(rng, name, model, pick(rng, "binary", "multiclass", "continuous"), columns)
