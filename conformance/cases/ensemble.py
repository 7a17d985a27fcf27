"""sklearn.ensemble beside its forests: boosting, bagging, isolation, embedding."""

import math

import numpy as np
from scipy import sparse
from sklearn import ensemble
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    RandomTreesEmbedding,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

from cases import data, probes
from cases.case import Case, accepted, accepts, pick

try:
    if not hasattr(ensemble, "HistGradientBoostingClassifier"):
        from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
except ImportError:  # Before 0.21 there is none.
    pass
HistGradientBoostingClassifier = getattr(ensemble, "HistGradientBoostingClassifier", None)
HistGradientBoostingRegressor = getattr(ensemble, "HistGradientBoostingRegressor", None)


def cases(draw):
    generators = [
        boosted_classifiers,
        boosted_regressors,
        boosted_initials,
        ada_classifiers,
        ada_regressors,
        bagged_classifiers,
        bagged_regressors,
        isolation,
        embedding,
        drawn_boosting,
        drawn_ada,
        drawn_bagging,
        drawn_isolation,
    ]
    if HistGradientBoostingClassifier is not None:
        generators += [hist_classifiers, hist_regressors, hist_categories, hist_tables, drawn_hist]
    for generate in generators:
        for case in generate(draw):
            yield case


def classification(rng, classes, labels, frame=False, rows=60, features=5):
    bundled = {2: "cancer", 3: "wine", 10: "digits"}[classes]
    return data.split(bundled, rng, rows=rows, features=features, classes=classes, labels=labels, frame=frame, held=4)


def regression(rng, frame=False, rows=60, features=5):
    return data.regression(rng, frame=frame, rows=rows, features=features, held=4)


def standardised(split):
    return data.standardised(split)


def first_tree(model):
    """A tree of sklearn.tree somewhere inside, for rows on its thresholds."""
    member = np.asarray(model.estimators_, dtype=object).ravel()[0]
    return getattr(member, "tree_", None)


def tree_probes(model, split):
    tree = first_tree(model)
    features = getattr(model, "estimators_features_", None)
    if tree is None or (features is not None and len(features[0]) != np.shape(split.X)[1]):
        return list(probes.numeric(split.held))
    if features is not None and list(features[0]) != list(range(np.shape(split.X)[1])):
        return list(probes.numeric(split.held))
    return list(probes.numeric(split.held, probes.tree_edges(tree, split.X, limit=2)))


def base(cls, estimator):
    """The base estimator under the name that the version has for it."""
    return {"estimator" if accepts(cls, "estimator") else "base_estimator": estimator}


def boosted(cls, **options):
    options = dict({"n_estimators": 2, "max_depth": 2, "random_state": 0}, **options)
    return cls(**accepted(cls, **options))


def log_loss(cls):
    """The default loss of a classifier, by the name of the version."""
    return boosted(cls).get_params()["loss"]


def boosted_classifiers(draw):
    recipes = [
        # name, classes, labels, frame, options
        ("gradient-boosting-binary", 2, "str", False, {}),
        ("gradient-boosting-binary-frame", 2, "bool", True, {"subsample": 0.6, "learning_rate": 0.5}),
        ("gradient-boosting-three", 3, "str", False, {}),
        ("gradient-boosting-three-gaps", 3, "gaps", True, {"max_features": 2, "max_leaf_nodes": 4, "max_depth": None}),
        ("gradient-boosting-ten", 10, "int", False, {"n_estimators": 1}),
        ("gradient-boosting-exponential", 2, "int", False, {"loss": "exponential"}),
        ("gradient-boosting-zero", 2, "float", False, {"init": "zero"}),
        ("gradient-boosting-early", 3, "int", False, {"n_iter_no_change": 1, "n_estimators": 5, "tol": 0.5}),
    ]
    for name, classes, labels, frame, options in recipes:
        split = classification(draw.rng(name), classes, labels, frame)
        model = boosted(GradientBoostingClassifier, **options).fit(split.X, split.y)
        yield Case(name, model, tree_probes(model, split))

    # Half of each class: the initial log odds are zero, and so may raw predictions be.
    name = "gradient-boosting-balanced"
    split = classification(draw.rng(name), 2, "str")
    X = np.vstack([np.zeros((10, 3)), np.ones((10, 3)), np.full((20, 3), 2.0)])
    y = np.array(["no"] * 10 + ["yes"] * 10 + ["no", "yes"] * 10)
    model = boosted(GradientBoostingClassifier, max_depth=1, learning_rate=1.0).fit(X, y)
    yield Case(name, model, list(probes.values(np.vstack([np.zeros(3), np.ones(3), np.full(3, 2.0)]))))

    name = "gradient-boosting-sparse"
    split = classification(draw.rng(name), 10, "int", features=30)
    model = boosted(GradientBoostingClassifier, n_estimators=1).fit(sparse.csr_matrix(split.X), split.y)
    yield Case(name, model, [probes.Probe("sparse", sparse.csr_matrix(split.held))])


