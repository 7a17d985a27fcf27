"""sklearn.linear_model beyond `linear`: every other regressor and classifier, sparse coefficients, several targets."""

import numpy as np
import scipy.sparse
from sklearn import linear_model
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    LogisticRegressionCV,
    PassiveAggressiveClassifier,
    Perceptron,
    RANSACRegressor,
    Ridge,
    RidgeClassifier,
    RidgeClassifierCV,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.tree import DecisionTreeRegressor

from cases import data, probes
from cases.case import Case, accepted, accepts, knows, pick

# Squared loss and logistic loss were renamed in 1.0 and 1.1.
RENAMED = hasattr(linear_model, "QuantileRegressor")
SQUARED = "squared_error" if RENAMED else "squared_loss"
LOG = "log_loss" if "log_loss" in getattr(SGDClassifier, "loss_functions", {}) else "log"


def cases(draw):
    for generate in (
        regressors,
        multi_target,
        generalized,
        ransac,
        classifiers,
        ridge_classifiers,
        one_class,
        sparse_coefficients,
        selectors,
        drawn_regressors,
        drawn_multi_target,
        drawn_generalized,
        drawn_classifiers,
        drawn_one_class,
    ):
        for case in generate(draw):
            yield case


def regressors(draw):
    models = [
        ("ard", linear_model.ARDRegression()),
        ("bayesian-ridge", linear_model.BayesianRidge()),
        ("elastic-net-cv", linear_model.ElasticNetCV(cv=3, **few_alphas(linear_model.ElasticNetCV))),
        ("huber", linear_model.HuberRegressor(max_iter=300)),
        ("lars", linear_model.Lars(n_nonzero_coefs=3)),
        ("lars-cv", linear_model.LarsCV(cv=3)),
        ("lasso-cv", linear_model.LassoCV(cv=3, **few_alphas(linear_model.LassoCV))),
        ("lasso-lars", linear_model.LassoLars(alpha=0.1)),
        ("lasso-lars-cv", linear_model.LassoLarsCV(cv=3)),
        ("lasso-lars-ic", linear_model.LassoLarsIC(criterion="bic")),
        ("matching-pursuit", linear_model.OrthogonalMatchingPursuit(n_nonzero_coefs=2)),
        ("matching-pursuit-cv", linear_model.OrthogonalMatchingPursuitCV(cv=3)),
        ("passive-aggressive", linear_model.PassiveAggressiveRegressor(random_state=0)),
        ("ridge-cv", linear_model.RidgeCV(alphas=[0.1, 1.0, 10.0])),
        ("sgd", SGDRegressor(random_state=0, max_iter=200, tol=1e-3)),
        ("theil-sen", linear_model.TheilSenRegressor(random_state=0, max_subpopulation=50)),
    ]
    if RENAMED:
        models.append(("quantile", linear_model.QuantileRegressor(quantile=0.7, alpha=0.01, solver="highs")))
    for i, (name, model) in enumerate(models):
        yield regressor_case(draw.rng(name), name, model, frame=i % 2 == 0)


def few_alphas(cls):
    """Three penalties to choose from; since 1.7 their number is given in `alphas`."""
    return {"n_alphas": 3} if accepts(cls, "n_alphas") else {"alphas": 3}


def regressor_case(rng, name, model, frame):
    split = data.regression(rng, rows=60, features=4, frame=frame, held=2)
    if isinstance(model, (SGDRegressor, linear_model.PassiveAggressiveRegressor)):
        split.y = split.y / 100.0
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held)), data="diabetes")


