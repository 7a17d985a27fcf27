"""Estimators of estimators: ensemble, multiclass, multioutput, calibration, model_selection, compose, semi_supervised."""

import numpy as np
import sklearn
from sklearn import ensemble, model_selection
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from cases import data, probes
from cases.case import Case, accepts, knows, pick


def cases(draw):
    for generate in (
        voting,
        stacking,
        one_vs_rest,
        one_vs_one,
        output_codes,
        multi_output,
        chains,
        calibrated,
        searches,
        thresholds,
        targets,
        frozen,
        self_training,
        unions,
        drawn_classifiers,
        drawn_regressors,
    ):
        for case in generate(draw):
            yield case


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=0)


def regression_tree(depth=3):
    return DecisionTreeRegressor(max_depth=depth, random_state=0)


def logistic(**options):
    return LogisticRegression(solver="liblinear", **options) if old_logistic() else LogisticRegression(**options)


def old_logistic():
    """Whether the solver of two classes is liblinear unless it is said."""
    return not hasattr(sklearn.ensemble, "StackingClassifier")


def svc(**options):
    return SVC(gamma="scale", random_state=0, **options)


def forest():
    return RandomForestClassifier(n_estimators=3, max_depth=2, random_state=0)


def classified(draw, name, model, classes=3, labels="str", frame=False, features=4, **options):
    rng = draw.rng(name)
    split = data.split("wine", rng, rows=60, features=features, classes=classes, labels=labels, frame=frame, held=4)
    if not frame:
        split = data.standardised(split)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine", **options)


def regressed(draw, name, model, frame=False, **options):
    split = data.regression(draw.rng(name), rows=60, features=4, frame=frame, held=4)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data="diabetes", **options)


def voting(draw):
    def both():
        return [("a", logistic()), ("b", tree()), ("c", LinearSVC(random_state=0))]

    def sure():
        return [("a", logistic()), ("b", tree()), ("c", forest())]

    soft = {"voting": "soft", "flatten_transform": True}
    recipes = [
        ("voting-hard", VotingClassifier(both()), {}),
        ("voting-hard-weights", VotingClassifier(both(), weights=[1, 2.5, 1.5]), {"frame": True}),
        ("voting-hard-ties", VotingClassifier([("a", tree(1)), ("b", tree(3))], weights=[1, 1]), {"labels": "gaps"}),
        ("voting-hard-two", VotingClassifier(both()), {"classes": 2, "labels": "bool"}),
        ("voting-soft", VotingClassifier(sure(), **soft), {}),
        ("voting-soft-weights", VotingClassifier(sure(), weights=[0.2, 3, 1], **soft), {"classes": 2}),
        ("voting-soft-frame", VotingClassifier(sure(), **soft), {"frame": True, "labels": "float"}),
    ]
    dropped = VotingClassifier([("a", logistic()), ("b", "drop"), ("c", forest())], weights=[1, 2, 3], **soft)
    nothing = VotingClassifier([("a", logistic()), ("b", None), ("c", tree())], weights=[1, 2, 3])
    for name, model in [("voting-dropped", dropped), ("voting-none", nothing)]:
        try:
            yield classified(draw, name, model)
        except Exception:  # One version takes None, another 'drop'.
            pass
    for name, model, options in recipes:
        yield classified(draw, name, model, **options)
    unflattened = VotingClassifier(sure(), voting="soft", flatten_transform=False)
    yield classified(draw, "voting-unflattened", unflattened, loading="refused")
    if hasattr(ensemble, "VotingRegressor"):
        parts = [("a", Ridge()), ("b", regression_tree()), ("c", SVR(gamma="scale"))]
        yield regressed(draw, "voting-regressor", ensemble.VotingRegressor(parts))
        yield regressed(draw, "voting-regressor-weights", ensemble.VotingRegressor(parts, weights=[1, 0.5, 3]), frame=True)
        if knows(ensemble.VotingRegressor, "verbose"):
            model = ensemble.VotingRegressor([("a", Ridge()), ("b", "drop")], weights=[2, 1])
            yield regressed(draw, "voting-regressor-dropped", model)