def regression_losses(cls):
    """(name, options) of every loss, by the names of the version."""
    default = cls().get_params()["loss"]
    absolute = "lad" if default == "ls" else "absolute_error"
    return [("squared", {"loss": default}), ("absolute", {"loss": absolute}), ("huber", {"loss": "huber", "alpha": 0.8}),
            ("quantile", {"loss": "quantile", "alpha": 0.3})]


def boosted_regressors(draw):
    for loss, options in regression_losses(GradientBoostingRegressor):
        name = "gradient-boosting-regressor-" + loss
        split = regression(draw.rng(name), frame=loss == "huber")
        model = boosted(GradientBoostingRegressor, **options).fit(split.X, split.y)
        yield Case(name, model, tree_probes(model, split), bitwise=True)
        if loss not in ("huber", "quantile"):
            continue
        name += "-weighted"
        rng = draw.rng(name)
        split = regression(rng)
        model = boosted(GradientBoostingRegressor, subsample=0.7, **options)
        model.fit(split.X, split.y, sample_weight=rng.uniform(0.1, 2.0, len(split.y)))
        yield Case(name, model, tree_probes(model, split), bitwise=True)


def boosted_initials(draw):
    """What boosting starts from: nothing, constants, and estimators, which are given rows of float32."""
    for name, init in [
        ("gradient-boosting-regressor-init-tree", DecisionTreeRegressor(max_depth=2)),
        ("gradient-boosting-regressor-init-forest", RandomForestRegressor(n_estimators=2, max_depth=2, random_state=0)),
    ]:
        if is_initial(GradientBoostingRegressor, init):
            split = regression(draw.rng(name))
            model = boosted(GradientBoostingRegressor, init=init).fit(split.X, split.y)
            yield Case(name, model, tree_probes(model, split), bitwise=True)
    for name, classes, options, init in [
        ("gradient-boosting-init-prior", 2, {}, DummyClassifier(strategy="prior")),
        ("gradient-boosting-init-tree", 2, {}, DecisionTreeClassifier(max_depth=2)),
        ("gradient-boosting-init-tree-exponential", 2, {"loss": "exponential"}, DecisionTreeClassifier(max_depth=1)),
    ]:
        if is_initial(GradientBoostingClassifier, init):
            split = classification(draw.rng(name), classes, "str")
            model = boosted(GradientBoostingClassifier, init=init, **options).fit(split.X, split.y)
            yield Case(name, model, tree_probes(model, split))
    name = "gradient-boosting-regressor-init-linear"
    if is_initial(GradientBoostingRegressor, LinearRegression()):
        split = regression(draw.rng(name))
        model = boosted(GradientBoostingRegressor, init=LinearRegression()).fit(split.X, split.y)
        computes_in_single = model.init_.coef_.dtype == np.float32
        yield Case(name, model, [], loading="refused" if computes_in_single else "required")


def is_initial(cls, init):
    """Whether the version can boost on an estimator of the user's own."""
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])
    try:
        boosted(cls, init=init).fit(X, y).predict(X)
    except Exception:
        return False
    return True


# What is boosted by both algorithms, where there are two.
DISCRETE = ["ada-boost-binary", "ada-boost-three", "ada-boost-three-deep", "ada-boost-three-logistic"]


