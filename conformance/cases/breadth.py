"""Classes that the other families ask too little: each with three sets of options or more, on two data sets.

Only among fresh cases. They are small, and each is saved in one form: what they show is that no option and no kind of data
was left out.
"""

import importlib
import re
import zlib

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import IsolationForest, RandomForestClassifier
from sklearn.gaussian_process import kernels
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, LogisticRegressionCV, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from cases import data
from cases.case import Case, Probe, accepts, knows
from cases.probes import replaced, without_last_column
from model_files import FORMS

BITWISE = {"DecisionTreeClassifier", "ExtraTreeClassifier", "ExtraTreeRegressor", "RandomForestClassifier", "ExtraTreesClassifier"}

CANCELS = "Python's squared distances are what is left of a cancellation"
ITERATED = "the last of many steps, each of which rounds, decide by a threshold when to stop"
REASONS = {
    "DictionaryLearning": ITERATED,
    "GaussianProcessClassifier": "five error functions with factors in the thousands cancel",
    "GaussianProcessRegressor": "the weights of nearly equal rows are large, of both signs, and cancel",
    "Isomap": "the squared distances are centred, which cancels, and then divided by the roots of eigenvalues",
    "KNNImputer": CANCELS,
    "LabelPropagation": CANCELS,
    "LabelSpreading": CANCELS,
    "LatentDirichletAllocation": ITERATED,
    "LocallyLinearEmbedding": "the weights solve a system of equations, nearly singular by design",
    "MiniBatchDictionaryLearning": ITERATED,
    "MiniBatchNMF": ITERATED,
    "MiniBatchSparsePCA": ITERATED,
    "NMF": ITERATED,
    "SparsePCA": ITERATED,
}

LEFT_OUT = {"BernoulliRBM": {"score_samples": "It flips a bit at random: no two answers of Python's need be equal."}}

# Where a version takes no missing values.
WITHOUT_GAPS = {"iris-gaps": "iris", "cancer-gaps": "iris-two", "diabetes-gaps": "linnerud", "iris-positive-gaps": "iris-positive"}

CLASSES = ("cancer", "iris")
GAPS = ("wine", "iris-gaps")
VALUES = ("diabetes", "linnerud")
TARGETS = ("diabetes-targets", "linnerud-targets")
POSITIVE = ("iris-positive", "wine-positive")
COUNTS = ("iris-counts", "wine-counts")
HIDDEN = ("iris-hidden", "wine-hidden")


def cases(draw):
    if not draw.is_fresh:
        return
    for recipes in (
        linear(),
        trees(),
        around(),
        searches(),
        decompositions(),
        neighbours(),
        probabilities(),
        features(),
        texts(),
    ):
        for path, sets, names in recipes:
            for case in of_class(draw, path, sets, names):
                yield case


def of_class(draw, path, sets, names):
    module, _, class_name = path.rpartition(".")
    try:
        cls = getattr(importlib.import_module("sklearn." + module), class_name, None)
    except ImportError:
        cls = None
    if cls is None:
        return
    asked = set()
    for i, options in enumerate(sets):
        options = {key: value for key, value in with_part(cls, options).items() if takes(cls, key)}
        # An option that this version lacks would ask the same again.
        if repr(sorted(options.items())) in asked:
            continue
        asked.add(repr(sorted(options.items())))
        for name in names:
            yield fitted(draw, "breadth-%s-%s" % (kebab(class_name), slug(i, options)), cls, options, name)


def takes(cls, option):
    """Whether this version has the option, also of a class that it has deprecated, whose constructor is a wrapper then."""
    is_wrapped = hasattr(cls.__init__, "deprecated_original")
    return option in cls().get_params() if is_wrapped else accepts(cls, option)


def with_part(cls, options):
    """The estimator inside, under the name that this version has for it."""
    options = dict(options)
    if "part" in options:
        options["estimator" if knows(cls, "estimator") else "base_estimator"] = options.pop("part")
    if takes(cls, "random_state"):
        options.setdefault("random_state", 0)
    return options


