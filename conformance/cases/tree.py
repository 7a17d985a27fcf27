"""sklearn.tree and the forests of sklearn.ensemble. Their labels, values and probabilities must be equal bit for bit."""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

from cases import data, probes
from cases.case import Case, accepted, accepts, pick

try:
    from sklearn.tree import _classes as tree_classes
except ImportError:  # Before 0.22 the module had no underscore.
    from sklearn.tree import tree as tree_classes

TREE_CLASSIFIERS = [DecisionTreeClassifier, ExtraTreeClassifier]
TREE_REGRESSORS = [DecisionTreeRegressor, ExtraTreeRegressor]
FOREST_CLASSIFIERS = [RandomForestClassifier, ExtraTreesClassifier]
FOREST_REGRESSORS = [RandomForestRegressor, ExtraTreesRegressor]

# The names of the criteria changed over time; the tables hold those of the installed version.
CLASSIFICATION_CRITERIA = sorted(tree_classes.CRITERIA_CLF)
REGRESSION_CRITERIA = sorted(tree_classes.CRITERIA_REG)


def cases(draw):
    for generate in (
        classifiers,
        regressors,
        criteria,
        multi_output,
        missing_values,
        degenerate,
        drawn_classifiers,
        drawn_regressors,
    ):
        for case in generate(draw):
            yield case


def bounded(cls, **options):
    """The estimator, seeded, and a forest small enough to be kept as a fixture."""
    if cls in FOREST_CLASSIFIERS + FOREST_REGRESSORS:
        options.setdefault("n_estimators", 7)
    options.setdefault("max_depth", 5)
    return cls(random_state=0, **accepted(cls, **options))


def tree_case(name, model, split, sample_weight=None):
    model.fit(split.X, split.y, sample_weight=sample_weight)
    first = model.estimators_[0] if hasattr(model, "estimators_") else model
    edges = probes.tree_edges(first.tree_, split.X)
    return Case(name, model, list(probes.numeric(split.held, edges)), bitwise=True)


def classifiers(draw):
    recipes = [
        # name, class, classes, labels, frame, options
        ("decision-tree", DecisionTreeClassifier, 3, "str", False, {"max_depth": None}),
        ("decision-tree-frame", DecisionTreeClassifier, 3, "str", True, {}),
        ("decision-tree-bool", DecisionTreeClassifier, 2, "bool", False, {}),
        ("decision-tree-gaps", DecisionTreeClassifier, 3, "gaps", False, {}),
        ("decision-tree-leaves", DecisionTreeClassifier, 3, "int", False, {"min_samples_leaf": 5, "max_leaf_nodes": 6}),
        ("decision-tree-pruned", DecisionTreeClassifier, 3, "str", False, {"ccp_alpha": 0.02}),
        ("decision-tree-balanced", DecisionTreeClassifier, 3, "float", False, {"class_weight": "balanced"}),
        ("decision-tree-random", DecisionTreeClassifier, 3, "int", False, {"splitter": "random", "max_features": 2}),
        ("extra-tree", ExtraTreeClassifier, 3, "str", False, {}),
        ("random-forest", RandomForestClassifier, 3, "str", True, {}),
        ("random-forest-binary", RandomForestClassifier, 2, "bool", False, {"n_estimators": 10}),
        ("random-forest-shallow", RandomForestClassifier, 3, "gaps", False, {"max_depth": 2}),
        ("random-forest-no-bootstrap", RandomForestClassifier, 3, "int", False, {"bootstrap": False}),
        ("random-forest-max-samples", RandomForestClassifier, 3, "int", False, {"max_samples": 0.5, "oob_score": True}),
        ("random-forest-subsample", RandomForestClassifier, 3, "str", False, {"class_weight": "balanced_subsample"}),
        ("random-forest-ten", RandomForestClassifier, 10, "int", False, {"max_depth": 4, "n_estimators": 5}),
        ("extra-trees", ExtraTreesClassifier, 3, "str", False, {}),
        ("extra-trees-bootstrap", ExtraTreesClassifier, 2, "gaps", True, {"bootstrap": True}),
    ]
    if accepts(DecisionTreeClassifier, "monotonic_cst"):
        constraint = {"monotonic_cst": [1, 0, -1, 0, 0, 0]}
        recipes.append(("decision-tree-monotonic", DecisionTreeClassifier, 2, "str", False, constraint))
        recipes.append(("random-forest-monotonic", RandomForestClassifier, 2, "int", False, constraint))
    for name, cls, classes, labels, frame, options in recipes:
        split = classification(draw.rng(name), classes, labels, frame)
        yield tree_case(name, bounded(cls, **options), split)

    name = "decision-tree-sample-weight"
    rng = draw.rng(name)
    split = classification(rng, 3, "str", False)
    yield tree_case(name, bounded(DecisionTreeClassifier), split, rng.uniform(0.1, 3.0, len(split.X)))

    # Classes of no weight: a leaf's values can add up to zero.
    name = "random-forest-zero-weights"
    rng = draw.rng(name)
    split = classification(rng, 3, "int", False)
    yield tree_case(name, bounded(RandomForestClassifier), split, (split.y != 1).astype(float))