def ada_classifiers(draw):
    algorithms = ["SAMME", "SAMME.R"] if "algorithm" in AdaBoostClassifier().get_params() else [None]
    recipes = [
        # name, classes, labels, frame, learner
        ("ada-boost-binary", 2, "str", False, None),
        ("ada-boost-three", 3, "gaps", True, None),
        ("ada-boost-three-deep", 3, "str", False, DecisionTreeClassifier(max_depth=2, random_state=0)),
        ("ada-boost-binary-logistic", 2, "bool", False, LogisticRegression()),
        ("ada-boost-three-logistic", 3, "str", False, LogisticRegression()),
        ("ada-boost-three-forest", 3, "int", False, RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0)),
    ]
    for algorithm in algorithms:
        options = {} if algorithm is None else {"algorithm": algorithm}
        options = accepted(AdaBoostClassifier, **options)
        if algorithm == "SAMME.R" and not can_boost(options):
            continue
        for name, classes, labels, frame, learner in recipes:
            if algorithm == "SAMME" and can_boost({"algorithm": "SAMME.R"}) and name not in DISCRETE:
                continue
            name = name if algorithm in (None, "SAMME.R") else name + "-samme"
            split = classification(draw.rng(name), classes, labels, frame)
            if isinstance(learner, LogisticRegression):
                split = standardised(split)
            model = AdaBoostClassifier(
                n_estimators=4, random_state=0, **dict(base(AdaBoostClassifier, learner), **options)
            )
            yield Case(name, model.fit(split.X, split.y), tree_probes(model, split))
    if can_boost({"algorithm": "SAMME"}) or not algorithms[0]:
        options = accepted(AdaBoostClassifier, algorithm="SAMME")
        name = "ada-boost-linear-svc"
        split = standardised(classification(draw.rng(name), 2, "str"))
        # Learners without probabilities. Before 0.22 the ensemble asked them for some all the same.
        learner = base(AdaBoostClassifier, LinearSVC(dual=True, random_state=0))
        model = AdaBoostClassifier(n_estimators=4, random_state=0, **dict(learner, **options)).fit(split.X, split.y)
        if not hasattr(model, "_decision_function") and answers(model.predict_proba, split.held):
            yield Case(name, model, list(probes.numeric(split.held)))
        name = "ada-boost-perfect"
        X = np.repeat([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], 4, axis=0)
        y = np.repeat(["a", "b", "c"], 4)
        learner = base(AdaBoostClassifier, DecisionTreeClassifier(max_depth=3))
        model = AdaBoostClassifier(n_estimators=4, random_state=0, **dict(learner, **options)).fit(X, y)
        yield Case(name, model, list(probes.numeric(X[::4])))


def answers(method, X):
    try:
        method(X)
    except Exception:
        return False
    return True


def can_boost(options):
    """Whether the version still fits with the options."""
    try:
        AdaBoostClassifier(n_estimators=1, **options).fit([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])
    except Exception:
        return False
    return True


def ada_regressors(draw):
    recipes = [
        ("ada-boost-regressor", False, None, "linear"),
        ("ada-boost-regressor-forest", False, ExtraTreesRegressor(n_estimators=2, max_depth=2, random_state=0), "linear"),
        ("ada-boost-regressor-ridge", False, Ridge(), "linear"),
    ]
    for name, frame, learner, loss in recipes:
        split = regression(draw.rng(name), frame, rows=60)
        is_linear = isinstance(learner, Ridge)
        split = standardised(split) if is_linear else split
        model = AdaBoostRegressor(
            n_estimators=4, loss=loss, learning_rate=0.7, random_state=0, **base(AdaBoostRegressor, learner)
        )
        model.fit(split.X, split.y)
        yield Case(name, model, tree_probes(model, split), bitwise=not is_linear)


