"""sklearn.gaussian_process: regression and classification with every kernel."""

import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    DotProduct,
    ExpSineSquared,
    Matern,
    PairwiseKernel,
    RationalQuadratic,
    WhiteKernel,
)

from cases import data, probes
from cases.case import Case, pick

SUMMED = "the weights of nearly equal rows are large, of both signs, and cancel"
ERROR_FUNCTIONS = "five error functions with factors in the thousands cancel"


def cases(draw):
    for generate in (regressors, targets, priors, classifiers, drawn_regressors, drawn_classifiers):
        for case in generate(draw):
            yield case


def kernels():
    """Fresh objects: fitting clones them."""
    yield "constant-rbf", ConstantKernel(2.0) * RBF(1.5)
    yield "anisotropic", RBF([1.0, 2.0, 0.5])
    yield "white", RBF(2.0) + WhiteKernel(0.3)
    yield "matern-half", Matern(2.0, nu=0.5)
    yield "matern-three-halves", Matern([1.0, 2.0, 3.0], nu=1.5)
    yield "matern-five-halves", Matern(2.0, nu=2.5)
    yield "matern-general", Matern(2.0, nu=1.1)
    yield "rational-quadratic", RationalQuadratic(length_scale=1.3, alpha=0.7)
    yield "exp-sine-squared", ExpSineSquared(length_scale=2.0, periodicity=5.0)
    yield "dot-product", DotProduct(1.5)
    yield "power", DotProduct(1.0) ** 2
    yield "odd-power", (ConstantKernel(0.5) + RBF(1.0)) ** 1.5
    yield "pairwise-laplacian", PairwiseKernel(metric="laplacian", gamma=0.3)
    yield "pairwise-rbf", PairwiseKernel(metric="rbf", gamma=0.2) * ConstantKernel(3.0)
    yield "pairwise-poly", PairwiseKernel(metric="poly", gamma=0.2)
    yield "deep", (DotProduct() + ConstantKernel(0.5)) * RBF(3.0) + (Matern(1.0, nu=0.7) + WhiteKernel(0.1)) ** 2.0


def questions(held):
    width = held.shape[1]
    row = held[:1]
    yield probes.Probe("held-out", held)
    yield probes.Probe("zeros", probes.like(held, np.zeros((1, width))))
    yield probes.Probe("far", probes.like(held, np.full((1, width), 1e3)))
    yield probes.Probe("missing", probes.replaced(row, 0, np.nan))
    yield probes.Probe("infinite", probes.replaced(row, width - 1, np.inf))
    yield probes.Probe("too-narrow", probes.without_last_column(row))


def regressors(draw):
    for kind, kernel in kernels():
        name = "regressor-" + kind
        model = GaussianProcessRegressor(kernel, alpha=0.5, optimizer=None)
        yield regressor_case(draw.rng(name), name, model, frame=kind == "deep")
    for name, options, frame in [
        ("regressor", {"alpha": 0.1}, False),
        ("regressor-normalized", {"alpha": 0.1, "normalize_y": True, "optimizer": None}, True),
        ("regressor-optimized", {"kernel": ConstantKernel() * RBF([1.0] * 3), "alpha": 0.1, "random_state": 0}, False),
    ]:
        yield regressor_case(draw.rng(name), name, GaussianProcessRegressor(**options), frame)


def regressor_case(rng, name, model, frame):
    split = data.standardised(data.regression(rng, rows=10, features=3, frame=frame, held=4))
    model.fit(split.X, (split.y - 150) / 80)
    return regression_case(name, model, split)


def regression_case(name, model, split):
    return Case(name, model, list(questions(split.held)), tolerance=1e-9, reason=SUMMED)


def targets(draw):
    for name, options in [
        ("regressor-targets", {"kernel": RBF(2.0)}),
        ("regressor-targets-normalized", {"kernel": Matern(1.0), "normalize_y": True}),
    ]:
        split = data.standardised(data.multi_output(draw.rng(name)))
        model = GaussianProcessRegressor(alpha=0.5, optimizer=None, **options).fit(split.X, split.y)
        yield regression_case(name, model, split)
    name = "regressor-column"
    split = data.standardised(data.multi_output(draw.rng(name)))
    model = GaussianProcessRegressor(RBF(2.0), alpha=0.5, optimizer=None).fit(split.X, split.y[:, :1])
    yield regression_case(name, model, split)


