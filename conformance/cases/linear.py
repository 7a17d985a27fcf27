"""sklearn.linear_model: the regressors, and LogisticRegression under every solver and penalty."""

import inspect

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge

from cases import data, probes
from cases.case import Case, accepted, accepts, knows, pick

RIDGE_SOLVERS = ["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga"]


def cases(draw):
    for generate in (regressors, multi_target, logistic, drawn_regressors, drawn_logistic):
        for case in generate(draw):
            yield case


def regressors(draw):
    models = [
        ("linear-regression", LinearRegression(), False),
        ("linear-regression-frame", LinearRegression(), True),
        ("linear-regression-no-intercept", LinearRegression(fit_intercept=False), False),
        ("ridge", Ridge(), False),
        ("ridge-frame", Ridge(alpha=0.1), True),
        ("ridge-no-intercept", Ridge(fit_intercept=False), False),
        ("lasso", Lasso(alpha=0.5), False),
        ("lasso-all-zero", Lasso(alpha=1e6), False),
        ("elastic-net", ElasticNet(alpha=0.3, l1_ratio=0.2), False),
    ]
    if knows(LinearRegression, "positive"):
        models.append(("linear-regression-positive", LinearRegression(positive=True), False))
    if accepts(LinearRegression, "normalize"):
        models.append(("linear-regression-normalize", LinearRegression(normalize=True), False))
    for name, model, frame in models:
        yield regressor_case(draw.rng(name), name, model, frame)


def regressor_case(rng, name, model, frame):
    split = data.regression(rng, frame=frame)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held)))


def multi_target(draw):
    for name, model in [
        ("linear-regression-multi", LinearRegression()),
        ("linear-regression-one-column-target", LinearRegression()),
        ("ridge-multi", Ridge(alpha=np.array([0.1, 1.0, 10.0]))),
        ("lasso-multi", Lasso(alpha=0.1)),
        ("elastic-net-multi", ElasticNet(alpha=0.1)),
    ]:
        split = data.multi_output(draw.rng(name))
        y = split.y[:, :1] if "one-column" in name else split.y
        model.fit(split.X, y)
        yield Case(name, model, list(probes.numeric(split.held)))


def penalised(penalty, l1_ratio=0.5):
    """The options for a penalty: its name, or, where the name is deprecated, what replaced it."""
    if not accepts(LogisticRegression, "penalty"):
        if penalty == "none":
            return {"C": np.inf}
        return {"l1_ratio": {"l2": 0.0, "l1": 1.0, "elasticnet": l1_ratio}[penalty]}
    if penalty == "none":
        return {"penalty": None if hasattr(LogisticRegression, "_parameter_constraints") else "none"}
    return {"penalty": "elasticnet", "l1_ratio": l1_ratio} if penalty == "elasticnet" else {"penalty": penalty}


def has_newton_cholesky():
    return "newton-cholesky" in inspect.getdoc(LogisticRegression)