def bagged_classifiers(draw):
    trees = DecisionTreeClassifier(max_depth=3, random_state=0)
    recipes = [
        # name, classes, labels, frame, learner, options
        ("bagging", 3, "str", False, trees, {}),
        ("bagging-columns", 3, "gaps", False, trees, {"max_features": 3}),
        ("bagging-columns-repeated", 3, "str", True, trees, {"max_features": 0.8, "bootstrap_features": True}),
        ("bagging-few-rows", 10, "int", False, trees, {"max_samples": 8}),
        ("bagging-logistic", 3, "str", False, LogisticRegression(), {"max_features": 3}),
        ("bagging-linear-svc", 3, "str", False, LinearSVC(dual=True, random_state=0), {}),
        ("bagging-svc", 2, "str", False, SVC(gamma=0.1), {"n_estimators": 2, "max_samples": 30}),
        ("bagging-pipeline", 3, "str", True, make_pipeline(StandardScaler(), LogisticRegression()), {}),
    ]
    for name, classes, labels, frame, learner, options in recipes:
        split = classification(draw.rng(name), classes, labels, frame)
        is_linear = isinstance(learner, (LogisticRegression, LinearSVC, SVC))
        split = standardised(split) if is_linear else split
        model = bag(BaggingClassifier, learner, **options).fit(split.X, split.y)
        yield Case(name, model, tree_probes(model, split), bitwise=learner is trees)

    name = "bagging-few-classes"
    # Some learners never see some of the classes.
    split = standardised(classification(draw.rng(name), 10, "int", features=8))
    model = bag(BaggingClassifier, LogisticRegression(), max_samples=12, n_estimators=3).fit(split.X, split.y)
    if not hasattr(model, "decision_function") or len({len(each.classes_) for each in model.estimators_}) > 1:
        model = bag(BaggingClassifier, RandomForestClassifier(n_estimators=2, random_state=0), max_samples=12)
        model.fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held)))

    name = "bagging-missing"
    rng = draw.rng(name)
    split = classification(rng, 3, "str")
    split.X[rng.uniform(size=split.X.shape) < 0.1] = np.nan
    model = bag(BaggingClassifier, trees)
    try:
        model.fit(split.X, split.y)
    except ValueError:
        return
    yield Case(name, model, tree_probes(model, split), bitwise=True)


def bag(cls, learner, **options):
    return cls(**dict(dict({"n_estimators": 4, "random_state": 0}, **base(cls, learner)), **options))


def bagged_regressors(draw):
    trees = DecisionTreeRegressor(max_depth=3, random_state=0)
    for name, learner, options in [
        ("bagging-regressor", trees, {}),
        ("bagging-regressor-columns", trees, {"max_features": 0.6, "bootstrap": False}),
        ("bagging-regressor-ridge", Ridge(), {"max_features": 3}),
    ]:
        split = regression(draw.rng(name))
        is_linear = isinstance(learner, Ridge)
        split = standardised(split) if is_linear else split
        model = bag(BaggingRegressor, learner, **options).fit(split.X, split.y)
        yield Case(name, model, of_right_width(model, tree_probes(model, split)), bitwise=not is_linear)
    for name, learner in [("bagging-regressor-multi", trees), ("bagging-regressor-multi-ridge", Ridge())]:
        split = data.multi_output(draw.rng(name))
        model = bag(BaggingRegressor, learner).fit(split.X, split.y)
        asked = of_right_width(model, probes.numeric(split.held, huge=learner is trees))
        yield Case(name, model, asked, bitwise=learner is trees)


def of_right_width(model, asked):
    """Before 1.0 a BaggingRegressor does not look at the width, and takes columns more or less. Brine does."""
    asked = list(asked)
    is_careless = any(probe.name.startswith("too-") and answers(model.predict, probe.X) for probe in asked)
    return [probe for probe in asked if not (is_careless and probe.name.startswith("too-"))]


def outliers(rng, frame=False, rows=60, features=4):
    return data.split("iris", rng, rows=rows, features=features, frame=frame, held=4)


# From 1.22 on numpy has, on processors with AVX-512, logarithms and powers of its own that may be off by a unit in the
# last place. A row whose score is the very threshold then falls to either side.
ROUNDS_LIKE_C = bool(
    np.all(np.log(np.arange(1.0, 300.0)) == [math.log(n) for n in range(1, 300)])
    and np.all(2.0 ** np.arange(-2.0, 0.0, 0.001) == [2.0 ** float(x) for x in np.arange(-2.0, 0.0, 0.001)])
)


def has_tie(model, asked):
    """Whether a row stands on the threshold, give or take what rounding does."""
    for probe in asked:
        try:
            decisions = model.decision_function(probe.X)
        except ValueError:
            continue
        if np.any(np.abs(decisions) < 1e-12):
            return True
    return False


def isolate(**options):
    return IsolationForest(**accepted(IsolationForest, **dict({"n_estimators": 4, "max_samples": 16, "random_state": 0}, **options)))


