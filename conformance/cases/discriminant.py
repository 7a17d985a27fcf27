"""sklearn.discriminant_analysis and sklearn.cross_decomposition."""

import numpy as np
from sklearn.cross_decomposition import CCA, PLSSVD, PLSCanonical, PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis

from cases import data, probes
from cases.case import Case, accepted, knows, pick

NO_AXES = {"transform": "The solver lsqr finds no axes: Python always refuses."}


def cases(draw):
    for generate in (linear, quadratic, partial_least_squares, drawn_linear, drawn_quadratic, drawn_least_squares):
        for case in generate(draw):
            yield case


def linear(draw):
    for name, options, classes, labels, frame in [
        ("lda-binary", {}, 2, "str", True),
        ("lda-three", {}, 3, "gaps", False),
        ("lda-one-axis", {"n_components": 1}, 3, "str", True),
        ("lda-eigen", {"solver": "eigen"}, 3, "str", False),
        ("lda-eigen-shrinkage", {"solver": "eigen", "shrinkage": "auto", "n_components": 1}, 3, "float", True),
        ("lda-lsqr", {"solver": "lsqr", "shrinkage": 0.3}, 3, "str", False),
        ("lda-lsqr-binary", {"solver": "lsqr"}, 2, "bool", False),
        ("lda-priors", {"priors": [0.2, 0.5, 0.3], "store_covariance": True}, 3, "int", False),
    ]:
        yield linear_case(draw.rng(name), name, LinearDiscriminantAnalysis(**options), classes, labels, frame)


def linear_case(rng, name, model, classes, labels, frame):
    bundled = "cancer" if classes == 2 else "iris"
    split = data.split(bundled, rng, rows=60, features=4, classes=classes, labels=labels, frame=frame, held=3)
    if classes == 2:
        split = data.standardised(split)
    model.fit(split.X, split.y)
    # So far away that probabilities vanish.
    row, middle = np.asarray(split.held[:1]), np.asarray(split.X).mean(axis=0)
    far = np.vstack([middle + (row - middle) * scale for scale in (20, 60, 300, 1e4, -1e4)])
    asked = list(probes.numeric(split.held, edges=far, huge=False))
    return Case(name, model, asked, data=bundled, left_out=NO_AXES if model.solver == "lsqr" else None)


def quadratic(draw):
    recipes = [
        ("qda-binary", {}, 2, "str", True),
        ("qda-three", {}, 3, "gaps", False),
        ("qda-regularised", {"reg_param": 0.3}, 3, "str", True),
        ("qda-priors", {"priors": [0.2, 0.5, 0.3], "store_covariance": True}, 3, "float", False),
    ]
    if knows(QuadraticDiscriminantAnalysis, "solver"):
        options = {"solver": "eigen", "shrinkage": "auto"}
        recipes.append(("qda-eigen", options, 3, "str", False))
    for name, options, classes, labels, frame in recipes:
        yield quadratic_case(draw.rng(name), name, QuadraticDiscriminantAnalysis(**options), classes, labels, frame)


def quadratic_case(rng, name, model, classes, labels, frame):
    bundled = "wine" if classes == 3 else "iris"
    split = data.split(bundled, rng, rows=80, features=3, classes=classes, labels=labels, frame=frame, held=3)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data=bundled)


def partial_least_squares(draw):
    for name, model, targets, frame in [
        ("pls-regression", PLSRegression(), 1, True),
        ("pls-regression-column", PLSRegression(n_components=1), -1, False),
        ("pls-regression-multi", PLSRegression(n_components=3), 3, False),
        ("pls-regression-unscaled", PLSRegression(scale=False), 2, False),
        ("pls-canonical", PLSCanonical(n_components=2), 3, False),
        ("pls-canonical-svd", PLSCanonical(n_components=1, algorithm="svd"), 3, False),
        ("cca", CCA(n_components=1), 3, False),
        ("cca-unscaled", CCA(n_components=2, scale=False), 2, False),
        ("pls-svd", PLSSVD(n_components=2), 3, False),
        ("pls-svd-unscaled", PLSSVD(n_components=1, scale=False), 2, False),
    ]:
        yield least_squares_case(draw.rng(name), name, model, targets, frame)


def least_squares_case(rng, name, model, targets, frame):
    """`targets`: columns of y; 1 is a vector, and -1 a single column."""
    split = data.regression(rng, rows=60, features=4, frame=frame, held=3) if frame else data.multi_output(rng, held=3)
    if split.y.ndim == 2:
        split.y = {1: split.y[:, 0], -1: split.y[:, :1]}.get(targets, split.y[:, :targets])
    model.fit(split.X, split.y)
    asked = list(probes.numeric(split.held))
    asked[0].inverse = True
    return Case(name, model, asked, data="diabetes" if frame else "linnerud")


def drawn_linear(draw):
    for name, rng in draw.named("lda"):
        solver = pick(rng, "svd", "lsqr", "eigen")
        options = {} if solver == "svd" else {"shrinkage": pick(rng, None, "auto", rng.uniform(0, 1))}
        classes = pick(rng, 2, 3, 3)
        model = LinearDiscriminantAnalysis(solver=solver, n_components=pick(rng, None, 1), **options)
        yield linear_case(rng, name, model, classes, pick(rng, "str", "gaps", "float"), pick(rng, True, False))


def drawn_quadratic(draw):
    for name, rng in draw.named("qda"):
        classes = pick(rng, 2, 3)
        options = accepted(QuadraticDiscriminantAnalysis, solver=pick(rng, "svd", "eigen"))
        if options.get("solver") == "eigen":
            options["shrinkage"] = pick(rng, "auto", rng.uniform(0.1, 1))
        else:
            options["reg_param"] = pick(rng, 0.0, rng.uniform(0, 1))
        model = QuadraticDiscriminantAnalysis(**options)
        yield quadratic_case(rng, name, model, classes, pick(rng, "str", "gaps", "float"), pick(rng, True, False))


def drawn_least_squares(draw):
    for name, rng in draw.named("pls"):
        cls = pick(rng, PLSRegression, PLSRegression, PLSCanonical, CCA, PLSSVD)
        targets = pick(rng, 2, 3) if cls is not PLSRegression else pick(rng, 1, -1, 2, 3)
        components = 1 if cls is not PLSRegression else rng.randint(1, 4)
        model = cls(n_components=components, scale=pick(rng, True, False))
        yield least_squares_case(rng, name, model, targets, cls is PLSRegression and pick(rng, True, False))