def stacking(draw):
    if not hasattr(ensemble, "StackingClassifier"):
        return
    Classifier, Regressor = ensemble.StackingClassifier, ensemble.StackingRegressor

    def parts():
        return [("a", logistic()), ("b", tree()), ("c", LinearSVC(random_state=0))]

    recipes = [
        ("stacking", Classifier(parts()), {}),
        ("stacking-two", Classifier(parts()), {"classes": 2}),
        ("stacking-two-passthrough", Classifier(parts(), passthrough=True, cv=3), {"classes": 2, "frame": True}),
        ("stacking-passthrough", Classifier(parts(), passthrough=True, final_estimator=tree()), {"labels": "gaps"}),
        ("stacking-predict", Classifier(parts(), stack_method="predict", final_estimator=svc()), {"labels": "float"}),
        ("stacking-dropped", Classifier([("a", logistic()), ("b", "drop"), ("c", tree())]), {"frame": True}),
        ("stacking-final-svm", Classifier(parts(), final_estimator=LinearSVC(random_state=0)), {"classes": 2}),
        ("stacking-pipeline", Classifier([("p", make_pipeline(StandardScaler(), svc()))], final_estimator=forest()), {}),
        (
            "stacking-decision",
            Classifier([("a", logistic()), ("c", LinearSVC(random_state=0))], stack_method="decision_function"),
            {"classes": 2, "labels": "bool"},
        ),
    ]
    for name, model, options in recipes:
        yield classified(draw, name, model, **options)
    pair = [("a", Ridge()), ("b", regression_tree())]
    yield regressed(draw, "stacking-regressor", Regressor(pair, final_estimator=Ridge()))
    both = Regressor(pair, final_estimator=regression_tree(4), passthrough=True)
    yield regressed(draw, "stacking-regressor-passthrough", both, frame=True)
    if hasattr(sklearn.utils, "get_tags") or "prefit" in (Classifier.__doc__ or ""):
        name = "stacking-prefit"
        split = data.standardised(data.split("wine", draw.rng(name), rows=60, features=4, classes=2, held=4))
        fitted = [(key, part.fit(split.X, split.y)) for key, part in parts()]
        model = Classifier(fitted, cv="prefit").fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")
        name = "stacking-multilabel"
        split = multilabel(draw.rng(name))
        forests = [("a", forest()), ("b", tree()), ("c", MultiOutputClassifier(logistic()))]
        model = Classifier(forests, final_estimator=forest()).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def multilabel(rng, frame=False, targets=3):
    split = data.split("wine", rng, rows=60, features=5, frame=frame, held=4)
    if not frame:
        split = data.standardised(split)
    X = np.asarray(split.X)
    split.y = np.column_stack([X[:, i] + X[:, i + 1] > np.median(X[:, i] + X[:, i + 1]) for i in range(targets)])
    split.y = split.y.astype(int)
    return split