def isolation(draw):
    recipes = [
        ("isolation-forest", False, {}),
        ("isolation-forest-frame", True, {"contamination": 0.2}),
        ("isolation-forest-auto", False, {"contamination": "auto", "max_samples": 20}),
        ("isolation-forest-columns", False, {"contamination": 0.1, "max_features": 2}),
        ("isolation-forest-bootstrap", True, {"contamination": 0.1, "bootstrap": True, "max_samples": 0.5}),
        ("isolation-forest-one-row", False, {"contamination": "auto", "max_samples": 1}),
    ]
    behaviours = ["old", "new"] if IsolationForest().get_params().get("behaviour") == "old" else [None]
    for behaviour in behaviours:
        for name, frame, options in recipes:
            if behaviour == "old" and options.get("contamination") == "auto":
                continue
            name = name if behaviour is None else "%s-%s" % (name, behaviour)
            options = options if behaviour is None else dict(options, behaviour=behaviour)
            split = outliers(draw.rng(name), frame)
            model = isolate(**options).fit(split.X)
            asked = isolation_probes(model, split)
            if ROUNDS_LIKE_C or not has_tie(model, asked):
                yield Case(name, model, asked)

    if ROUNDS_LIKE_C:
        name = "isolation-forest-fitted-rows"
        # One of the rows has exactly the score at which outliers begin.
        split = outliers(draw.rng(name), rows=41)
        model = isolate(contamination=0.1).fit(split.X)
        yield Case(name, model, [probes.Probe("fitted", split.X)])

    name = "isolation-forest-missing"
    rng = draw.rng(name)
    split = outliers(rng)
    split.X[rng.uniform(size=split.X.shape) < 0.1] = np.nan
    try:
        model = isolate(contamination=0.1).fit(split.X)
    except ValueError:
        return
    asked = isolation_probes(model, split)
    if ROUNDS_LIKE_C or not has_tie(model, asked):
        yield Case(name, model, asked)


def isolation_probes(model, split):
    features = model.estimators_features_[0]
    if list(features) == list(range(np.shape(split.X)[1])):
        return list(probes.numeric(split.held, probes.tree_edges(model.estimators_[0].tree_, split.X, limit=2)))
    return list(probes.numeric(split.held))


def embedding(draw):
    for name, frame, options in [
        ("random-trees-embedding", False, {}),
        ("random-trees-embedding-frame", True, {"max_depth": 2}),
    ]:
        split = outliers(draw.rng(name), frame)
        options = dict({"n_estimators": 4, "max_depth": 3, "random_state": 0}, **options)
        model = RandomTreesEmbedding(**options).fit(split.X)
        edges = probes.tree_edges(model.estimators_[0].tree_, split.X, limit=2)
        yield Case(name, model, list(probes.numeric(split.held, edges)), bitwise=True)


def hist(cls, **options):
    options = dict({"max_iter": 2, "max_depth": 2, "min_samples_leaf": 5, "random_state": 0}, **options)
    return cls(**accepted(cls, **options))


def hist_edges(model, X):
    """Rows on the thresholds of the first tree and just beside."""
    nodes = model._predictors[0][0].nodes
    name = "num_threshold" if "num_threshold" in nodes.dtype.names else "threshold"
    rows = []
    for node in nodes[nodes["is_leaf"] == 0][:3]:
        for value in (node[name], np.nextafter(node[name], np.inf), np.nextafter(node[name], -np.inf)):
            row = np.array(np.asarray(X)[0], dtype=float)
            row[node["feature_idx"]] = value
            rows.append(row)
    return rows


def hist_classifiers(draw):
    for name, classes, labels, frame, options in [
        ("hist-boosting-binary", 2, "str", False, {}),
        ("hist-boosting-binary-frame", 2, "bool", True, {"learning_rate": 0.5, "l2_regularization": 1.0}),
        ("hist-boosting-three", 3, "gaps", True, {}),
        ("hist-boosting-balanced", 3, "str", False, {"class_weight": "balanced", "max_features": 0.5}),
    ]:
        split = classification(draw.rng(name), classes, labels, frame)
        model = hist(HistGradientBoostingClassifier, **options).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, hist_edges(model, split.X))))
    name = "hist-boosting-missing"
    rng = draw.rng(name)
    split = classification(rng, 3, "str")
    with_nan(split, rng)
    model = hist(HistGradientBoostingClassifier).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held, hist_edges(model, split.X))))
    # No split is worth it: raw predictions are zero, and both classes as likely.
    name = "hist-boosting-tie"
    X, y = np.arange(20.0).reshape(10, 2), np.array(["no", "yes"] * 5)
    model = hist(HistGradientBoostingClassifier, min_samples_leaf=20).fit(X, y)
    yield Case(name, model, list(probes.numeric(X[:2])))


