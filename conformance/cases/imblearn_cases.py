"""Pipelines and ensembles of imbalanced-learn: samplers choose the rows to train on, and nothing else."""

import numpy as np
from imblearn.combine import SMOTETomek
from imblearn.ensemble import (
    BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier, RUSBoostClassifier,
)
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.under_sampling import RandomUnderSampler, TomekLinks
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from cases import data, probes
from cases.case import Case, knows, pick

SAMPLERS = (
    lambda: SMOTE(random_state=0, k_neighbors=3),
    lambda: RandomOverSampler(random_state=0),
    lambda: RandomUnderSampler(random_state=0),
    lambda: TomekLinks(),
    lambda: SMOTETomek(random_state=0),
)


def cases(draw):
    yield mixed_table(draw)
    for name, rng in draw.named("imblearn-pipeline"):
        yield numeric_pipeline(name, rng)
    for name, rng in draw.named("imblearn-forest"):
        split = data.split("wine", rng, rows=80, classes=3, labels=pick(rng, "str", "gaps"))
        model = BalancedRandomForestClassifier(n_estimators=5, max_depth=pick(rng, 2, 4), random_state=0)
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)), bitwise=True, data="wine")


    for generate in (baggings, easy_ensembles, boosts, drawn_ensembles):
        for case in generate(draw):
            yield case


def inner(cls, estimator):
    """The option for the estimator inside, which has had another name."""
    return {"estimator" if knows(cls, "estimator") else "base_estimator": estimator}


def ensemble_case(rng, name, model, dataset="wine", labels="str", classes=3, rare=None, frame=False):
    split = data.split(
        dataset, rng, rows=90, features=5, classes=None if dataset == "cancer" else classes, labels=labels, frame=frame
    )
    X, y = split.X, split.y
    if rare is not None:
        # The last class is rare, so that some samples are without it.
        kept = np.flatnonzero(y != np.unique(y)[-1])
        kept = np.sort(np.concatenate([kept, np.flatnonzero(y == np.unique(y)[-1])[:rare]]))
        X, y = (X.iloc[kept] if frame else X[kept]), y[kept]
    return Case(name, model.fit(X, y), list(probes.numeric(split.held, huge=False)), data=dataset)


def baggings(draw):
    of = lambda estimator, **options: BalancedBaggingClassifier(  # noqa: E731
        n_estimators=4, random_state=0, **dict(inner(BalancedBaggingClassifier, estimator), **options)
    )
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    for name, model, options in [
        ("bagging-trees", of(tree), {}),
        ("bagging-default", BalancedBaggingClassifier(n_estimators=5, random_state=0), {"frame": True}),
        ("bagging-features", of(tree, max_features=0.6, bootstrap_features=True), {"labels": "gaps"}),
        ("bagging-logistic", of(LogisticRegression(max_iter=500)), {"dataset": "iris"}),
        ("bagging-logistic-binary", of(LogisticRegression(max_iter=500), max_features=3), {"dataset": "cancer"}),
        ("bagging-svc", of(LinearSVC(dual=True, random_state=0)), {"dataset": "iris"}),
        ("bagging-replacement", of(tree, replacement=True, max_samples=0.7), {"classes": 2, "labels": "bool"}),
        ("bagging-oversampled", of(tree, sampler=SMOTE(k_neighbors=2)), {}),
        ("bagging-pipeline", of(make_pipeline(StandardScaler(), GaussianNB())), {}),
        ("bagging-rare", of(tree, sampler=RandomOverSampler(), max_samples=20), {"rare": 3}),
        ("bagging-rare-logistic", of(LogisticRegression(max_iter=500), sampler=RandomOverSampler(), max_samples=20), {"rare": 3}),
    ]:
        case = ensemble_case(draw.rng(name), "imblearn-" + name, model, **options)
        if name == "bagging-rare-logistic":
            case.left_out = {"decision_function": "adds up scores of two classes and of three"}
        yield case
    name = "imblearn-bagged-pipelines"
    pipeline = make_pipeline(RandomUnderSampler(random_state=0), tree)
    model = BaggingClassifier(n_estimators=4, random_state=0, **inner(BaggingClassifier, pipeline))
    yield ensemble_case(draw.rng(name), name, model)