def one_vs_rest(draw):
    recipes = [
        ("ovr-decision", LinearSVC(random_state=0), {}),
        ("ovr-probability", tree(2), {"labels": "gaps"}),
        ("ovr-both", logistic(), {"frame": True}),
        ("ovr-regressor", Ridge(), {"labels": "float"}),
        ("ovr-two-decision", LinearSVC(random_state=0), {"classes": 2, "labels": "bool"}),
        ("ovr-two-probability", tree(2), {"classes": 2}),
        ("ovr-two-both", svc(), {"classes": 2}),
        # Trees of depth one give most rows the same probabilities.
        ("ovr-ties", tree(1), {}),
        ("ovr-pipeline", make_pipeline(StandardScaler(), logistic()), {"frame": True}),
    ]
    for name, part, options in recipes:
        yield classified(draw, name, OneVsRestClassifier(part), **options)
    # Two classes that nothing tells apart: which of them wins has changed.
    X = np.array([[0.0, 1.0]] * 10 + [[1.0, 0.0]] * 5)
    model = OneVsRestClassifier(tree()).fit(X, ["b", "a"] * 5 + ["c"] * 5)
    yield Case("ovr-even", model, list(probes.values(np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]))))
    for name, part in [("ovr-multilabel", logistic()), ("ovr-multilabel-trees", tree(2)), ("ovr-multilabel-svm", svc())]:
        yield labelled(draw, name, OneVsRestClassifier(part))
    for name, part in [("ovr-constant", LinearSVC(random_state=0)), ("ovr-constant-trees", tree(2))]:
        split = multilabel(draw.rng(name))
        split.y[:, 1] = 1
        split.y[:, 2] = 0
        model = OneVsRestClassifier(part).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def labelled(draw, name, model, frame=False):
    split = multilabel(draw.rng(name), frame=frame)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def one_vs_one(draw):
    recipes = [
        ("ovo-decision", LinearSVC(random_state=0), {}),
        ("ovo-probability", tree(2), {"labels": "gaps"}),
        ("ovo-both", logistic(), {"frame": True}),
        ("ovo-two", LinearSVC(random_state=0), {"classes": 2, "labels": "bool"}),
        ("ovo-two-probability", tree(2), {"classes": 2}),
    ]
    for name, part, options in recipes:
        yield classified(draw, name, OneVsOneClassifier(part), **options)
    name = "ovo-precomputed"
    split = data.standardised(data.split("iris", draw.rng(name), rows=30, features=4, classes=3, held=3))
    model = OneVsOneClassifier(SVC(kernel="precomputed")).fit(split.X @ split.X.T, split.y)
    yield Case(name, model, list(probes.values(split.held @ split.X.T)), data="iris")


def output_codes(draw):
    for name, part, options in [
        ("codes-decision", LinearSVC(random_state=0), {}),
        ("codes-probability", tree(2), {"labels": "gaps"}),
        ("codes-short", logistic(), {"frame": True, "code_size": 1}),
    ]:
        size = options.pop("code_size", 2)
        yield classified(draw, name, OutputCodeClassifier(part, code_size=size, random_state=1), **options)


def multi_output(draw):
    for name, part in [
        ("multi-output-regressor", Ridge()),
        ("multi-output-regressor-tree", regression_tree()),
        ("multi-output-regressor-pipeline", make_pipeline(StandardScaler(), LinearRegression())),
    ]:
        split = data.multi_output(draw.rng(name))
        model = MultiOutputRegressor(part).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="linnerud")
    for name, part in [("multi-output-classifier", logistic()), ("multi-output-classifier-tree", tree(2))]:
        split = multilabel(draw.rng(name), frame=name.endswith("tree"))
        split.y = np.where(split.y == 1, "yes", "no")
        model = MultiOutputClassifier(part).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")
    name = "multi-output-classes"
    split = multilabel(draw.rng(name))
    split.y[:, 1] = np.digitize(split.X[:, 0], [-0.5, 0.5]) * 7
    model = MultiOutputClassifier(tree(2)).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def chains(draw):
    for name, model in [
        ("chain", ClassifierChain(logistic())),
        ("chain-order", ClassifierChain(tree(2), order=[2, 0, 1])),
        ("chain-random", ClassifierChain(svc(probability=True), order="random", random_state=3)),
        ("chain-cv", ClassifierChain(logistic(), cv=3, order=[1, 2, 0])),
    ]:
        yield labelled(draw, name, model, frame=name == "chain-order")
    if accepts(ClassifierChain, "chain_method"):
        for method in ("predict_proba", "predict_log_proba", "decision_function"):
            yield labelled(draw, "chain-" + method, ClassifierChain(logistic(), chain_method=method, cv=3))
    import sklearn.multioutput as module

    for name, part, order in [("chain-regressor", Ridge(), None), ("chain-regressor-order", regression_tree(), [1, 2, 0])]:
        split = data.multi_output(draw.rng(name))
        model = module.RegressorChain(part, order=order).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="linnerud")


