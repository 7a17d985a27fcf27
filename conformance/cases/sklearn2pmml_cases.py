"""PMMLPipeline and its domains, which check and mend columns before the model reads them."""

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn2pmml.decoration import (
    Alias,
    CategoricalDomain,
    ContinuousDomain,
    ContinuousDomainEraser,
    DiscreteDomainEraser,
    MultiDomain,
    OrdinalDomain,
)
from sklearn2pmml.pipeline import PMMLPipeline

from cases import data, probes
from cases.case import Case, Probe, pick

MISSING = [
    {},
    {"missing_value_replacement": 12.5},
    {"missing_values": -1.0, "missing_value_replacement": 2.0},
    {"missing_value_treatment": "return_invalid"},
]
INVALID = [
    {},
    {"invalid_value_treatment": "as_is"},
    {"invalid_value_treatment": "as_missing"},
    {"invalid_value_treatment": "as_value", "invalid_value_replacement": 11.0},
]
OUTLIERS = [
    {},
    {"outlier_treatment": "as_missing_values", "low_value": 11.5, "high_value": 13.5},
    {"outlier_treatment": "as_extreme_values", "low_value": 11.5, "high_value": 13.5},
]


def cases(draw):
    for i, missing in enumerate(MISSING):
        for j, invalid in enumerate(INVALID):
            yield continuous(draw, "domain-continuous-%d-%d" % (i, j), {**missing, **invalid})
    for i, outliers in enumerate(OUTLIERS[1:]):
        yield continuous(draw, "domain-outliers-%d" % i, {**outliers, "missing_value_replacement": 12.0})
    yield without_data(draw)
    for name, options in (
        ("domain-categorical", {}),
        ("domain-categorical-as-value", {"invalid_value_treatment": "as_value", "invalid_value_replacement": "ruby"}),
        ("domain-categorical-as-is", {"invalid_value_treatment": "as_is", "missing_value_replacement": "purple"}),
    ):
        yield categorical(draw, name, options)
    yield multi(draw)
    yield ordinal(draw)
    for name, rng in draw.named("domain-drawn"):
        options = {**pick(rng, *MISSING), **pick(rng, *INVALID)}
        if rng.randint(2):
            options.update(pick(rng, *OUTLIERS))
        yield continuous(draw, name, options)


def continuous(draw, name, options):
    """Alone, on one column of numbers: in range, out of it, missing."""
    split = data.split("wine", draw.rng(name), rows=60, features=13, frame=True, held=4)
    X, held = split.X[["alcohol"]], split.held[["alcohol"]]
    model = ContinuousDomain(**options).fit(X.copy())
    rows = [Probe("held-out", clipped(held, X))]
    for label, value in (("low", -5.0), ("high", 99.0), ("missing", np.nan), ("marked", -1.0), ("outlier", X["alcohol"].max())):
        rows.append(Probe(label, held[:1].assign(alcohol=value)))
    return Case(name, model, rows, about="ContinuousDomain", data="wine", bitwise=True)


def clipped(held, X):
    return held.clip(lower=X.min(), upper=X.max(), axis=1)


def categorical(draw, name, options):
    """In a PMMLPipeline, before an encoder, beside numbers."""
    split = data.mixed(draw.rng(name))
    X, held = split.X[["magnesium", "hue"]], split.held[["magnesium", "hue"]]
    encode = make_pipeline(CategoricalDomain(with_statistics=True, **options), OneHotEncoder(handle_unknown="ignore"))
    numbers = make_pipeline(ContinuousDomain(invalid_value_treatment="as_is"), Alias(StandardScaler(), "scaled", prefit=False))
    table = ColumnTransformer([("numbers", numbers, ["magnesium"]), ("hue", encode, ["hue"])])
    model = PMMLPipeline([("table", table), ("model", DecisionTreeClassifier(max_depth=3, random_state=0))])
    model.fit(X.copy(), split.y)
    return Case(name, model, list(probes.table(held, unseen={"hue": "green"})), about="CategoricalDomain", data="mixed")


def without_data(draw):
    """Whatever comes is valid; how many columns there are is known from the model."""
    split = data.split("iris", draw.rng("domain-without-data"), rows=60, features=3, classes=2, labels="gaps")
    domain = ContinuousDomain(with_data=False, with_statistics=False, missing_value_replacement=3.5)
    model = PMMLPipeline([("domain", domain), ("model", LogisticRegression(max_iter=300))]).fit(split.X.copy(), split.y)
    return Case("domain-without-data", model, list(probes.numeric(split.held)), about="ContinuousDomain", data="iris")


def ordinal(draw):
    """Whole numbers that are categories; an eraser changes what PMML is told, and no value."""
    split = data.mixed(draw.rng("domain-ordinal"))
    X, held = split.X[["vintage", "magnesium"]], split.held[["vintage", "magnesium"]]
    vintage = make_pipeline(OrdinalDomain(invalid_value_treatment="as_is"), DiscreteDomainEraser())
    numbers = make_pipeline(ContinuousDomainEraser(), StandardScaler())
    table = ColumnTransformer([("vintage", vintage, ["vintage"]), ("numbers", numbers, ["magnesium"])])
    model = PMMLPipeline([("table", table), ("model", DecisionTreeClassifier(max_depth=3, random_state=0))])
    model.fit(X.copy(), split.y)
    return Case("domain-ordinal", model, list(probes.table(held)), about="OrdinalDomain", data="mixed")


def multi(draw):
    split = data.split("iris", draw.rng("domain-multi"), rows=60, features=3, classes=3, labels="str", frame=True)
    domains = [ContinuousDomain(invalid_value_treatment="as_is"), None, ContinuousDomain(invalid_value_treatment="as_is")]
    model = PMMLPipeline([("domains", MultiDomain(domains)), ("model", LogisticRegression(max_iter=300))])
    model.fit(split.X.copy(), split.y)
    return Case("domain-multi", model, list(probes.numeric(split.held)), about="PMMLPipeline", data="iris")
