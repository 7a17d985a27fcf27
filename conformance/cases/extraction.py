"""sklearn.feature_extraction: records of features, and features by their hash."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.feature_extraction.image import PatchExtractor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from cases.case import Case, Probe, pick


def cases(draw):
    for generate in (records, hashers, pipelines, images, drawn):
        for case in generate(draw):
            yield case


def takes_lists():
    """Whether a key can have several strings."""
    try:
        DictVectorizer().fit_transform([{"a": ["x", "y"]}])
        return True
    except (TypeError, ValueError):
        return False


def record(rng, lists=True):
    row = {"age": int(rng.randint(1, 90)), "city": pick(rng, "Rome", u"Z\u00fcrich", "New York"), "new": pick(rng, True, False)}
    if rng.uniform() < 0.5:
        row["height"] = float(rng.uniform(1, 2))
    if rng.uniform() < 0.3:
        row["code"] = pick(rng, "x=1", 7, "")
    if lists and rng.uniform() < 0.5:
        row["tags"] = [pick(rng, "a", "b", "c=d") for _ in range(rng.randint(0, 4))]
    return row


def asked(rng, lists):
    yield Probe("held-out", [record(rng, lists) for _ in range(4)])
    yield Probe("empty", [{}])
    yield Probe("unknown", [{"weight": 3, "city": "Oslo", "age": 2}])
    yield Probe("none", [{"age": None}])
    yield Probe("not-a-number", [{"age": float("nan"), "height": float("inf")}])
    yield Probe("twice", [{"city=Rome": 5, "city": "Rome"}])
    yield Probe("text-for-number", [{"age": "12", "code": "x=1"}])
    yield Probe("list", [{"city": ["Rome", "Oslo"], "age": 1}])
    yield Probe("unknown-list", [{"nothing": ["Rome"], "age": 1}])
    yield Probe("list-of-numbers", [{"city": [1, 2]}])
    yield Probe("record", [{"city": {"name": "Rome"}}])
    yield Probe("unknown-record", [{"nothing": {"name": "Rome"}}])
    yield Probe("large", [{"age": 10 ** 12, "height": 1e300, "new": -0.0}])


def records(draw):
    recipes = [
        ("dict", DictVectorizer()),
        ("dict-dense", DictVectorizer(sparse=False)),
        ("dict-separator", DictVectorizer(separator=": ")),
        ("dict-float32", DictVectorizer(dtype=np.float32)),
    ]
    for name, model in recipes:
        yield record_case(draw.rng(name), name, model)
    name = "dict-restricted"
    rng = draw.rng(name)
    model = DictVectorizer().fit([record(rng, False) for _ in range(20)])
    model.restrict([0, 2, 3], indices=True)
    yield Case(name, model, list(asked(rng, False)))


def record_case(rng, name, model, last=None):
    lists = takes_lists()
    rows = [record(rng, lists) for _ in range(30)]
    if last is not None:
        model = make_pipeline(model, last)
    model.fit(rows, [row["age"] > 40 for row in rows])
    return Case(name, model, list(asked(rng, lists)))


WORDS = ["alpha", "beta", u"\u00e9t\u00e9", "", "a b", u"\U0001f600", "x" * 70, "aa", "aaa"]


def hashers(draw):
    for name, options in [
        ("hasher-dict", {"n_features": 16}),
        ("hasher-unsigned", {"n_features": 7, "alternate_sign": False}),
    ]:
        rng = draw.rng(name)
        yield Case(name, FeatureHasher(**options), list(asked(rng, False)))
    for name, form in [("hasher-pair", "pair"), ("hasher-string", "string")]:
        yield Case(name, FeatureHasher(n_features=16, input_type=form), list(listed(draw.rng(name), form)))


def listed(rng, form):
    names = [[pick(rng, *WORDS) for _ in range(rng.randint(0, 9))] for _ in range(4)]
    if form == "string":
        yield Probe("rows", [list(WORDS)] + names)
        yield Probe("numbers", [[1, 2]])
        yield Probe("texts", [["a"], ["b"]])
        return
    yield Probe("rows", [[[name, float(rng.randint(-2, 3))] for name in row] for row in [WORDS] + names])
    yield Probe("strings", [[["a", "b"], ["c", True]]])
    yield Probe("none", [[["a", None]]])
    yield Probe("triples", [[["a", 1, 2]]])
    yield Probe("single", [["a", "b"]])


def pipelines(draw):
    name = "dict-logistic"
    yield record_case(draw.rng(name), name, DictVectorizer(), LogisticRegression(max_iter=3000))
    name = "dict-forest"
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0)
    yield record_case(draw.rng(name), name, DictVectorizer(), forest)
    name = "hasher-logistic"
    rng = draw.rng(name)
    rows = [record(rng, False) for _ in range(30)]
    model = make_pipeline(FeatureHasher(n_features=32), LogisticRegression(max_iter=3000))
    model.fit(rows, [row["age"] > 40 for row in rows])
    yield Case(name, model, list(asked(rng, False)))


def images(draw):
    name = "patches"
    rows = draw.rng(name).uniform(size=(2, 4, 4))
    yield Case(name, PatchExtractor(patch_size=(2, 2)).fit(rows), [], loading="refused")


def drawn(draw):
    for name, rng in draw.named("records"):
        model = DictVectorizer(
            sparse=pick(rng, True, False), sort=pick(rng, True, False), separator=pick(rng, "=", "__", "")
        )
        yield record_case(rng, name, model, pick(rng, None, LogisticRegression(C=10 ** rng.uniform(-1, 2), max_iter=3000)))
    for name, rng in draw.named("hasher"):
        form = pick(rng, "dict", "pair", "string")
        model = FeatureHasher(
            n_features=int(rng.randint(1, 300)), input_type=form, alternate_sign=pick(rng, True, False)
        )
        probed = asked(rng, False) if form == "dict" else listed(rng, form)
        yield Case(name, model, list(probed))