def calibrated(draw):
    recipes = [
        ("calibrated-sigmoid", LinearSVC(random_state=0), {"cv": 3}, {}),
        ("calibrated-isotonic", tree(3), {"cv": 3, "method": "isotonic"}, {"labels": "gaps"}),
        ("calibrated-two", LinearSVC(random_state=0), {"cv": 3}, {"classes": 2}),
        ("calibrated-two-isotonic", forest(), {"cv": 2, "method": "isotonic"}, {"classes": 2, "labels": "bool"}),
        ("calibrated-frame", logistic(), {"cv": 2, "method": "isotonic"}, {"frame": True}),
    ]
    if accepts(CalibratedClassifierCV, "ensemble"):
        once = {"cv": 3, "ensemble": False}
        recipes += [
            ("calibrated-once", svc(), once, {}),
            ("calibrated-once-isotonic", tree(2), dict(once, method="isotonic"), {"classes": 2}),
        ]
    if "temperature" in (CalibratedClassifierCV.__doc__ or ""):
        recipes += [
            ("calibrated-temperature", LinearSVC(random_state=0), {"cv": 3, "method": "temperature"}, {}),
            ("calibrated-temperature-tree", tree(3), {"cv": 2, "method": "temperature"}, {}),
            ("calibrated-temperature-two", logistic(), {"cv": 2, "method": "temperature"}, {"classes": 2}),
            ("calibrated-temperature-two-tree", tree(2), {"cv": 2, "method": "temperature"}, {"classes": 2}),
        ]
    for name, part, given, options in recipes:
        yield classified(draw, name, CalibratedClassifierCV(part, **given), **options)
    name = "calibrated-prefit"
    split = data.standardised(data.split("wine", draw.rng(name), rows=60, features=4, classes=3, labels="str", held=4))
    part = logistic().fit(split.X, split.y)
    try:
        model = CalibratedClassifierCV(part, cv="prefit").fit(split.X, split.y)
    except ValueError:  # Not any more: a frozen estimator does it now.
        from sklearn.frozen import FrozenEstimator

        model = CalibratedClassifierCV(FrozenEstimator(part)).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def searches(draw):
    grid = {"max_depth": [1, 3]}
    yield classified(draw, "grid-search", GridSearchCV(tree(), grid, cv=2))
    yield classified(draw, "grid-search-frame", GridSearchCV(logistic(), {"C": [0.1, 1.0]}, cv=2), frame=True)
    yield classified(draw, "random-search", RandomizedSearchCV(svc(), {"C": [0.1, 1.0]}, n_iter=1, cv=2, random_state=0))
    yield regressed(draw, "grid-search-regressor", GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=2))
    steps = GridSearchCV(make_pipeline(StandardScaler(), logistic()), {"logisticregression__C": [0.1, 1.0]}, cv=2)
    yield classified(draw, "grid-search-pipeline", steps, frame=True)
    scored = GridSearchCV(tree(), grid, cv=2, scoring=["accuracy", "f1_macro"], refit="f1_macro")
    yield classified(draw, "grid-search-scores", scored)
    yield classified(draw, "grid-search-without-refit", GridSearchCV(tree(), grid, cv=2, refit=False), loading="refused")
    try:
        from sklearn.experimental import enable_halving_search_cv  # noqa: F401
    except ImportError:
        return
    halving = {"cv": 2, "random_state": 0, "min_resources": 20}
    yield classified(draw, "halving-grid-search", model_selection.HalvingGridSearchCV(tree(), grid, **halving))
    yield classified(draw, "halving-random-search", model_selection.HalvingRandomSearchCV(tree(), grid, **halving))