def with_nan(split, rng):
    split.X[rng.uniform(size=split.X.shape) < 0.15] = np.nan
    split.held[rng.uniform(size=split.held.shape) < 0.3] = np.nan


def hist_losses():
    """The losses of the installed version: those that it can be fitted with."""
    known = [("least_squares", {}), ("least_absolute_deviation", {}), ("squared_error", {}), ("absolute_error", {}),
             ("poisson", {}), ("gamma", {}), ("quantile", {"quantile": 0.7})]
    for loss, options in known:
        try:
            model = hist(HistGradientBoostingRegressor, loss=loss, max_iter=1, **options)
            model.fit(np.arange(20.0).reshape(-1, 1), np.arange(1.0, 21.0))
        except Exception:
            continue
        yield loss, options


def hist_regressors(draw):
    for loss, options in hist_losses():
        name = "hist-boosting-regressor-" + loss.replace("_", "-")
        split = regression(draw.rng(name), frame=loss == "poisson")
        model = hist(HistGradientBoostingRegressor, loss=loss, **options).fit(split.X, split.y)
        exact = loss not in ("poisson", "gamma")
        yield Case(name, model, list(probes.numeric(split.held, hist_edges(model, split.X))), bitwise=exact)
    name = "hist-boosting-regressor-missing"
    rng = draw.rng(name)
    split = regression(rng)
    with_nan(split, rng)
    model = hist(HistGradientBoostingRegressor, monotonic_cst=[0, 1, 0, 0, -1]).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held, hist_edges(model, split.X))), bitwise=True)


def categorised(rng, rows=70, gaps=True):
    """Columns of which the first and the third are categories from 0 on, with gaps."""
    X = np.column_stack([
        rng.randint(0, 7, rows), rng.normal(size=rows), rng.choice([0, 1, 3, 40, 200], rows), rng.normal(size=rows),
    ]).astype(float)
    y = np.isin(X[:, 0], [1, 4, 6]) + 2.0 * np.isin(X[:, 2], [3, 200]) + 0.3 * X[:, 1] + 0.1 * rng.normal(size=rows)
    if gaps:
        X[rng.uniform(size=X.shape) < 0.08] = np.nan
    return X, y


# Known and unknown, fractional, negative, beyond a byte, beyond an int, no number at all.
CATEGORIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 40, 41, 200, 255, 256, 257, 259, 1.5, 3.99, -0.5, -1, 300.7, 65536 + 3,
              2.0**31 + 3, 2.0**32 + 3, 1e300, np.inf, -np.inf, np.nan, -0.0]


def hist_categories(draw):
    if not accepts(HistGradientBoostingClassifier, "categorical_features"):
        return
    for name, cls, categorical, options in [
        ("hist-boosting-categories", HistGradientBoostingClassifier, [0, 2], {}),
        ("hist-boosting-categories-mask", HistGradientBoostingClassifier, [True, False, True, False], {"max_iter": 3}),
        ("hist-boosting-regressor-categories", HistGradientBoostingRegressor, [0, 2], {}),
        ("hist-boosting-regressor-no-gaps", HistGradientBoostingRegressor, [0, 2], {"max_iter": 6}),
    ]:
        rng = draw.rng(name)
        X, y = categorised(rng, gaps=not name.endswith("no-gaps"))
        is_classifier = cls is HistGradientBoostingClassifier
        model = hist(cls, categorical_features=categorical, **options)
        model.fit(X[6:], np.digitize(y[6:], [0.5, 1.8]) if is_classifier else y[6:])
        first, third = np.repeat(X[:1], len(CATEGORIES), axis=0), np.repeat(X[1:2], len(CATEGORIES), axis=0)
        first[:, 0], third[:, 2] = CATEGORIES, CATEGORIES
        asked = list(probes.numeric(X[:6]))
        asked += [probes.Probe("first-categories", first), probes.Probe("third-categories", third)]
        yield Case(name, model, asked, bitwise=not is_classifier)