def easy_ensembles(draw):
    boosts = AdaBoostClassifier(n_estimators=3, random_state=0)
    of = lambda estimator, **options: EasyEnsembleClassifier(  # noqa: E731
        n_estimators=4, random_state=0, **dict(inner(EasyEnsembleClassifier, estimator), **options)
    )
    for name, model, options in [
        ("easy-boosts", of(boosts), {}),
        ("easy-boosts-binary", of(boosts), {"dataset": "cancer"}),
        ("easy-samme", of(AdaBoostClassifier(n_estimators=3, algorithm="SAMME", random_state=0)), {"dataset": "iris", "labels": "gaps"}),
        ("easy-logistic", of(LogisticRegression(max_iter=500), replacement=True), {"frame": True}),
        ("easy-tree", of(DecisionTreeClassifier(max_depth=2), sampling_strategy="majority"), {"labels": "float"}),
    ]:
        yield ensemble_case(draw.rng(name), "imblearn-" + name, model, **options)


def boosts(draw):
    of = lambda estimator, **options: RUSBoostClassifier(  # noqa: E731
        n_estimators=4, random_state=0, **dict(inner(RUSBoostClassifier, estimator), **options)
    )
    stump = DecisionTreeClassifier(max_depth=1)
    for name, model, options in [
        ("boost-default", RUSBoostClassifier(n_estimators=4, random_state=0), {}),
        ("boost-binary", of(stump, learning_rate=0.5), {"dataset": "cancer"}),
        ("boost-samme", of(stump, algorithm="SAMME"), {"dataset": "iris", "labels": "gaps"}),
        ("boost-real", of(DecisionTreeClassifier(max_depth=2), algorithm="SAMME.R"), {"labels": "bool", "classes": 2}),
        ("boost-logistic", of(LogisticRegression(max_iter=500), algorithm="SAMME"), {"frame": True}),
        ("boost-bayes", of(GaussianNB(), algorithm="SAMME.R", replacement=True), {"dataset": "iris"}),
    ]:
        yield ensemble_case(draw.rng(name), "imblearn-" + name, model, **options)


# The logarithm of probabilities is less by that of the number of estimators, and some of numpy 1.24's are not rounded well.
def drawn_ensembles(draw):
    for name, rng in draw.named("imblearn-ensemble"):
        cls = pick(rng, BalancedBaggingClassifier, EasyEnsembleClassifier, RUSBoostClassifier)
        options = {"n_estimators": pick(rng, 1, 2, 4, 5), "replacement": pick(rng, True, False), "random_state": 0}
        learners = [DecisionTreeClassifier(max_depth=2, random_state=0), LogisticRegression(max_iter=500), GaussianNB()]
        if cls is RUSBoostClassifier:
            options.update(algorithm=pick(rng, "SAMME", "SAMME.R"), learning_rate=float(rng.uniform(0.2, 1.5)))
        elif cls is EasyEnsembleClassifier:
            learners.append(AdaBoostClassifier(n_estimators=3, random_state=0))
        else:
            options.update(max_features=pick(rng, 2, 0.7, 1.0), bootstrap_features=pick(rng, True, False))
        options.update(inner(cls, pick(rng, *learners)))
        yield ensemble_case(
            rng, name, cls(**options), dataset=pick(rng, "iris", "wine", "cancer"), labels=pick(rng, "str", "gaps", "int"),
            classes=pick(rng, 2, 3), frame=pick(rng, True, False),
        )


def numeric_pipeline(name, rng):
    dataset = pick(rng, "iris", "wine", "cancer")
    split = data.split(dataset, rng, rows=90, features=4, classes=pick(rng, 2, 3) if dataset != "cancer" else None)
    final = pick(
        rng,
        LogisticRegression(max_iter=300),
        DecisionTreeClassifier(max_depth=3, random_state=0),
        RandomForestClassifier(n_estimators=4, max_depth=3, random_state=0),
    )
    steps = [pick(rng, StandardScaler, MinMaxScaler)(), pick(rng, *SAMPLERS)(), final]
    if pick(rng, True, False):
        steps[:2] = steps[1::-1]
    model = make_pipeline(*steps).fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data=dataset)


def mixed_table(draw):
    split = data.mixed(draw.rng("imblearn-mixed"))
    encoder = ColumnTransformer(
        [
            ("numbers", SimpleImputer(), ["alcohol", "malic acid", "magnesium"]),
            ("hue", OneHotEncoder(handle_unknown="ignore"), ["hue"]),
        ]
    )
    model = Pipeline(
        [("encode", encoder), ("sample", RandomOverSampler(random_state=0)), ("model", LogisticRegression(max_iter=50))]
    )
    model.fit(split.X, split.y)
    return Case("imblearn-mixed", model, list(probes.table(split.held, unseen={"hue": "green"})), data="mixed")
