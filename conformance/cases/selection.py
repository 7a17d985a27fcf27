"""sklearn.feature_selection: columns chosen by scores, by a model, or one after the other."""

import numpy as np
import sklearn.feature_selection as selection
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import (
    RFE,
    RFECV,
    GenericUnivariateSelect,
    SelectFdr,
    SelectFpr,
    SelectFromModel,
    SelectFwe,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from cases import data, probes
from cases.case import Case, Probe, accepts, pick


def cases(draw):
    for generate in (
        by_scores,
        by_variance,
        by_model,
        by_regression,
        by_elimination,
        by_sequence,
        refused,
        in_pipelines,
        drawn_scores,
        drawn_models,
        drawn_eliminations,
    ):
        for case in generate(draw):
            yield case


def asked(held):
    """The usual inputs, and the way back from what the first of them becomes."""
    for probe in probes.numeric(held, huge=False):
        yield Probe(probe.name, probe.X, inverse=probe.name in ("held-out", "small"))


def classified(draw, name, model, classes=3, frame=False, features=6, positive=False, **options):
    split = data.split("wine", draw.rng(name), rows=60, features=features, classes=classes, frame=frame, held=4)
    if not frame and not positive:
        split = data.standardised(split)
    # A column that says nothing, and one that says what another says.
    if not frame:
        split.X[:, 1] = 0.5
        split.X[:, 2] = split.X[:, 0]
    model.fit(split.X, split.y)
    return Case(name, model, list(asked(split.held)), data="wine", **options)


def regressed(draw, name, model, frame=False, **options):
    split = data.regression(draw.rng(name), rows=60, features=6, frame=frame, held=4)
    model.fit(split.X, split.y)
    return Case(name, model, list(asked(split.held)), data="diabetes", **options)


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=0)


def logistic(**options):
    return LogisticRegression(solver="lbfgs", max_iter=300, **options)


def by_scores(draw):
    for name, model, frame in [
        ("k-best", SelectKBest(k=2), True),
        ("k-best-ties", SelectKBest(k=1), False),
        ("k-best-all", SelectKBest(k="all"), False),
        ("percentile", SelectPercentile(percentile=50), True),
        ("percentile-ties", SelectPercentile(f_classif, percentile=17), False),
        ("percentile-all", SelectPercentile(percentile=100), False),
        ("fpr", SelectFpr(alpha=1e-4), False),
        ("fdr", SelectFdr(alpha=1e-3), True),
        ("fwe", SelectFwe(alpha=1e-5), False),
        ("generic-k-best", GenericUnivariateSelect(f_classif, mode="k_best", param=3), False),
        ("generic-percentile", GenericUnivariateSelect(f_classif, mode="percentile", param=40), True),
        ("generic-fpr", GenericUnivariateSelect(f_classif, mode="fpr", param=1e-3), False),
        ("generic-fdr", GenericUnivariateSelect(f_classif, mode="fdr", param=1e-3), False),
        ("generic-fwe", GenericUnivariateSelect(f_classif, mode="fwe", param=1e-3), False),
    ]:
        yield classified(draw, name, model, frame=frame)
    yield classified(draw, "k-best-chi2", SelectKBest(chi2, k=3), positive=True)
    yield regressed(draw, "k-best-regression", SelectKBest(f_regression, k=3), frame=True)


def by_variance(draw):
    for name, model, frame in [
        ("variance", VarianceThreshold(), False),
        ("variance-threshold", VarianceThreshold(0.8), True),
    ]:
        split = data.split("wine", draw.rng(name), rows=40, features=5, frame=frame, held=4)
        if not frame:
            split.X[:, 1] = 0.1
        yield Case(name, model.fit(split.X), list(asked(split.held)), data="wine")