def thresholds(draw):
    if not hasattr(model_selection, "FixedThresholdClassifier"):
        return
    Fixed, Tuned = model_selection.FixedThresholdClassifier, model_selection.TunedThresholdClassifierCV
    for name, model, labels in [
        ("threshold-auto", Fixed(logistic()), "str"),
        ("threshold-fixed", Fixed(logistic(), threshold=0.8), "gaps"),
        ("threshold-tree", Fixed(tree(2), threshold=1.0), "str"),
        ("threshold-decision", Fixed(LinearSVC(random_state=0)), "str"),
        ("threshold-method", Fixed(logistic(), threshold=-0.7, response_method="decision_function"), "int"),
        ("threshold-first", Fixed(logistic(), threshold=0.3, pos_label="setosa"), "str"),
        ("threshold-first-decision", Fixed(svc(), threshold=0.1, pos_label="setosa"), "str"),
        ("threshold-tuned", Tuned(logistic(), cv=2), "gaps"),
        ("threshold-tuned-first", Tuned(logistic(), scoring=first_recall(), cv=2), "str"),
    ]:
        yield classified(draw, name, model, classes=2, labels=labels, frame=name == "threshold-fixed")


def first_recall():
    from sklearn.metrics import make_scorer, recall_score

    return make_scorer(recall_score, pos_label="setosa")


def targets(draw):
    for name, regressor, transformer in [
        ("target-standard", Ridge(), StandardScaler()),
        ("target-range", regression_tree(), MinMaxScaler()),
        ("target-default", None, StandardScaler()),
        ("target-pipeline", make_pipeline(StandardScaler(), SVR(gamma="scale")), StandardScaler(with_mean=False)),
    ]:
        yield regressed(draw, name, TransformedTargetRegressor(regressor, transformer=transformer), frame=name == "target-range")
    name = "target-several"
    split = data.multi_output(draw.rng(name))
    model = TransformedTargetRegressor(Ridge(), transformer=StandardScaler()).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="linnerud")
    name = "target-column"
    split = data.regression(draw.rng(name), rows=40, features=3, held=3)
    model = TransformedTargetRegressor(Ridge(), transformer=MinMaxScaler()).fit(split.X, split.y.reshape(-1, 1))
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="diabetes")


def frozen(draw):
    try:
        from sklearn.frozen import FrozenEstimator
    except ImportError:
        return
    name = "frozen"
    split = data.split("wine", draw.rng(name), rows=60, features=4, classes=3, labels="str", frame=True, held=4)
    model = FrozenEstimator(svc().fit(split.X, split.y))
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")
    model = FrozenEstimator(StandardScaler().fit(split.X))
    yield Case("frozen-transformer", model, list(probes.numeric(split.held, huge=False)), data="wine")


def self_training(draw):
    try:
        from sklearn.semi_supervised import SelfTrainingClassifier
    except ImportError:
        return
    for name, part in [("self-training", logistic()), ("self-training-tree", tree(2)), ("self-training-svc", svc(probability=True))]:
        split = data.standardised(data.split("wine", draw.rng(name), rows=60, features=4, classes=3, labels="int", held=4))
        split.y[::3] = -1
        model = SelfTrainingClassifier(part).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def unions(draw):
    def both():
        return [("a", StandardScaler()), ("b", MinMaxScaler())]

    recipes = [
        ("union", FeatureUnion(both())),
        ("union-weights", FeatureUnion(both(), transformer_weights={"b": 10.0})),
        ("union-nested", FeatureUnion([("u", FeatureUnion(both())), ("p", make_pipeline(StandardScaler(), MinMaxScaler()))])),
        ("union-dropped", FeatureUnion([("a", StandardScaler()), ("b", "drop")])),
    ]
    if "passthrough" in (FeatureUnion.__doc__ or ""):
        recipes.append(("union-passthrough", FeatureUnion([("a", StandardScaler()), ("b", "passthrough")])))
    if accepts(FeatureUnion, "verbose_feature_names_out"):
        recipes.append(("union-brief-names", FeatureUnion([("a", StandardScaler())], verbose_feature_names_out=False)))
    for name, model in recipes:
        yield classified(draw, name, model, frame=name in ("union", "union-passthrough", "union-brief-names"))
    model = make_pipeline(FeatureUnion(both()), logistic())
    yield classified(draw, "union-pipeline", model, frame=True, about="FeatureUnion")