def priors(draw):
    name = "regressor-prior"
    held = draw.rng(name).normal(size=(3, 2))
    # What was not fitted answers with zeros in Python, for rows of any width.
    yield Case(name, GaussianProcessRegressor(), [probes.Probe("held-out", held)], loading="refused")


def classifiers(draw):
    recipes = [
        # name, kernel, classes, labels, frame, options
        ("classifier-binary", None, 2, "str", False, {}),
        ("classifier-binary-frame", RBF(2.0), 2, "bool", True, {}),
        ("classifier-binary-optimized", None, 2, "int", False, {"optimizer": "fmin_l_bfgs_b", "kernel": 1.0 * RBF(1.0)}),
        ("classifier-binary-deep", DotProduct() * RBF(2.0) + WhiteKernel(0.2) + Matern(1.0, nu=1.5), 2, "gaps", False, {}),
        ("classifier-binary-poly", PairwiseKernel(metric="poly", gamma=0.1), 2, "str", False, {}),
        ("classifier-rest", RBF(1.0), 3, "str", False, {}),
        ("classifier-rest-frame", ConstantKernel(4.0) * RationalQuadratic(), 3, "gaps", True, {}),
        ("classifier-pairs", RBF(1.0), 3, "str", False, {"multi_class": "one_vs_one"}),
        ("classifier-pairs-frame", Matern([1.0, 2.0, 3.0]), 3, "float", True, {"multi_class": "one_vs_one"}),
    ]
    for name, kernel, classes, labels, frame, options in recipes:
        model = GaussianProcessClassifier(**dict({"kernel": kernel, "optimizer": None, "random_state": 0}, **options))
        yield classifier_case(draw.rng(name), name, model, classes, labels, frame)


def classifier_case(rng, name, model, classes, labels, frame):
    bundle = "cancer" if classes == 2 else "iris"
    split = data.split(bundle, rng, rows=12, features=3, classes=classes, labels=labels, frame=frame, held=4)
    split = data.standardised(split)
    model.fit(split.X, split.y)
    return Case(name, model, list(questions(split.held)), tolerance=1e-9, reason=ERROR_FUNCTIONS)


def drawn_kernel(rng, depth=2):
    if depth > 0 and rng.uniform() < 0.7:
        kind = rng.randint(3)
        if kind == 2:
            return drawn_kernel(rng, depth - 1) ** pick(rng, 1.0, 2, 2.0, 3)
        left, right = drawn_kernel(rng, depth - 1), drawn_kernel(rng, depth - 1)
        return left + right if kind == 0 else left * right
    scale = pick(rng, 10 ** rng.uniform(-0.3, 0.7), list(10 ** rng.uniform(-0.3, 0.7, size=3)))
    return pick(
        rng,
        ConstantKernel(10 ** rng.uniform(-1, 1)),
        WhiteKernel(10 ** rng.uniform(-2, 0)),
        RBF(scale),
        Matern(scale, nu=pick(rng, 0.5, 1.5, 2.5)),
        Matern(scale, nu=rng.uniform(0.2, 6)),
        RationalQuadratic(10 ** rng.uniform(-0.3, 0.7), 10 ** rng.uniform(-1, 1)),
        ExpSineSquared(10 ** rng.uniform(-0.3, 0.7), 10 ** rng.uniform(0, 1)),
        DotProduct(rng.uniform(0.1, 2)),
        PairwiseKernel(metric=pick(rng, "linear", "rbf", "laplacian", "cosine", "poly"), gamma=rng.uniform(0.1, 0.5)),
    )


def drawn_regressors(draw):
    for name, rng in draw.named("regressor"):
        model = GaussianProcessRegressor(
            drawn_kernel(rng), alpha=rng.uniform(0.5, 2), optimizer=None, normalize_y=pick(rng, True, False)
        )
        try:
            yield regressor_case(rng, name, model, pick(rng, True, False))
        except np.linalg.LinAlgError:
            # Periods in several dimensions are not always positive definite.
            continue


def drawn_classifiers(draw):
    for name, rng in draw.named("classifier"):
        # A latent variance of a kernel that is zero has no probability.
        kernel = drawn_kernel(rng, 1) + RBF(1.0)
        classes = pick(rng, 2, 3)
        mode = pick(rng, "one_vs_rest", "one_vs_one")
        model = GaussianProcessClassifier(kernel, optimizer=None, multi_class=mode, random_state=0)
        labels = pick(rng, "str", "gaps", "float")
        yield classifier_case(rng, name, model, classes, labels, pick(rng, True, False))