def kebab(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def slug(number, options):
    """The names of the options, and their number, for values can be long."""
    names = "-".join(sorted(key.replace("_", "-") for key in options if key not in ("random_state", "estimators")))
    return "%d-%s" % (number + 1, names or "default")


def fitted(draw, prefix, cls, options, data_name):
    name = prefix + "-" + data_name
    model = clone(cls(**options))
    try:
        split = data_set(draw.rng(name), data_name)
        fit(model, split)
        if "gaps" in data_name:
            # Trees take them when they are fitted and refuse them when asked, or the other way round.
            ask(model, split.held)
    except ValueError:
        if data_name not in WITHOUT_GAPS:
            raise
        return fitted(draw, prefix, cls, options, WITHOUT_GAPS[data_name])
    reason = REASONS.get(cls.__name__)
    form = sorted(FORMS)[zlib.crc32(name.encode()) % len(FORMS)]
    return Case(
        name,
        model,
        list(probes(model, off_the_border(model, split.held))),
        bitwise=cls.__name__ in BITWISE,
        # Before 0.24 this one does not say how many columns it was fitted on.
        loading="required" if cls.__name__ != "AdditiveChi2Sampler" or hasattr(model, "n_features_in_") else "optional",
        data=data_name,
        tolerance=reason and 1e-9,
        reason=reason,
        left_out=LEFT_OUT.get(cls.__name__),
        forms=[form],
    )


def fit(model, split):
    if type(model).__name__ == "FrozenEstimator":
        model.estimator = clone(model.estimator).fit(split.X, split.y)
    elif split.y is None:
        model.fit(split.X)
    else:
        model.fit(split.X, split.y)


def off_the_border(model, held):
    """Without rows that score as the row of training that is the border: the last bit of numpy's power decides of these,
    and it is not the same on all processors.
    """
    return held[np.abs(model.decision_function(held)) > 1e-12] if isinstance(model, IsolationForest) else held


def ask(model, rows):
    getattr(model, "predict" if hasattr(model, "predict") else "transform")(rows)


def probes(model, held):
    yield Probe("held-out", held)
    # Texts, records and labels have no columns.
    if getattr(held, "ndim", 1) == 2:
        # Before 0.24 FactorAnalysis looked at no value, and what it made of these depends on what holds them.
        if type(model).__name__ != "FactorAnalysis" or hasattr(model, "n_features_in_"):
            yield Probe("missing", replaced(held[:1], 0, np.nan))
        yield Probe("too-narrow", without_last_column(held[:1]))


# Data


def data_set(rng, name):
    """A bundled set, and after its name what is made of it."""
    bundled, _, made = name.partition("-")
    if bundled in SPECIAL:
        return SPECIAL[bundled](rng)
    classes = None if bundled in VALUES else 2 if bundled == "cancer" or made == "two" else 3
    labels = "int" if made in ("hidden", "numbered") else "str"
    rows, features = (16, 3) if bundled == "linnerud" else (48, 4)
    split = data.split(bundled, rng, rows=rows, features=features, classes=classes, labels=labels, held=3)
    if "positive" not in made and made != "counts":
        split = data.standardised(split)
    if classes is None:
        split.y = targets(split) if made == "targets" else np.asarray(split.y if split.y.ndim == 1 else split.y[:, 0]) / 100.0
    if made == "counts":
        # Floats, as JSON has them: selectors give back the type that they are given.
        split = data.Split(np.floor(split.X % 9), split.y, np.floor(split.held % 9))
    elif made == "unit":
        low, high = split.X.min(axis=0), split.X.max(axis=0)
        split = data.Split((split.X - low) / (high - low), split.y, (split.held - low) / (high - low))
    elif made == "labels":
        split.y = (split.X[:, :3] + split.X[:, 1:] > 0).astype(int)
    elif made == "hidden":
        split.y = np.where(np.arange(len(split.y)) % 3 == 0, -1, split.y)
    if "gaps" in made:
        split.X[rng.uniform(size=split.X.shape) < 0.1] = np.nan
        split.held[0, 1] = np.nan
    if bundled == "wine" and made == "":
        columns = ["w%d" % i for i in range(split.X.shape[1])]
        split.X, split.held = pd.DataFrame(split.X, columns=columns), pd.DataFrame(split.held, columns=columns)
    return split


def targets(split):
    y = split.y.reshape(len(split.y), -1) / 100.0
    return y if y.shape[1] > 1 else np.hstack([y, np.abs(y - y.mean()) + split.X[:, :1]])


def kernel_of(name):
    def made(rng):
        split = data_set(rng, name)
        return data.Split(split.X.dot(split.X.T), None, split.held.dot(split.X.T))

    return made


REVIEWS = [
    "The food was good, and the service good too",
    u"Caf\u00e9 with a view: NOT cheap at all",
    "good food; bad wine",
    "We waited an hour for the wine and the food",
    "A view to remember, wine to forget",
    "cheap and good",
]
NEWS = [
    "Rain is expected on Monday",
    "The council of the city met on Monday about the rain",
    u"Z\u00fcrich wins 3 to 2 in the rain",
    "City wins, council happy",
    "2 of 3 trains were late",
    "No trains on Monday: the council is sorry",
]


def written(lines):
    def made(rng):
        order = rng.permutation(len(lines))
        return data.Split([lines[i] for i in order], None, [lines[order[0]] + " today", "nothing of it", ""])

    return made


def records(keys):
    def made(rng):
        rows = [{key: value(rng) for key, value in keys.items() if rng.uniform() < 0.8} for _ in range(12)]
        return data.Split(rows[:-3], None, rows[-3:] + [{"unknown": 1}])

    return made


def words(rng):
    values = np.array(["brick", "ruby", "purple", "violet"])[rng.randint(4, size=12)]
    return data.Split(values, None, np.sort(np.unique(values)))


def numbers(rng):
    values = rng.randint(-3, 4, size=12)
    return data.Split(values, None, np.unique(values))


SPECIAL = {
    "irisgram": kernel_of("iris"),
    "cancergram": kernel_of("cancer"),
    "reviews": written(REVIEWS),
    "news": written(NEWS),
    "people": records({"city": lambda rng: ["Rome", "Oslo"][rng.randint(2)], "age": lambda rng: int(rng.randint(90))}),
    "wines": records({"colour": lambda rng: ["red", "white"][rng.randint(2)], "acid": lambda rng: float(rng.uniform())}),
    "words": words,
    "numbers": numbers,
}


# Recipes: class, sets of options, data sets


def linear():
    no = {"fit_intercept": False}
    yield "linear_model.ARDRegression", [{}, no, {"alpha_1": 0.1, "lambda_1": 0.1}], VALUES
    yield "linear_model.BayesianRidge", [{}, no, {"alpha_1": 10.0, "lambda_1": 10.0}], VALUES
    for name in ("ElasticNetCV", "LassoCV"):
        path = "linear_model." + name
        yield path, [with_alphas(path, part) for part in ({}, no, {"positive": True})], VALUES
    for name in ("MultiTaskElasticNetCV", "MultiTaskLassoCV"):
        path = "linear_model." + name
        yield path, [with_alphas(path, part) for part in ({}, no, {"eps": 0.1})], TARGETS
    for name in ("MultiTaskElasticNet", "MultiTaskLasso"):
        yield "linear_model." + name, [{"alpha": 0.1}, {"alpha": 0.02}, dict(no, alpha=0.1)], TARGETS
    yield "linear_model.HuberRegressor", [{"max_iter": 300}, {"epsilon": 2.0}, dict(no, alpha=1.0)], VALUES
    for name in ("LarsCV", "LassoLarsCV", "OrthogonalMatchingPursuitCV"):
        yield "linear_model." + name, [{"cv": 3}, {"cv": 3, "max_iter": 2}, dict(no, cv=3)], VALUES
    yield "linear_model.LassoLars", [{"alpha": 0.01}, {"alpha": 0.1}, dict(no, alpha=0.01)], VALUES
    yield "linear_model.LassoLarsIC", [{}, {"criterion": "bic"}, {"max_iter": 2}], VALUES
    yield "linear_model.OrthogonalMatchingPursuit", [{"n_nonzero_coefs": 1}, {"n_nonzero_coefs": 2}, {"tol": 5.0}], VALUES
    tol = {"tol": 1e-3, "max_iter": 100}
    squared = {"loss": "squared_epsilon_insensitive"}
    yield "linear_model.PassiveAggressiveRegressor", [dict(tol, C=0.1), dict(tol, **squared), dict(tol, **no)], VALUES
    highs = {"solver": "highs", "alpha": 0.01}
    yield "linear_model.QuantileRegressor", [highs, dict(highs, quantile=0.8), dict(highs, fit_intercept=False)], VALUES
    huber = {"loss": "huber", "penalty": "l1"}
    yield "linear_model.SGDRegressor", [tol, dict(tol, **huber), dict(tol, average=True), dict(tol, alpha=0.1)], VALUES
    few = {"max_subpopulation": 50}
    yield "linear_model.TheilSenRegressor", [few, dict(few, n_subsamples=8), dict(few, **no)], VALUES
    for name in ("PoissonRegressor", "GammaRegressor"):
        yield "linear_model." + name, [{}, {"alpha": 0.1}, no], VALUES
    tweedie = [{}, {"power": 1.5, "alpha": 0.1}, {"power": 2, "link": "log"}, {"power": 1, "link": "identity"}]
    yield "linear_model.TweedieRegressor", tweedie, VALUES
    yield "linear_model.RidgeCV", [{"alphas": [0.1, 1.0]}, {"alphas": [3.0]}, no, {"cv": 3}], VALUES
    # Until 0.20, stability selection was a transformer of this module.
    few = {"n_resampling": 5, "selection_threshold": 0.05}
    stable = [few, dict(few, sample_fraction=0.5), dict(few, scaling=0.3)]
    yield "linear_model.RandomizedLasso", stable, ("diabetes", "linnerud")
    yield "linear_model.RandomizedLogisticRegression", stable, ("cancer-numbered", "iris-numbered")
    yield "svm.LinearSVR", [{"C": 0.1}, {"epsilon": 0.5}, dict(squared, intercept_scaling=2.0)], VALUES
    yield "linear_model.RidgeClassifier", [{}, {"alpha": 5.0}, no, {"class_weight": "balanced"}], CLASSES
    yield "linear_model.RidgeClassifierCV", [{"alphas": [0.1, 1.0]}, {"class_weight": "balanced"}, no], CLASSES
    logistic_cv = {"cv": 3, "Cs": 2, "max_iter": 50}
    if knows(LogisticRegressionCV, "use_legacy_attributes"):
        logistic_cv["use_legacy_attributes"] = False
    balanced = dict(logistic_cv, class_weight="balanced")
    yield "linear_model.LogisticRegressionCV", [logistic_cv, dict(logistic_cv, **no), balanced], CLASSES
    yield "linear_model.Perceptron", [tol, dict(tol, penalty="l1", alpha=0.01), dict(tol, **no)], CLASSES
    yield "linear_model.SGDOneClassSVM", [{"nu": 0.1}, {"nu": 0.4}, {"average": True}], CLASSES


def with_alphas(path, options):
    """Three penalties to choose from; since 1.7 their number is given in `alphas`."""
    cls = getattr(importlib.import_module("sklearn.linear_model"), path.split(".")[1])
    return dict(options, cv=3, **({"n_alphas": 3} if accepts(cls, "n_alphas") else {"alphas": 3}))


def trees():
    one = [{"max_depth": 3}, {"criterion": "entropy", "max_depth": 4}, {"min_samples_leaf": 5, "class_weight": "balanced"}]
    for name in ("DecisionTreeClassifier", "ExtraTreeClassifier"):
        yield "tree." + name, one, GAPS
    values = [{"max_depth": 3}, {"min_samples_leaf": 5}, {"max_features": 2, "max_leaf_nodes": 5}]
    yield "tree.ExtraTreeRegressor", values, ("diabetes", "diabetes-gaps")
    few = {"n_estimators": 3}
    for name in ("RandomForestClassifier", "ExtraTreesClassifier"):
        yield "ensemble." + name, [dict(few, **options) for options in one], GAPS
    yield "ensemble.AdaBoostRegressor", [few, dict(few, loss="square"), dict(few, learning_rate=0.3)], VALUES
    boosted = [dict(few, max_depth=1), dict(few, loss="huber", alpha=0.8), dict(few, subsample=0.6)]
    yield "ensemble.GradientBoostingRegressor", boosted, VALUES
    five = {"n_estimators": 5, "contamination": 0.1}
    yield "ensemble.IsolationForest", [five, dict(five, max_features=0.5), dict(five, max_samples=20, bootstrap=True)], GAPS
    embedded = [dict(few, max_depth=2), dict(few, max_depth=3, min_samples_leaf=4), dict(few, max_leaf_nodes=4)]
    yield "ensemble.RandomTreesEmbedding", embedded, ("iris", "cancer")


def tree(depth=2):
    return DecisionTreeClassifier(max_depth=depth, random_state=0)


def regression_tree(depth=2):
    return DecisionTreeRegressor(max_depth=depth, random_state=0)


def logistic():
    return LogisticRegression(solver="lbfgs", max_iter=300, **old_multi_class())


def old_multi_class():
    is_old = knows(LogisticRegression, "multi_class") and LogisticRegression().multi_class == "warn"
    return {"multi_class": "multinomial"} if is_old else {}


def filled(last):
    return make_pipeline(SimpleImputer(), last)


def forest():
    return RandomForestClassifier(n_estimators=3, max_depth=2, random_state=0)


def around():
    """Estimators around others, which fill the gaps themselves."""
    pair = [("a", filled(logistic())), ("b", filled(tree()))]
    voting = [{"estimators": pair}, {"estimators": pair, "weights": [1, 3]}]
    soft = {"estimators": pair, "voting": "soft", "flatten_transform": True}
    voting += [soft, dict(soft, weights=[1, 0.3])]
    yield "ensemble.VotingClassifier", voting, GAPS
    stack = {"estimators": pair, "cv": 2, "final_estimator": logistic()}
    stacking = [stack, dict(stack, final_estimator=forest()), dict(stack, stack_method="predict_proba", cv=3)]
    yield "ensemble.StackingClassifier", stacking, GAPS
    values = [("a", filled(Ridge())), ("b", filled(regression_tree()))]
    gaps = ("diabetes", "diabetes-gaps")
    three = values + [("c", filled(LinearRegression()))]
    yield "ensemble.VotingRegressor", [{"estimators": values}, {"estimators": values, "weights": [1, 3]}, {"estimators": three}], gaps
    stack = {"estimators": values, "cv": 2}
    last = [{}, {"final_estimator": Ridge(2.0)}, {"final_estimator": regression_tree(3)}]
    yield "ensemble.StackingRegressor", [dict(stack, **options) for options in last], gaps
    parts = [filled(LinearSVC(random_state=0)), filled(tree()), filled(logistic())]
    calibrated = [{"part": parts[0], "cv": 3}, {"part": parts[1], "cv": 2, "method": "isotonic"}, {"part": parts[2], "cv": 2}]
    yield "calibration.CalibratedClassifierCV", calibrated, GAPS
    codes = [{"part": part, "code_size": 3.7} for part in (LinearSVC(random_state=0), tree(), logistic())]
    yield "multiclass.OutputCodeClassifier", codes, ("wine", "iris")
    chain = [{"part": filled(logistic())}, {"part": filled(tree()), "order": [2, 0, 1]}, {"part": filled(forest()), "cv": 2}]
    labels = ("iris-labels", "wine-labels")
    yield "multioutput.ClassifierChain", chain, labels
    yield "multioutput.MultiOutputClassifier", [{"part": logistic()}, {"part": tree()}, {"part": forest()}], labels
    regressors = [Ridge(), regression_tree(), make_pipeline(StandardScaler(), LinearRegression())]
    yield "multioutput.MultiOutputRegressor", [{"part": part} for part in regressors], TARGETS
    chain = [{"part": Ridge()}, {"part": regression_tree()}, {"part": Ridge(3.0), "cv": 2}]
    yield "multioutput.RegressorChain", chain, TARGETS
    frozen = [filled(logistic()), filled(tree()), filled(StandardScaler())]
    yield "frozen.FrozenEstimator", [{"part": part} for part in frozen], GAPS
    trained = [{"part": logistic()}, {"part": tree(), "threshold": 0.9}, {"part": forest(), "criterion": "k_best", "k_best": 3}]
    yield "semi_supervised.SelfTrainingClassifier", trained, HIDDEN
    both = [("a", StandardScaler()), ("b", MinMaxScaler())]
    one = {"transformer_list": both, "transformer_weights": {"a": 2.0}}
    lists = [{"transformer_list": both}, one, {"transformer_list": both[:1] + [("b", "drop")]}]
    yield "pipeline.FeatureUnion", lists, GAPS


def searches():
    depths = {"max_depth": [1, 2]}
    grid = [{"part": part, "param_grid": depths, "cv": 2} for part in (tree(), forest())]
    grid.append({"part": filled(tree()), "param_grid": {"decisiontreeclassifier__max_depth": [1, 3]}, "cv": 2})
    distributed = [{"param_distributions" if key == "param_grid" else key: value for key, value in each.items()} for each in grid]
    try:
        import sklearn.experimental.enable_halving_search_cv  # noqa: F401
    except ImportError:
        pass
    yield "model_selection.HalvingGridSearchCV", [dict(each, min_resources=20) for each in grid], GAPS
    yield "model_selection.HalvingRandomSearchCV", [dict(each, min_resources=20) for each in distributed], GAPS
    yield "model_selection.RandomizedSearchCV", [dict(each, n_iter=2) for each in distributed], GAPS
    two = ("cancer", "cancer-gaps")
    fixed = [{"part": filled(logistic())}, {"part": filled(tree()), "threshold": 0.8}]
    fixed.append({"part": filled(LinearSVC(random_state=0)), "threshold": -0.3, "response_method": "decision_function"})
    yield "model_selection.FixedThresholdClassifier", fixed, two
    tuned = [{"part": filled(part), "cv": 2, "thresholds": 9} for part in (logistic(), tree(), forest())]
    yield "model_selection.TunedThresholdClassifierCV", tuned, two
    yield "feature_selection.RFECV", [{"part": part, "cv": 3} for part in (logistic(), tree(), machine())], ("wine", "iris")
    modes = [{"mode": "k_best", "param": 2}, {"mode": "percentile", "param": 60}, {"mode": "fpr", "param": 0.01}]
    yield "feature_selection.GenericUnivariateSelect", modes, CLASSES
    for name in ("SelectFdr", "SelectFpr", "SelectFwe"):
        yield "feature_selection." + name, [{"alpha": 0.05}, {"alpha": 1e-3}, {"alpha": 0.5}], CLASSES
    yield "feature_selection.SelectPercentile", [{"percentile": each} for each in (25, 50, 80)], CLASSES
    yield "feature_selection.VarianceThreshold", [{}, {"threshold": 0.5}, {"threshold": 0.2}], ("iris-counts", "iris-positive-gaps")


def machine():
    return LinearSVC(C=0.1, random_state=0)


def decompositions():
    scaled = ("wine", "cancer")
    two = {"n_components": 2}
    learned = dict(two, max_iter=5)
    codes = [dict(learned, transform_algorithm=each) for each in ("omp", "lasso_lars", "threshold")]
    yield "decomposition.DictionaryLearning", codes, scaled
    batches = [dict(two, transform_algorithm=each, alpha=0.5) for each in ("omp", "lasso_lars", "threshold")]
    yield "decomposition.MiniBatchDictionaryLearning", batches, scaled
    normal = {"normalize_components": True}
    yield "decomposition.SparsePCA", [dict(two, max_iter=10, alpha=each, **normal) for each in (0.1, 0.5, 1.0)], scaled
    yield "decomposition.MiniBatchSparsePCA", [dict(two, alpha=each, **normal) for each in (0.1, 0.5, 1.0)], scaled
    rotated = dict(two, rotation="varimax")
    yield "decomposition.FactorAnalysis", [two, dict(two, svd_method="lapack"), {"n_components": 1}, rotated], scaled
    fast = dict(two, max_iter=500)
    yield "decomposition.FastICA", [fast, dict(fast, fun="cube"), dict(fast, algorithm="deflation")], scaled
    yield "decomposition.IncrementalPCA", [two, dict(two, whiten=True), {"n_components": 3, "batch_size": 12}], scaled
    yield "decomposition.PCA", [two, dict(two, whiten=True), {"n_components": 0.8, "svd_solver": "full"}], scaled
    yield "decomposition.TruncatedSVD", [two, {"n_components": 3}, dict(two, algorithm="arpack")], scaled
    topics = [dict(two, max_iter=3), dict(two, doc_topic_prior=0.3), {"n_components": 3, "learning_method": "online"}]
    yield "decomposition.LatentDirichletAllocation", topics, COUNTS
    factors = [dict(two, init="nndsvda"), dict(two, init="random", solver="mu", beta_loss="kullback-leibler", max_iter=50)]
    yield "decomposition.NMF", factors + [dict(two, init="nndsvd", tol=1e-3)], POSITIVE
    batches = [dict(two, init="nndsvda"), dict(two, init="random", beta_loss="kullback-leibler"), {"n_components": 3}]
    yield "decomposition.MiniBatchNMF", batches, POSITIVE
    machines = [{"n_components": 3, "n_iter": 3}, {"n_components": 2, "n_iter": 5}, {"n_components": 3, "learning_rate": 0.01}]
    yield "neural_network.BernoulliRBM", machines, ("iris-unit", "wine-unit")
    for name in ("CCA", "PLSCanonical", "PLSSVD"):
        yield "cross_decomposition." + name, [{"n_components": 1}, two, {"n_components": 1, "scale": False}], TARGETS
    projected = [two, {"n_components": 3}, {"n_components": 3, "random_state": 7}]
    yield "random_projection.GaussianRandomProjection", projected, scaled


def neighbours():
    scaled = ("wine", "cancer")
    yield "cluster.Birch", [{"threshold": 0.6}, {"threshold": 1.0, "n_clusters": 2}, {"n_clusters": None}], scaled
    few = [{"n_clusters": 2, "n_init": 2}, {"n_clusters": 4, "n_init": 1}, {"n_clusters": 3, "init": "random", "n_init": 2}]
    for name in ("KMeans", "MiniBatchKMeans", "BisectingKMeans"):
        yield "cluster." + name, few, scaled
    yield "cluster.MeanShift", [{"bandwidth": 1.5}, {"bandwidth": 2.5}, {"bandwidth": 1.2, "cluster_all": False}], scaled
    pooled = [{"n_clusters": 2}, {"n_clusters": 3, "linkage": "average"}, {"n_clusters": 2, "pooling_func": np.max}]
    yield "cluster.FeatureAgglomeration", pooled, scaled
    radius = [{"n_neighbors": 7}, {"n_neighbors": 9, "n_components": 1}, {"n_neighbors": 8, "neighbors_algorithm": "ball_tree"}]
    yield "manifold.Isomap", radius, scaled
    dense = {"eigen_solver": "dense", "n_neighbors": 8}
    local = [dense, dict(dense, n_components=1), dict(dense, method="modified"), dict(dense, reg=0.01)]
    yield "manifold.LocallyLinearEmbedding", local, scaled
    nearest = [{"n_neighbors": 3}, {"n_neighbors": 4, "mode": "connectivity"}, {"n_neighbors": 3, "metric": "manhattan"}]
    yield "neighbors.KNeighborsTransformer", nearest, scaled
    around_it = [{"radius": 1.5}, {"radius": 2.0, "mode": "connectivity"}, {"radius": 2.0, "metric": "manhattan"}]
    yield "neighbors.RadiusNeighborsTransformer", around_it, scaled
    novel = {"novelty": True, "n_neighbors": 5}
    strict = dict(novel, contamination=0.2)
    yield "neighbors.LocalOutlierFactor", [dict(novel, contamination="auto"), strict, dict(strict, metric="manhattan")], scaled
    yield "neighbors.NearestCentroid", [{}, {"shrink_threshold": 0.2}, {"metric": "manhattan"}], scaled
    components = [{"n_components": 2}, {"n_components": 1, "init": "pca"}, {"init": "identity", "max_iter": 20}]
    yield "neighbors.NeighborhoodComponentsAnalysis", components, scaled
    imputed = [{"n_neighbors": 3}, {"n_neighbors": 2, "weights": "distance"}, {"n_neighbors": 4, "add_indicator": True}]
    yield "impute.KNNImputer", imputed, ("iris-gaps", "diabetes-gaps")
    # Until 0.20, before there was `SimpleImputer`.
    yield "preprocessing.Imputer", [{}, {"strategy": "median"}, {"strategy": "most_frequent"}], ("iris-gaps", "diabetes-gaps")
    spread = [{"gamma": 0.5}, {"kernel": "knn", "n_neighbors": 5}, {"gamma": 2.0, "max_iter": 2000}]
    yield "semi_supervised.LabelPropagation", spread, HIDDEN
    yield "semi_supervised.LabelSpreading", spread + [{"gamma": 1.0, "alpha": 0.6}], HIDDEN


def probabilities():
    bayes = [{}, {"alpha": 0.3}, {"fit_prior": False}]
    for name in ("MultinomialNB", "CategoricalNB"):
        yield "naive_bayes." + name, [dict(each, min_categories=12) for each in bayes], COUNTS
    yield "naive_bayes.ComplementNB", [{}, {"alpha": 0.3}, {"norm": True}], COUNTS
    yield "naive_bayes.BernoulliNB", [{}, {"alpha": 0.3, "binarize": 0.4}, {"fit_prior": False}], CLASSES
    mixed = [{"n_components": 2, "reg_covar": 1e-2}, {"covariance_type": "diag", "n_components": 3}, {"covariance_type": "tied"}]
    yield "mixture.GaussianMixture", mixed, ("iris", "wine")
    bounded = [dict(each, max_iter=20) for each in mixed]
    yield "mixture.BayesianGaussianMixture", bounded, ("iris", "wine")
    envelopes = [{}, {"contamination": 0.3}, {"support_fraction": 0.8}, {"assume_centered": True}]
    yield "covariance.EllipticEnvelope", envelopes, ("iris", "wine")
    process = {"alpha": 0.5, "optimizer": None}
    covariances = [kernels.RBF(2.0), kernels.Matern(1.5, nu=1.5), kernels.RationalQuadratic(1.0, 0.5)]
    yield "gaussian_process.GaussianProcessRegressor", [dict(process, kernel=each) for each in covariances], VALUES
    classified = [{"optimizer": None, "kernel": each} for each in covariances]
    yield "gaussian_process.GaussianProcessClassifier", classified, CLASSES


def features():
    steps = [{"sample_steps": 1}, {"sample_steps": 2}, {"sample_steps": 3}, {"sample_steps": 2, "sample_interval": 0.4}]
    yield "kernel_approximation.AdditiveChi2Sampler", steps, POSITIVE
    sketches = [{"n_components": 6}, {"n_components": 5, "degree": 3}, {"n_components": 6, "gamma": 0.3, "coef0": 1.0}]
    yield "kernel_approximation.PolynomialCountSketch", sketches, CLASSES
    sampled = [{"n_components": 4}, {"n_components": 3, "gamma": 0.2}, {"n_components": 5, "random_state": 3}]
    yield "kernel_approximation.RBFSampler", sampled, CLASSES
    skewed = [{"n_components": 4}, {"n_components": 3, "skewedness": 2.5}, {"n_components": 5, "random_state": 3}]
    yield "kernel_approximation.SkewedChi2Sampler", skewed, POSITIVE
    bins = [{"n_bins": 3}, {"n_bins": 4, "encode": "ordinal", "strategy": "uniform"}, {"n_bins": 3, "encode": "onehot-dense"}]
    yield "preprocessing.KBinsDiscretizer", bins, ("iris", "cancer")
    yield "preprocessing.MaxAbsScaler", [{}, {"copy": False}, {"clip": True}], GAPS
    quantiles = [{"n_quantiles": 10}, {"n_quantiles": 20, "output_distribution": "normal"}, {"n_quantiles": 10, "subsample": 30}]
    yield "preprocessing.QuantileTransformer", quantiles, GAPS
    splines = [{"n_knots": 4}, {"n_knots": 3, "degree": 2, "include_bias": False}, {"knots": "quantile", "extrapolation": "linear"}]
    splines.append({"handle_missing": "zeros", "n_knots": 4})
    yield "preprocessing.SplineTransformer", splines, GAPS
    yield "preprocessing.KernelCenterer", [{}], ("irisgram", "cancergram")
    yield "preprocessing.LabelEncoder", [{}], ("words", "numbers")


def texts():
    both = ("reviews", "news")
    ways = [{}, {"lowercase": False, "ngram_range": (1, 2)}, {"analyzer": "char_wb", "ngram_range": (2, 3)}, {"binary": True}]
    for name in ("CountVectorizer", "TfidfVectorizer"):
        yield "feature_extraction.text." + name, ways + [{"strip_accents": "unicode", "min_df": 2}], both
    hashed = [dict(each, n_features=32) for each in ways]
    yield "feature_extraction.text.HashingVectorizer", hashed + [{"n_features": 16, "norm": None, "alternate_sign": False}], both
    weighted = [{}, {"norm": "l1"}, {"sublinear_tf": True}, {"smooth_idf": False, "norm": None}]
    yield "feature_extraction.text.TfidfTransformer", weighted, COUNTS
    yield "feature_extraction.DictVectorizer", [{}, {"sparse": False}, {"separator": ": "}], ("people", "wines")
