"""Every deterministic encoder of category_encoders: texts, numbers as categories, gaps, categories never seen."""

import category_encoders as ce
import numpy as np
from category_encoders.wrapper import NestedCVWrapper
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from cases import data, probes
from cases.case import Case, Probe, pick

CONTRASTS = ["BackwardDifferenceEncoder", "HelmertEncoder", "SumEncoder", "PolynomialEncoder"]
DIGITS = ["BinaryEncoder", "BaseNEncoder", "GrayEncoder"]
TARGETS = ["TargetEncoder", "WOEEncoder", "MEstimateEncoder", "JamesSteinEncoder", "QuantileEncoder"]
STATISTICS = ["CatBoostEncoder", "LeaveOneOutEncoder"]
OTHERS = ["OneHotEncoder", "OrdinalEncoder", "CountEncoder", "RankHotEncoder", "SummaryEncoder", "HashingEncoder"]

OPTIONS = {
    "BaseNEncoder": [{"base": 3}, {"base": 2}],
    "OneHotEncoder": [{"use_cat_names": True}, {}],
    "CountEncoder": [{"normalize": True}, {"min_group_size": 20}, {"min_group_size": 0.3, "min_group_name": "rare"}, {}],
    "CatBoostEncoder": [{"a": 3}, {"sigma": 0.1, "random_state": 0}, {}],
    "LeaveOneOutEncoder": [{"sigma": 0.1, "random_state": 0}, {}],
    "TargetEncoder": [{"smoothing": 2.0, "min_samples_leaf": 3}, {}],
    "MEstimateEncoder": [{"m": 4.0}, {"randomized": True, "random_state": 0}, {}],
    "WOEEncoder": [{"regularization": 2.5}, {}],
    "JamesSteinEncoder": [{"model": "pooled"}, {"model": "beta"}, {"model": "independent"}],
    "QuantileEncoder": [{"quantile": 0.3, "m": 2.0}, {}],
    "SummaryEncoder": [{"quantiles": (0.1, 0.5, 0.9)}, {}],
    "HashingEncoder": [{"n_components": 5}, {"hash_method": "sha1"}],
}


def cases(draw):
    for name in CONTRASTS + DIGITS + TARGETS + STATISTICS + OTHERS:
        if not has(name):
            continue
        case = slug(name)
        for i, options in enumerate(OPTIONS.get(name, [{}])):
            rng = draw.rng("%s-%d" % (case, i))
            yield encoder_case("%s-%d" % (case, i), name, rng, options)
        if name != "HashingEncoder":
            for unknown, missing in (("return_nan", "return_nan"), ("error", "value"), ("value", "error"), ("value", "return_nan")):
                label = "%s-%s-%s" % (case, unknown.replace("_", "-"), missing.replace("_", "-"))
                options = {"handle_unknown": unknown, "handle_missing": missing}
                yield encoder_case(label, name, draw.rng(label), options)
    if has("GLMMEncoder"):
        yield encoder_case("encoder-glmm", "GLMMEncoder", draw.rng("encoder-glmm"), {})
    if hasattr(ce, "RankHotEncoder"):  # The wrapper of older versions has no `repr`.
        yield nested(draw.rng("encoder-nested"))
    for name, rng in draw.named("category-encoder"):
        yield drawn(name, rng)


def has(name):
    """Versions before 2.5 do not export CountEncoder, which had other options."""
    try:
        return hasattr(ce, name) and (name != "CountEncoder" or hasattr(ce, "RankHotEncoder"))
    except ImportError:  # It needs a package that is not here.
        return False


def slug(name):
    return "encoder-" + name.lower().replace("encoder", "")


def table(rng, options):
    """Texts with gaps, numbers that are categories, and numbers; a target of zeros and ones."""
    split = data.mixed(rng)
    columns = ["alcohol", "hue", "body", "vintage"]
    X, held = split.X[columns], split.held[columns]
    if options.get("handle_missing") == "error":
        X, held = X.fillna("none"), held.fillna("none")
        X = X.assign(alcohol=12.5)
        held = held.assign(alcohol=12.5)
    return X, (split.y == "barolo").astype(int), held


def encoder_case(name, class_name, rng, options):
    X, y, held = table(rng, options)
    model = getattr(ce, class_name)(cols=["hue", "vintage", "body"], **options).fit(X, y)
    # Their files do not say what cannot be known without it: names of columns, and what `a` means.
    is_refused = not hasattr(model, "feature_names_in_") and (class_name == "HashingEncoder" or options.get("a", 1) != 1)
    loading = "refused" if is_refused else "required"
    return Case(name, model, list(asked(held, class_name)), about=class_name, data="mixed", loading=loading)


def nested(rng):
    """For new rows the wrapper asks the encoder that was fitted on all of them."""
    X, y, held = table(rng, {})
    model = NestedCVWrapper(ce.TargetEncoder(cols=["hue", "body"]), cv=3, random_state=0)
    model.fit(X, y)
    return Case("encoder-nested", model, list(asked(held, "TargetEncoder")), about="NestedCVWrapper", data="mixed")


def asked(held, class_name):
    yield Probe("held-out", held)
    yield Probe("unseen-hue", held[:1].assign(hue="green"))
    # Whether pandas reads a column of whole numbers as floats is not for the model to know.
    if class_name != "HashingEncoder":
        yield Probe("unseen-vintage", held[:1].assign(vintage=1850))
    # A column of nothing but NaN is one of floats, where pandas looks things up in another way.
    for column in ("hue", "body"):
        first = held.index == held.index[0]
        yield Probe("missing-" + column, held[:3].assign(**{column: held[column].mask(first)}))


def drawn(name, rng):
    class_name = pick(rng, *[each for each in CONTRASTS + DIGITS + TARGETS + STATISTICS + OTHERS[:5] if has(each)])
    options = dict(pick(rng, *OPTIONS.get(class_name, [{}])))
    options["handle_unknown"] = pick(rng, "value", "return_nan", "error")
    options["handle_missing"] = pick(rng, "value", "return_nan")
    options["drop_invariant"] = pick(rng, True, False)
    if "return_nan" not in options.values() and rng.randint(2):
        X, y, held = table(rng, options)
        X, held = X.drop(columns="alcohol"), held.drop(columns="alcohol")
        encoder = getattr(ce, class_name)(cols=["hue", "vintage"], **options)
        body = getattr(ce, class_name)(cols=["body"], **options)
        model = make_pipeline(encoder, body, LogisticRegression(max_iter=50)).fit(X, y)
        return Case(name, model, list(asked(held, class_name)), about=class_name, data="mixed")
    return encoder_case(name, class_name, rng, options)