def by_model(draw):
    forest = RandomForestClassifier(n_estimators=4, max_depth=3, random_state=0)
    recipes = [
        ("from-logistic", SelectFromModel(logistic()), {"frame": True}),
        ("from-svm-l1", SelectFromModel(LinearSVC(penalty="l1", dual=False, C=0.1, random_state=0)), {}),
        ("from-logistic-two", SelectFromModel(logistic(), threshold="median"), {"classes": 2}),
        ("from-svm", SelectFromModel(LinearSVC(random_state=0), threshold="0.8*mean", norm_order=2), {}),
        ("from-svm-infinity", SelectFromModel(LinearSVC(random_state=0), threshold="1.1*median", norm_order=np.inf), {}),
        ("from-svc", SelectFromModel(SVC(kernel="linear"), threshold="mean"), {}),
        ("from-svc-two", SelectFromModel(SVC(kernel="linear"), max_features=2), {"classes": 2}),
        ("from-tree", SelectFromModel(tree(5)), {"frame": True}),
        ("from-tree-number", SelectFromModel(tree(5), threshold=0.05), {}),
        ("from-extra-tree", SelectFromModel(ExtraTreeClassifier(random_state=0), threshold="median"), {}),
        ("from-forest", SelectFromModel(forest, threshold="1.25*median"), {"frame": True}),
        ("from-forest-limited", SelectFromModel(forest, threshold=-np.inf, max_features=2), {}),
    ]
    if accepts(LogisticRegression, "l1_ratio"):
        # What the ratio means without a penalty depends on the version.
        sparse = LogisticRegression(solver="saga", l1_ratio=1.0, C=0.3, max_iter=2000, random_state=0)
        recipes.append(("from-logistic-l1", SelectFromModel(sparse), {}))
    for name, model, options in recipes:
        yield classified(draw, name, model, **options)
    name = "from-prefit"
    split = data.standardised(data.split("wine", draw.rng(name), rows=60, features=5, classes=3, held=4))
    fitted = tree().fit(split.X, split.y)
    model = SelectFromModel(fitted, prefit=True)
    try:
        model.fit(split.X, split.y)
    except NotFittedError:  # Before 1.2 there was nothing to fit.
        pass
    yield Case(name, model, list(asked(split.held)), data="wine")
    if accepts(SelectFromModel, "importance_getter"):
        steps = make_pipeline(StandardScaler(), logistic())
        getter = "named_steps.logisticregression.coef_"
        yield classified(draw, "from-pipeline", SelectFromModel(steps, importance_getter=getter))
        yield classified(draw, "from-getter", SelectFromModel(tree(), importance_getter="feature_importances_"))


def by_regression(draw):
    forest = ExtraTreesRegressor(n_estimators=4, max_depth=3, random_state=0)
    recipes = [
        ("from-lasso", SelectFromModel(Lasso(alpha=0.5)), False),
        ("from-elastic-net", SelectFromModel(ElasticNet(alpha=0.5, l1_ratio=1.0)), False),
        ("from-ridge", SelectFromModel(Ridge(), threshold="median"), True),
        ("from-svr", SelectFromModel(SVR(kernel="linear", C=100.0)), False),
        ("from-extra-trees", SelectFromModel(forest), True),
        ("from-regression-tree", SelectFromModel(DecisionTreeRegressor(random_state=0, max_depth=4)), False),
    ]
    for name, model, frame in recipes:
        yield regressed(draw, name, model, frame=frame)


def by_elimination(draw):
    recipes = [
        ("rfe", RFE(logistic(), n_features_to_select=2), {"frame": True}),
        ("rfe-half", RFE(LinearSVC(random_state=0), step=2), {}),
        ("rfe-tree", RFE(tree(), n_features_to_select=3), {}),
        ("rfe-two", RFE(SVC(kernel="linear", probability=True, random_state=0), n_features_to_select=2), {"classes": 2}),
        ("rfecv", RFECV(logistic(), cv=2), {}),
        ("rfecv-tree", RFECV(tree(), cv=2, step=2), {"frame": True}),
    ]
    for name, model, options in recipes:
        yield classified(draw, name, model, **options)
    yield regressed(draw, "rfe-regression", RFE(LinearRegression(), n_features_to_select=3), frame=True)
    yield regressed(draw, "rfe-regression-tree", RFE(DecisionTreeRegressor(max_depth=3, random_state=0)))