def logistic(draw):
    strong = {"C": 0.05}
    recipes = [
        # name, classes, labels, frame, options
        ("binary", 2, "int", False, {}),
        ("binary-text", 2, "str", True, {}),
        ("binary-bool", 2, "bool", False, {}),
        ("binary-gaps", 2, "gaps", False, {}),
        ("binary-no-intercept", 2, "int", False, {"fit_intercept": False}),
        ("binary-balanced", 2, "float", False, {"class_weight": "balanced"}),
        ("binary-newton-cg", 2, "int", False, {"solver": "newton-cg"}),
        ("binary-liblinear-l1", 2, "str", False, dict(penalised("l1"), solver="liblinear")),
        ("binary-liblinear-dual", 2, "int", False, {"solver": "liblinear", "dual": True, "intercept_scaling": 2.0}),
        ("three", 3, "str", True, {}),
        ("three-int", 3, "gaps", False, {}),
        ("three-float", 3, "float", False, strong),
        ("three-sag", 3, "int", False, {"solver": "sag"}),
        ("three-saga-l1", 3, "int", False, dict(penalised("l1"), solver="saga", **strong)),
        ("three-newton-cg-weighted", 3, "int", False, {"solver": "newton-cg", "class_weight": {0: 1, 1: 5, 2: 2}}),
        ("three-no-intercept", 3, "int", False, {"fit_intercept": False}),
    ]
    if knows(LogisticRegression, "l1_ratio"):
        elastic = dict(penalised("elasticnet", 0.3), solver="saga", **strong)
        recipes.append(("binary-unpenalised", 2, "int", False, penalised("none")))
        recipes.append(("binary-saga-elastic-net", 2, "int", False, elastic))
    if has_newton_cholesky():
        recipes.append(("binary-newton-cholesky", 2, "int", False, {"solver": "newton-cholesky"}))
        recipes.append(("three-newton-cholesky", 3, "int", False, {"solver": "newton-cholesky"}))
    if knows(LogisticRegression, "multi_class"):
        recipes.append(("three-liblinear", 3, "str", False, {"solver": "liblinear"}))
        for shape in ("ovr", "multinomial", "auto"):
            # In 0.20 the solver that is the default fits no multinomial model.
            options = {"multi_class": shape, "solver": "lbfgs"}
            recipes.append(("binary-" + shape, 2, "str", False, options))
            recipes.append(("three-" + shape, 3, "str", False, options))
    for suffix, classes, labels, frame, options in recipes:
        name = "logistic-" + suffix
        yield logistic_case(draw.rng(name), name, classes, labels, frame, options)


def logistic_case(rng, name, classes, labels, frame, options):
    bundled = "cancer" if classes == 2 else "wine"
    split = data.split(bundled, rng, classes=classes, labels=labels, frame=frame)
    model = LogisticRegression(**dict({"random_state": 0, "max_iter": 200}, **options))
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, edges=far_from_every_class(model))))


def far_from_every_class(model):
    """A row to which every class says no, as loud as a float can: one-versus-rest then divides zero by zero.

    None for multinomial models: their coefficients add up to zero, and there is no such row.
    """
    if np.linalg.cond(model.coef_) > 1e4:
        return None
    # Not alike to all: which of several equals is the largest is decided by rounding.
    no = np.linspace(-1.0, -1.1, len(model.coef_))[:, np.newaxis]
    return 1000 * np.linalg.pinv(model.coef_).dot(no).T


def drawn_regressors(draw):
    for name, rng in draw.named("linear-regressor"):
        intercept = pick(rng, True, False)
        alpha = 10 ** rng.uniform(-3, 1)
        model = pick(
            rng,
            LinearRegression(fit_intercept=intercept, **accepted(LinearRegression, positive=pick(rng, True, False))),
            Ridge(alpha=alpha, fit_intercept=intercept, solver=pick(rng, *RIDGE_SOLVERS), random_state=0),
            Lasso(alpha=alpha, fit_intercept=intercept, positive=pick(rng, True, False)),
            ElasticNet(
                alpha=alpha, l1_ratio=rng.uniform(0.1, 1), fit_intercept=intercept, selection="random", random_state=0
            ),
        )
        yield regressor_case(rng, name, model, pick(rng, True, False))


def drawn_logistic(draw):
    for name, rng in draw.named("logistic"):
        classes = pick(rng, 2, 3)
        solvers = [("lbfgs", "l2"), ("lbfgs", "none"), ("newton-cg", "l2"), ("sag", "l2"), ("saga", "l1"), ("saga", "elasticnet")]
        if not knows(LogisticRegression, "l1_ratio"):
            # Version 0.20 has two penalties.
            solvers = [(solver, penalty) for solver, penalty in solvers if penalty in ("l1", "l2")]
        solver, penalty = pick(rng, *solvers)
        options = dict({"C": 10 ** rng.uniform(-2, 1)}, **penalised(penalty, rng.uniform(0.1, 0.9)))
        options.update(
            solver=solver,
            fit_intercept=pick(rng, True, False),
            class_weight=pick(rng, None, "balanced"),
        )
        if knows(LogisticRegression, "multi_class"):
            options["multi_class"] = pick(rng, "auto", "ovr", "multinomial")
        labels = pick(rng, "str", "gaps", "float")
        yield logistic_case(rng, name, classes, labels, pick(rng, True, False), options)