def hist_tables(draw):
    """Categories of text, in DataFrames."""
    for name, cls, options in [
        ("hist-boosting-table", HistGradientBoostingClassifier, {}),
        ("hist-boosting-regressor-table", HistGradientBoostingRegressor, {"max_iter": 6}),
        ("hist-boosting-table-from-dtype", HistGradientBoostingClassifier, {"categorical_features": "from_dtype"}),
    ]:
        split = data.mixed(draw.rng(name))
        X, held = split.X.drop(columns="vintage"), split.held.drop(columns="vintage")
        y = split.y
        if cls is HistGradientBoostingRegressor:
            y = (split.y == "barolo") + split.X["vintage"] / 10.0
        options = dict({"categorical_features": ["hue", "body"]}, **options)
        if options["categorical_features"] == "from_dtype":
            X = X.assign(hue=X["hue"].astype("category"), body=X["body"].astype("category"))
        try:
            model = hist(cls, **options).fit(X, y)
        except (ValueError, TypeError):
            continue
        asked = list(probes.table(held, unseen={"hue": "gold"}, missing=["hue", "body", "alcohol", "magnesium"]))
        yield Case(name, model, asked, data="wine")


def drawn_boosting(draw):
    for name, rng in draw.named("gradient-boosting"):
        options = {
            "n_estimators": pick(rng, 1, 2, 4),
            "learning_rate": pick(rng, 0.1, 0.7, 1.0),
            "max_depth": pick(rng, 1, 2, 3),
            "subsample": pick(rng, 1.0, 0.7),
            "max_features": pick(rng, None, 2),
            "max_leaf_nodes": pick(rng, None, 5),
            "ccp_alpha": pick(rng, 0.0, 0.01),
            "init": pick(rng, None, None, "zero"),
        }
        if pick(rng, True, False):
            classes = pick(rng, 2, 3)
            loss = pick(rng, log_loss(GradientBoostingClassifier), "exponential") if classes == 2 else None
            options.update({} if loss is None else {"loss": loss})
            init = pick(rng, None, DecisionTreeClassifier(max_depth=pick(rng, 1, 4)))
            if init is not None and is_initial(GradientBoostingClassifier, init):
                options["init"] = init
            split = classification(rng, classes, pick(rng, "str", "gaps", "float"), pick(rng, True, False))
            model = boosted(GradientBoostingClassifier, **options).fit(split.X, split.y)
        else:
            options.update(pick(rng, *regression_losses(GradientBoostingRegressor))[1])
            split = regression(rng, frame=pick(rng, True, False))
            model = boosted(GradientBoostingRegressor, **options).fit(split.X, split.y)
        is_exact = isinstance(model, GradientBoostingRegressor)
        yield Case(name, model, tree_probes(model, split), bitwise=is_exact)


def drawn_hist(draw):
    for name, rng in draw.named("hist-boosting"):
        options = {
            "max_iter": pick(rng, 1, 3, 6),
            "learning_rate": pick(rng, 0.1, 1.0),
            "max_depth": pick(rng, 2, 3, None),
            "max_leaf_nodes": pick(rng, 3, 31),
            "max_bins": pick(rng, 4, 255),
            "l2_regularization": pick(rng, 0.0, 1.0),
        }
        categorical = pick(rng, None, [0, 2], [2])
        has_categories = accepts(HistGradientBoostingClassifier, "categorical_features") and categorical is not None
        if has_categories:
            options.update({"categorical_features": categorical, "max_bins": 255})
        is_classifier = pick(rng, True, False)
        X, y = categorised(rng, gaps=pick(rng, True, False))
        if is_classifier:
            y = np.digitize(y, pick(rng, [0.9], [0.5, 1.8]))
            model = hist(HistGradientBoostingClassifier, **options)
        else:
            loss, more = pick(rng, *list(hist_losses()))
            y = np.exp(y) if loss in ("poisson", "gamma") else y
            model = hist(HistGradientBoostingRegressor, loss=loss, **dict(options, **more))
        model.fit(X[4:], y[4:])
        rows = np.repeat(X[:1], len(CATEGORIES), axis=0)
        rows[:, pick(rng, 0, 2)] = CATEGORIES
        yield Case(name, model, list(probes.numeric(X[:4])) + [probes.Probe("categories", rows)])