def by_sequence(draw):
    if not hasattr(selection, "SequentialFeatureSelector"):
        return
    Sequential = selection.SequentialFeatureSelector
    yield classified(draw, "sequential", Sequential(tree(), n_features_to_select=2, cv=2), frame=True)
    backward = Sequential(logistic(), n_features_to_select=3, direction="backward", cv=2)
    yield classified(draw, "sequential-backward", backward)
    yield regressed(draw, "sequential-regression", Sequential(Ridge(), n_features_to_select=2, cv=2))


def by_name(estimator):
    return np.abs(estimator.coef_[0])


def refused(draw):
    """Choices that only Python can make, and a choice of nothing."""
    if accepts(SelectFromModel, "importance_getter"):
        model = SelectFromModel(logistic(), importance_getter=by_name)
        yield classified(draw, "from-function", model, loading="refused")
    yield classified(draw, "from-nothing", SelectFromModel(logistic(), threshold=1e9), loading="refused")


def in_pipelines(draw):
    steps = make_pipeline(StandardScaler(), SelectKBest(k=3), logistic())
    yield classified(draw, "pipeline-k-best", steps, frame=True, about="SelectKBest")
    steps = make_pipeline(SelectFromModel(tree()), StandardScaler(), tree())
    yield classified(draw, "pipeline-from-model", steps, frame=True, about="SelectFromModel")
    steps = make_pipeline(VarianceThreshold(), RFE(logistic(), n_features_to_select=2))
    yield classified(draw, "pipeline-rfe", steps, about="RFE")


def drawn_scores(draw):
    for name, rng in draw.named("selection-scores"):
        model = pick(
            rng,
            SelectKBest(k=rng.randint(1, 7)),
            SelectPercentile(percentile=pick(rng, 20, 33, 50, 66, 80, 99)),
            SelectFdr(alpha=10 ** rng.uniform(-3, -0.5)),
            SelectFpr(alpha=10 ** rng.uniform(-3, -0.5)),
            SelectFwe(alpha=10 ** rng.uniform(-3, -0.5)),
            VarianceThreshold(rng.uniform(0, 0.5)),
        )
        yield classified(draw, name, model, frame=pick(rng, True, False), about=type(model).__name__)


def drawn_models(draw):
    for name, rng in draw.named("selection-model"):
        part = pick(
            rng,
            logistic(C=10 ** rng.uniform(-1, 1)),
            LinearSVC(penalty=pick(rng, "l1", "l2"), dual=False, C=10 ** rng.uniform(-1, 1), random_state=0),
            tree(rng.randint(1, 6)),
            RandomForestClassifier(n_estimators=rng.randint(1, 5), max_depth=rng.randint(1, 5), random_state=1),
            SVC(kernel="linear", C=10 ** rng.uniform(-1, 1)),
        )
        # At least the largest is kept, since it is no smaller than the mean.
        threshold = pick(rng, None, "mean", "median", "0.9*mean", "0.5*median")
        limit = pick(rng, {}, {"max_features": rng.randint(1, 6)})
        model = SelectFromModel(part, threshold=threshold, norm_order=pick(rng, 1, 2, np.inf), **limit)
        yield classified(draw, name, model, classes=pick(rng, 2, 3), frame=pick(rng, True, False))


def drawn_eliminations(draw):
    for name, rng in draw.named("selection-elimination"):
        part = pick(rng, logistic(C=10 ** rng.uniform(-1, 1)), tree(rng.randint(1, 6)), LinearSVC(random_state=0))
        model = pick(
            rng,
            RFE(part, n_features_to_select=rng.randint(1, 6), step=pick(rng, 1, 2, 0.4)),
            RFECV(part, cv=2, step=pick(rng, 1, 2)),
        )
        yield classified(draw, name, model, classes=pick(rng, 2, 3), frame=pick(rng, True, False))