def multi_target(draw):
    for name, model in [
        ("lars-multi", linear_model.Lars()),
        ("lasso-lars-multi", linear_model.LassoLars(alpha=0.01)),
        ("matching-pursuit-multi", linear_model.OrthogonalMatchingPursuit(n_nonzero_coefs=2)),
        ("multi-task-elastic-net", linear_model.MultiTaskElasticNet(alpha=0.1)),
        ("multi-task-elastic-net-cv", linear_model.MultiTaskElasticNetCV(cv=3, **few_alphas(linear_model.LassoCV))),
        ("multi-task-lasso", linear_model.MultiTaskLasso(alpha=0.1, fit_intercept=False)),
        ("multi-task-lasso-cv", linear_model.MultiTaskLassoCV(cv=3, **few_alphas(linear_model.LassoCV))),
        ("ridge-cv-multi", linear_model.RidgeCV()),
        ("ransac-multi", RANSACRegressor(random_state=0, min_samples=8)),
    ]:
        split = data.multi_output(draw.rng(name), held=2)
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)), data="linnerud")


def generalized(draw):
    if not hasattr(linear_model, "TweedieRegressor"):
        return
    for name, model, frame in [
        ("poisson", linear_model.PoissonRegressor(), False),
        ("gamma", linear_model.GammaRegressor(alpha=0.5), True),
        ("tweedie-normal", linear_model.TweedieRegressor(), False),
        ("tweedie-compound", linear_model.TweedieRegressor(power=1.5, alpha=0.1), True),
        ("tweedie-identity", linear_model.TweedieRegressor(power=1.0, link="identity", alpha=2.0), False),
    ]:
        yield generalized_case(draw.rng(name), name, model, frame)


def generalized_case(rng, name, model, frame):
    split = data.regression(rng, rows=60, features=4, frame=frame, held=2)
    # Ages from 0 to 1; the exponential of a large number leaves few digits.
    split.y = split.y / 100.0
    model.fit(split.X, split.y)
    held = [probe for probe in probes.numeric(split.held, huge=False) if probe.name != "large"]
    held.append(probes.Probe("larger", probes.like(split.held, np.asarray(split.held[:1]) * 50)))
    return Case(name, model, held, data="diabetes")


def ransac(draw):
    option = "estimator" if knows(RANSACRegressor, "estimator") else "base_estimator"
    for name, part, frame in [
        ("ransac", None, False),
        ("ransac-ridge", Ridge(alpha=0.5), True),
        ("ransac-tree", DecisionTreeRegressor(max_depth=2, random_state=0), False),
    ]:
        rng = draw.rng(name)
        split = data.regression(rng, rows=60, features=4, frame=frame, held=2)
        model = RANSACRegressor(random_state=0, min_samples=20, **{option: part})
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)), data="diabetes")


def classifiers(draw):
    sgd = {"random_state": 0, "max_iter": 50, "tol": 1e-3}
    recipes = [
        ("passive-aggressive-binary", PassiveAggressiveClassifier(random_state=0, tol=1e-3), 2, "str", True),
        ("passive-aggressive-three", PassiveAggressiveClassifier(random_state=0, tol=1e-3), 3, "gaps", False),
        ("perceptron-binary", Perceptron(random_state=0, tol=1e-3), 2, "bool", False),
        ("perceptron-three", Perceptron(random_state=0, tol=1e-3, penalty="l1"), 3, "str", True),
        ("sgd-hinge-binary", SGDClassifier(**sgd), 2, "str", False),
        ("sgd-hinge-three", SGDClassifier(**sgd), 3, "float", True),
        ("sgd-log-binary", SGDClassifier(loss=LOG, **sgd), 2, "str", True),
        ("sgd-log-three", SGDClassifier(loss=LOG, penalty="elasticnet", **sgd), 3, "str", False),
        ("sgd-huber-binary", SGDClassifier(loss="modified_huber", alpha=0.01, **sgd), 2, "gaps", False),
        ("sgd-huber-three", SGDClassifier(loss="modified_huber", alpha=0.1, **sgd), 3, "str", True),
        ("sgd-squared-hinge", SGDClassifier(loss="squared_hinge", average=True, **sgd), 3, "int", False),
        ("logistic-cv-binary", LogisticRegressionCV(cv=3, Cs=2, max_iter=50, **modern_cv()), 2, "str", True),
        ("logistic-cv-three", LogisticRegressionCV(cv=3, Cs=2, max_iter=50, **modern_cv()), 3, "gaps", False),
    ]
    if knows(LogisticRegressionCV, "multi_class"):
        for shape in ("ovr", "multinomial"):
            classes = 3 if shape == "ovr" else 2
            model = LogisticRegressionCV(cv=3, Cs=2, max_iter=50, multi_class=shape)
            recipes.append(("logistic-cv-%s-%d" % (shape, classes), model, classes, "str", False))
    if knows(LogisticRegression, "multi_class") and LogisticRegression().multi_class == "warn":
        recipes.append(("logistic-warn-binary", LogisticRegression(solver="liblinear"), 2, "str", False))
        recipes.append(("logistic-warn-three", LogisticRegression(solver="liblinear"), 3, "str", False))
    for name, model, classes, labels, frame in recipes:
        yield classifier_case(draw.rng(name), name, model, classes, labels, frame)