def classification(rng, classes, labels, frame):
    bundled = {2: "cancer", 3: "wine", 10: "digits"}[classes]
    return data.split(bundled, rng, rows=120, features=6, classes=classes, labels=labels, frame=frame)


def regressors(draw):
    recipes = [
        ("decision-tree-regressor", DecisionTreeRegressor, False, {}),
        ("decision-tree-regressor-frame", DecisionTreeRegressor, True, {"min_samples_leaf": 4}),
        ("decision-tree-regressor-pruned", DecisionTreeRegressor, False, {"ccp_alpha": 20.0}),
        ("extra-tree-regressor", ExtraTreeRegressor, False, {}),
        ("random-forest-regressor", RandomForestRegressor, False, {"max_depth": 4}),
        ("random-forest-regressor-frame", RandomForestRegressor, True, {"max_depth": 4, "max_samples": 30}),
        ("random-forest-regressor-oob", RandomForestRegressor, False, {"max_depth": 3, "oob_score": True}),
        ("extra-trees-regressor", ExtraTreesRegressor, False, {"max_depth": 4}),
    ]
    if accepts(DecisionTreeRegressor, "monotonic_cst"):
        constraint = {"monotonic_cst": [1, 0, -1, 0, 0, 0], "max_depth": 4}
        recipes.append(("random-forest-regressor-monotonic", RandomForestRegressor, False, constraint))
    for name, cls, frame, options in recipes:
        split = data.regression(draw.rng(name), frame=frame)
        yield tree_case(name, bounded(cls, **options), split)


def criteria(draw):
    for criterion in CLASSIFICATION_CRITERIA:
        name = "decision-tree-criterion-" + criterion.replace("_", "-")
        split = classification(draw.rng(name), 3, "str", False)
        yield tree_case(name, bounded(DecisionTreeClassifier, criterion=criterion), split)
    for criterion in REGRESSION_CRITERIA:
        name = "decision-tree-regressor-criterion-" + criterion.replace("_", "-")
        split = data.regression(draw.rng(name))
        yield tree_case(name, bounded(DecisionTreeRegressor, criterion=criterion), split)


def multi_output(draw):
    for cls in TREE_REGRESSORS + FOREST_REGRESSORS:
        name = "multi-output-" + dashed(cls)
        yield tree_case(name, bounded(cls, max_depth=3), data.multi_output(draw.rng(name)))
    for cls in TREE_CLASSIFIERS + FOREST_CLASSIFIERS:
        name = "multi-output-" + dashed(cls)
        is_text = predicts_text()
        split = classification(draw.rng(name), 3, "str" if is_text else "gaps", False)
        wide = split.X[:, 0] > np.median(split.X[:, 0])
        # Two outputs of different numbers of classes: three and two.
        split.y = np.column_stack([split.y, np.where(wide, "wide", "narrow") if is_text else wide])
        yield tree_case(name, bounded(cls, max_depth=4, max_features=2), split)
    name = "multi-output-decision-tree-int"
    split = classification(draw.rng(name), 3, "gaps", True)
    split.y = np.column_stack([split.y, (split.y > 0).astype(int)])
    yield tree_case(name, bounded(DecisionTreeClassifier, max_features=2), split)