def any_classifier(rng, depth=0, probability=False):
    """A classifier with decision_function or predict_proba, perhaps around others."""
    makers = [
        lambda: logistic(C=10 ** rng.uniform(-1, 1)),
        lambda: tree(rng.randint(1, 4)),
        forest,
        lambda: make_pipeline(StandardScaler(), logistic()),
    ]
    if not probability:
        makers += [lambda: LinearSVC(C=10 ** rng.uniform(-2, 0), random_state=0), lambda: svc(C=10 ** rng.uniform(-1, 1))]
    if depth > 0:
        makers += [
            lambda: OneVsRestClassifier(any_classifier(rng, depth - 1, probability)),
            lambda: CalibratedClassifierCV(any_classifier(rng, depth - 1), cv=2, method=pick(rng, "sigmoid", "isotonic")),
            lambda: GridSearchCV(tree(), {"max_depth": [1, 2]}, cv=2),
            lambda: VotingClassifier(
                [("a", any_classifier(rng, depth - 1, True)), ("b", any_classifier(rng, depth - 1, True))],
                voting="soft",
                weights=pick(rng, None, [1, 3]),
                flatten_transform=True,
            ),
        ]
    if depth > 0 and hasattr(ensemble, "StackingClassifier"):
        makers.append(
            lambda: ensemble.StackingClassifier(
                [("a", any_classifier(rng, depth - 1)), ("b", any_classifier(rng, depth - 1))],
                final_estimator=any_classifier(rng, 0, probability),
                passthrough=pick(rng, True, False),
                cv=2,
            )
        )
    return pick(rng, *makers)()


def drawn_classifiers(draw):
    for name, rng in draw.named("meta-classifier"):
        # So many digits that hardly ever all of them are the same for two classes.
        size = rng.uniform(3, 5)
        parts = [("a", any_classifier(rng, 1)), ("b", any_classifier(rng, 1)), ("c", any_classifier(rng, 1))]
        model = pick(
            rng,
            lambda: OneVsRestClassifier(any_classifier(rng, 1)),
            lambda: OneVsOneClassifier(any_classifier(rng, 1)),
            lambda: OutputCodeClassifier(any_classifier(rng, 1), code_size=size, random_state=rng.randint(100)),
            lambda: CalibratedClassifierCV(any_classifier(rng, 1), cv=2, method=pick(rng, "sigmoid", "isotonic")),
            lambda: VotingClassifier(parts, weights=pick(rng, None, [1, 2, 0.5])),
            lambda: any_classifier(rng, 2),
        )()
        classes = pick(rng, 2, 3)
        labels = pick(rng, "str", "int", "gaps", "float")
        yield classified(draw, name, model, classes=classes, labels=labels, frame=pick(rng, True, False))


def drawn_regressors(draw):
    def part(rng):
        return pick(rng, Ridge(10 ** rng.uniform(-2, 2)), regression_tree(rng.randint(1, 5)), SVR(gamma="scale", C=5.0))

    for name, rng in draw.named("meta-regressor"):
        makers = [
            lambda: TransformedTargetRegressor(
                part(rng), transformer=pick(rng, StandardScaler(), MinMaxScaler((-2, 3)))
            ),
            lambda: GridSearchCV(regression_tree(), {"max_depth": [1, 2, 4]}, cv=2),
        ]
        if hasattr(ensemble, "StackingRegressor"):
            pair = [("a", part(rng)), ("b", part(rng))]
            makers += [
                lambda: ensemble.VotingRegressor(pair, weights=pick(rng, None, [0.3, 2])),
                lambda: ensemble.StackingRegressor(pair, part(rng), passthrough=pick(rng, True, False), cv=2),
            ]
        yield regressed(draw, name, pick(rng, *makers)(), frame=pick(rng, True, False))