def drawn_ada(draw):
    for name, rng in draw.named("ada-boost"):
        depth, rate = pick(rng, 1, 2, 3), pick(rng, 1.0, 0.3)
        options = {"n_estimators": pick(rng, 1, 3, 6), "learning_rate": rate, "random_state": 0}
        if pick(rng, True, False):
            algorithm = pick(rng, "SAMME", "SAMME.R")
            if accepts(AdaBoostClassifier, "algorithm") and can_boost({"algorithm": algorithm}):
                options["algorithm"] = algorithm
            learner = pick(rng, DecisionTreeClassifier(max_depth=depth), ExtraTreeClassifier(max_depth=depth))
            split = classification(rng, pick(rng, 2, 3), pick(rng, "str", "gaps", "float"))
            model = AdaBoostClassifier(**dict(options, **base(AdaBoostClassifier, learner)))
            is_exact = False
        else:
            learner = pick(rng, DecisionTreeRegressor(max_depth=depth), ExtraTreeRegressor(max_depth=depth))
            split = regression(rng, frame=pick(rng, True, False))
            options["loss"] = pick(rng, "linear", "square", "exponential")
            model = AdaBoostRegressor(**dict(options, **base(AdaBoostRegressor, learner)))
            is_exact = True
        try:
            model.fit(split.X, split.y)
        except ValueError:  # Worse than guessing.
            continue
        yield Case(name, model, tree_probes(model, split), bitwise=is_exact)


def drawn_bagging(draw):
    for name, rng in draw.named("bagging"):
        options = {
            # Of a certain class nothing but the rounding of its logarithm is left.
            "n_estimators": pick(rng, *[n for n in (1, 3, 4, 6, 8) if np.log(n) == math.log(n)]),
            "max_samples": pick(rng, 1.0, 0.4, 10),
            "max_features": pick(rng, 1.0, 0.6, 2),
            "bootstrap": pick(rng, True, False),
            "bootstrap_features": pick(rng, True, False),
        }
        depth = pick(rng, 1, 3, None)
        if pick(rng, True, False):
            learner = pick(rng, DecisionTreeClassifier(max_depth=depth), ExtraTreeClassifier(max_depth=depth))
            learner = pick(rng, learner, boosted(GradientBoostingClassifier, n_estimators=2), learner)
            if not isinstance(learner, GradientBoostingClassifier):
                split = classification(rng, pick(rng, 2, 3), pick(rng, "str", "gaps", "float"), pick(rng, True, False))
            else:
                split = classification(rng, 2, "str")
                options["max_samples"] = 0.8
            model = bag(BaggingClassifier, learner, **options)
        else:
            learner = pick(rng, DecisionTreeRegressor(max_depth=depth), ExtraTreeRegressor(max_depth=depth))
            split = regression(rng, frame=pick(rng, True, False))
            model = bag(BaggingRegressor, learner, **options)
        try:
            model.fit(split.X, split.y)
        except ValueError:
            continue
        is_exact = not isinstance(learner, GradientBoostingClassifier)
        asked = tree_probes(model, split)
        asked = of_right_width(model, asked) if isinstance(model, BaggingRegressor) else asked
        yield Case(name, model, asked, bitwise=is_exact)


def drawn_isolation(draw):
    for name, rng in draw.named("isolation-forest"):
        options = {
            "n_estimators": pick(rng, 1, 3, 7),
            "max_samples": pick(rng, "auto", 0.5, 7),
            "max_features": pick(rng, 1.0, 0.5, 3),
            "bootstrap": pick(rng, True, False),
            "contamination": pick(rng, 0.05, 0.25),
        }
        split = outliers(rng, pick(rng, True, False), rows=pick(rng, 21, 41, 60))
        model = isolate(**options).fit(split.X)
        asked = isolation_probes(model, split) + [probes.Probe("fitted", split.X)]
        if ROUNDS_LIKE_C or not has_tie(model, asked):
            yield Case(name, model, asked)