def modern_cv():
    """What will be the default: asked for, it keeps quiet."""
    return {"use_legacy_attributes": False} if knows(LogisticRegressionCV, "use_legacy_attributes") else {}


def classifier_case(rng, name, model, classes, labels, frame):
    bundled = "cancer" if classes == 2 else "iris"
    split = data.split(bundled, rng, rows=60, features=4, classes=classes, labels=labels, frame=frame, held=2)
    if not frame:
        split = data.standardised(split)
    model.fit(split.X, split.y)
    asked = list(probes.numeric(split.held, edges=loud_rows(model)))
    if not frame:
        asked.append(probes.Probe("sparse", scipy.sparse.csr_matrix(split.held)))
    return Case(name, model, asked, data=bundled)


def loud_rows(model):
    """Rows on which every class says no, by much and by very much: what then becomes of the probabilities differs."""
    coef = np.atleast_2d(model.coef_)
    if np.linalg.cond(coef) > 1e4:
        return None
    # Not all alike: which of several equals is the largest is decided by rounding.
    no = np.linalg.pinv(coef).dot(np.linspace(-1.0, -1.1, len(coef))[:, np.newaxis]).T
    return np.vstack([no * 3, no * 740, no * 1e4])


def ridge_classifiers(draw):
    for name, model, classes, labels, frame in [
        ("ridge-classifier-binary", RidgeClassifier(), 2, "str", True),
        ("ridge-classifier-three", RidgeClassifier(fit_intercept=False), 3, "gaps", False),
        ("ridge-classifier-cv-three", RidgeClassifierCV(alphas=[0.1, 1.0], class_weight="balanced"), 3, "str", True),
    ]:
        yield classifier_case(draw.rng(name), name, model, classes, labels, frame)
    for name, model in [("ridge-multilabel", RidgeClassifier()), ("ridge-multilabel-cv", RidgeClassifierCV())]:
        split = data.split("iris", draw.rng(name), rows=60, features=4, held=2)
        labels = np.column_stack([split.y == 0, split.y > 0, split.X[:, 0] > split.X[:, 0].mean()]).astype(int)
        labels = labels[:, :2] if name.endswith("cv") else labels
        try:
            model.fit(split.X, labels)
        except ValueError:
            # Versions before 1.0 have no multilabel ridge.
            continue
        yield Case(name, model, list(probes.numeric(split.held)), data="iris")


def one_class(draw):
    if not hasattr(linear_model, "SGDOneClassSVM"):
        return
    for name, options, frame in [
        ("one-class", {}, True),
        ("one-class-average", {"average": True, "nu": 0.1}, False),
    ]:
        yield one_class_case(draw.rng(name), name, options, frame)


def one_class_case(rng, name, options, frame):
    split = data.split("iris", rng, rows=60, features=4, frame=frame, held=4)
    model = linear_model.SGDOneClassSVM(random_state=0, **options).fit(split.X)
    return Case(name, model, list(probes.numeric(split.held)), data="iris")