def predicts_text():
    """Whether the version can answer with several labels that are text."""
    try:
        DecisionTreeClassifier().fit([[0], [1]], [["a", "b"], ["b", "a"]]).predict([[0]])
    except ValueError:
        return False
    return True


def dashed(cls):
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in cls.__name__).lstrip("-")


def learns_from_missing(cls):
    try:
        cls().fit([[0.0], [np.nan], [1.0], [2.0]], [0, 1, 0, 1])
    except ValueError:
        return False
    return True


def missing_values(draw):
    """NaN in training, where the version allows it: each split learns which way a missing value goes."""
    for cls in TREE_CLASSIFIERS + TREE_REGRESSORS + FOREST_CLASSIFIERS + FOREST_REGRESSORS:
        if not learns_from_missing(cls):
            continue
        name = "missing-" + dashed(cls)
        rng = draw.rng(name)
        is_regressor = cls in TREE_REGRESSORS + FOREST_REGRESSORS
        split = data.regression(rng) if is_regressor else classification(rng, 3, "str", False)
        split.X[rng.uniform(size=split.X.shape) < 0.15] = np.nan
        split.held[rng.uniform(size=split.held.shape) < 0.3] = np.nan
        yield tree_case(name, bounded(cls, max_depth=4), split)


def degenerate(draw):
    """Trees of one leaf, and one class."""
    name = "decision-tree-stump-of-one-leaf"
    split = classification(draw.rng(name), 3, "str", False)
    yield tree_case(name, bounded(DecisionTreeClassifier, min_samples_leaf=100), split)
    name = "random-forest-one-class"
    split = classification(draw.rng(name), 3, "str", False)
    split.y[:] = "setosa"
    yield tree_case(name, bounded(RandomForestClassifier, n_estimators=3), split)
    name = "decision-tree-regressor-one-leaf"
    split = data.regression(draw.rng(name))
    split.y[:] = 0.1
    yield tree_case(name, bounded(DecisionTreeRegressor), split)


def drawn_growth(rng, cls):
    options = {
        "max_depth": pick(rng, 1, 2, 3, 4, 5),
        "min_samples_leaf": pick(rng, 1, 2, 5, 0.05),
        "min_samples_split": pick(rng, 2, 4, 0.1),
        "max_features": pick(rng, None, "sqrt", 2, 0.7),
        "ccp_alpha": pick(rng, 0.0, 0.005),
        "max_leaf_nodes": pick(rng, None, 8),
    }
    if cls in FOREST_CLASSIFIERS + FOREST_REGRESSORS:
        options["bootstrap"] = pick(rng, True, False)
        options["n_estimators"] = pick(rng, 1, 3, 8)
        if options["bootstrap"]:
            options["max_samples"] = pick(rng, None, 0.6, 40)
    return options


def drawn_classifiers(draw):
    for name, rng in draw.named("tree-classifier"):
        cls = pick(rng, *(TREE_CLASSIFIERS + FOREST_CLASSIFIERS))
        options = drawn_growth(rng, cls)
        options["criterion"] = pick(rng, *CLASSIFICATION_CRITERIA)
        options["class_weight"] = pick(rng, None, "balanced")
        split = classification(rng, pick(rng, 2, 3), pick(rng, "str", "gaps", "float"), pick(rng, True, False))
        weight = pick(rng, None, rng.uniform(0, 2, len(split.X)))
        yield tree_case(name, bounded(cls, **options), split, weight)


def drawn_regressors(draw):
    for name, rng in draw.named("tree-regressor"):
        cls = pick(rng, *(TREE_REGRESSORS + FOREST_REGRESSORS))
        options = drawn_growth(rng, cls)
        options["criterion"] = pick(rng, *REGRESSION_CRITERIA)
        split = data.regression(rng, frame=pick(rng, True, False))
        weight = pick(rng, None, rng.uniform(0, 2, len(split.X)))
        yield tree_case(name, bounded(cls, **options), split, weight)