def sparse_coefficients(draw):
    for name, model, classes in [
        ("sparsified-logistic", LogisticRegression(solver="liblinear", C=0.1), 2),
        ("sparsified-sgd-classifier", SGDClassifier(random_state=0, penalty="l1", alpha=0.1, max_iter=50, tol=1e-3), 3),
    ]:
        split = data.split("iris", draw.rng(name), rows=60, features=4, classes=classes, labels="str", held=2)
        model.fit(split.X, split.y).sparsify()
        yield Case(name, model, list(probes.numeric(split.held)), data="iris")
    name = "sparsified-sgd-regressor"
    split = data.regression(draw.rng(name), rows=60, features=4, held=2)
    model = SGDRegressor(random_state=0, penalty="l1", alpha=0.1, max_iter=200, tol=1e-3)
    model.fit(split.X, split.y / 100.0).sparsify()
    yield Case(name, model, list(probes.numeric(split.held)), data="diabetes")


def selectors(draw):
    """Until 0.20, stability selection was a transformer of this module."""
    if not hasattr(linear_model, "RandomizedLasso"):
        return
    for name, model, bundled in [
        ("randomized-lasso", linear_model.RandomizedLasso(random_state=0, n_resampling=5), "diabetes"),
        ("randomized-logistic", linear_model.RandomizedLogisticRegression(random_state=0, n_resampling=5), "iris"),
    ]:
        split = data.split(bundled, draw.rng(name), rows=60, features=4, held=2)
        model.fit(split.X, split.y)
        # At least one is chosen.
        model.selection_threshold = model.scores_.max() - 0.01
        asked = list(probes.numeric(split.held))
        asked[0].inverse = True
        yield Case(name, model, asked, data=bundled)


def drawn_regressors(draw):
    for name, rng in draw.named("more-regressor"):
        intercept = pick(rng, True, False)
        alpha = 10 ** rng.uniform(-3, 1)
        sgd_losses = [SQUARED, "huber", "epsilon_insensitive", "squared_epsilon_insensitive"]
        models = [
            linear_model.ARDRegression(fit_intercept=intercept),
            linear_model.BayesianRidge(fit_intercept=intercept, compute_score=True),
            linear_model.HuberRegressor(fit_intercept=intercept, epsilon=rng.uniform(1.1, 3), max_iter=300),
            linear_model.Lars(fit_intercept=intercept, n_nonzero_coefs=rng.randint(1, 5)),
            linear_model.LassoLars(fit_intercept=intercept, alpha=alpha),
            linear_model.LassoLarsIC(criterion=pick(rng, "aic", "bic"), fit_intercept=pick(rng, True)),
            linear_model.OrthogonalMatchingPursuit(n_nonzero_coefs=rng.randint(1, 5), fit_intercept=intercept),
            linear_model.RidgeCV(alphas=[alpha, alpha * 10], fit_intercept=intercept),
            linear_model.TheilSenRegressor(fit_intercept=intercept, random_state=0, max_subpopulation=50),
            linear_model.PassiveAggressiveRegressor(
                C=alpha, loss=pick(rng, *sgd_losses[2:]), fit_intercept=intercept, random_state=0, tol=1e-3
            ),
            SGDRegressor(
                loss=pick(rng, *sgd_losses),
                penalty=pick(rng, "l1", "l2", "elasticnet"),
                fit_intercept=intercept,
                average=pick(rng, True, False),
                random_state=0,
                max_iter=100,
                tol=1e-3,
            ),
        ]
        yield regressor_case(rng, name, pick(rng, *models), pick(rng, True, False))


def drawn_multi_target(draw):
    for name, rng in draw.named("more-multi"):
        alpha = 10 ** rng.uniform(-3, 1)
        intercept = pick(rng, True, False)
        model = pick(
            rng,
            linear_model.Lars(fit_intercept=intercept),
            linear_model.LassoLars(alpha=alpha, fit_intercept=intercept),
            linear_model.MultiTaskLasso(alpha=alpha, fit_intercept=intercept),
            linear_model.MultiTaskElasticNet(alpha=alpha, l1_ratio=rng.uniform(0.1, 1), fit_intercept=intercept),
            linear_model.OrthogonalMatchingPursuit(n_nonzero_coefs=rng.randint(1, 4), fit_intercept=intercept),
            linear_model.RidgeCV(fit_intercept=intercept),
        )
        split = data.multi_output(rng, held=2)
        y = split.y[:, : rng.randint(1, 4)]
        if isinstance(model, (linear_model.MultiTaskLasso, linear_model.MultiTaskElasticNet)):
            y = split.y
        model.fit(split.X, y)
        yield Case(name, model, list(probes.numeric(split.held)), data="linnerud")


def drawn_generalized(draw):
    if not hasattr(linear_model, "TweedieRegressor"):
        return
    for name, rng in draw.named("generalized"):
        options = {"alpha": 10 ** rng.uniform(-2, 1), "fit_intercept": pick(rng, True, False)}
        power, link = pick(rng, (0, "auto"), (0, "identity"), (0, "log"), (1, "log"), (1.7, "auto"), (2, "log"), (3, "auto"))
        model = pick(
            rng,
            linear_model.PoissonRegressor(**options),
            linear_model.GammaRegressor(**options),
            linear_model.TweedieRegressor(power=power, link=link, **options),
        )
        yield generalized_case(rng, name, model, pick(rng, True, False))


def drawn_classifiers(draw):
    losses = ["hinge", LOG, LOG, "modified_huber", "modified_huber", "squared_hinge", "perceptron", SQUARED, "huber"]
    for name, rng in draw.named("more-classifier"):
        common = {"fit_intercept": pick(rng, True, False), "random_state": 0, "max_iter": 30, "tol": 1e-3}
        weight = pick(rng, None, "balanced")
        penalty = pick(rng, "l1", "l2", "elasticnet")
        sgd = SGDClassifier(
            loss=pick(rng, *losses),
            penalty=penalty,
            alpha=10 ** rng.uniform(-4, 0),
            average=pick(rng, True, False),
            class_weight=weight,
            **common
        )
        model = pick(
            rng,
            sgd,
            sgd,
            sgd,
            drawn_logistic_cv(rng),
            Perceptron(penalty=penalty, class_weight=weight, **common),
            PassiveAggressiveClassifier(C=10 ** rng.uniform(-3, 1), class_weight=weight, **common),
            RidgeClassifier(alpha=10 ** rng.uniform(-3, 1), class_weight=weight, fit_intercept=common["fit_intercept"]),
        )
        labels = pick(rng, "str", "gaps", "float")
        yield classifier_case(rng, name, model, pick(rng, 2, 3), labels, pick(rng, True, False))


def drawn_logistic_cv(rng):
    options = accepted(LogisticRegressionCV, refit=pick(rng, True, False))
    if knows(LogisticRegressionCV, "multi_class"):
        options["multi_class"] = pick(rng, "ovr", "multinomial")
    return LogisticRegressionCV(
        cv=3,
        Cs=2,
        max_iter=30,
        solver=pick(rng, "lbfgs", "newton-cg", "sag"),
        fit_intercept=pick(rng, True, False),
        random_state=0,
        **dict(options, **modern_cv())
    )


def drawn_one_class(draw):
    if not hasattr(linear_model, "SGDOneClassSVM"):
        return
    for name, rng in draw.named("one-class"):
        options = {
            "nu": rng.uniform(0.05, 0.9),
            "fit_intercept": pick(rng, True, False),
            "average": pick(rng, True, False),
        }
        yield one_class_case(rng, name, options, pick(rng, True, False))
