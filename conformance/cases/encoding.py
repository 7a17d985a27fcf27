"""sklearn.preprocessing: encoders of columns and of labels, on text, numbers, flags and gaps."""

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    LabelBinarizer, LabelEncoder, MinMaxScaler, MultiLabelBinarizer, OneHotEncoder, OrdinalEncoder,
)

from cases import probes
from cases.case import Case, accepts, knows, pick

DENSE = {"sparse_output": False} if accepts(OneHotEncoder, "sparse_output") else {"sparse": False}

# 0.20 and 0.21 take integers for categories from 0 up unless they are told otherwise.
HAS_LEGACY_MODE = knows(OneHotEncoder, "n_values")
AUTO = {"categories": "auto"} if HAS_LEGACY_MODE else {}


def cases(draw):
    for generate in (
        one_hot, one_hot_legacy, one_hot_infrequent, ordinal, ordinal_infrequent, gaps, kinds, labels, label_lists, drawn_encoders,
        drawn_label_lists
    ):
        for case in generate(draw):
            yield case


def people(rng, rows=40):
    """Text, integers, floats and flags; the rarer a value, the later it stands in its list."""
    return pd.DataFrame(
        {
            "city": rng.choice(["Oslo", "Lima", "Köln", "東京", ""], size=rows, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
            "rooms": rng.choice([2, 3, 1, 10, -1], size=rows, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
            "rate": rng.choice([0.1, 0.25, 1e-9, 3.0], size=rows, p=[0.5, 0.3, 0.1, 0.1]),
            "member": rng.choice([True, False], size=rows),
        }
    )


UNSEEN = {"city": "Paris", "rooms": 99, "rate": 0.3}


def people_probes(table, columns):
    unseen = {column: value for column, value in UNSEEN.items() if column in columns}
    asked = list(probes.table(table[columns][:5], unseen, missing=columns))
    asked[0].inverse = True
    return asked


def encoder_case(rng, name, model, columns=("city", "rooms", "rate", "member"), array=False):
    table = people(rng)[list(columns)]
    asked = people_probes(table, list(columns))
    if array:
        table = as_array(table)
        asked = [probes.Probe(probe.name, as_array(probe.X), probe.inverse) for probe in asked]
    model.fit(table)
    # 0.20 answers rows of fewer columns.
    asked = [probe for probe in asked if probe.name != "too-narrow" or refuses(model, probe.X)]
    return Case(name, model, asked, bitwise=True)


def refuses(model, X):
    try:
        model.transform(X)
    except Exception:
        return True
    return False


def as_array(table):
    """Numbers as numbers; with text among them, an array of objects."""
    is_numeric = all(pd.api.types.is_numeric_dtype(table[column]) for column in table.columns)
    return table.to_numpy(dtype=float if is_numeric else object)


def one_hot(draw):
    text = ["city"]
    numbers = ["rooms", "rate"]
    recipes = [
        # name, columns, array, options
        ("one-hot", None, False, {}),
        ("one-hot-dense", None, False, DENSE),
        ("one-hot-array", None, True, {}),
        ("one-hot-numbers-array", numbers, True, DENSE),
        ("one-hot-text", text, False, {}),
        ("one-hot-ignore", None, False, {"handle_unknown": "ignore"}),
        ("one-hot-ignore-array", numbers, True, {"handle_unknown": "ignore"}),
        ("one-hot-drop-first", None, False, {"drop": "first"}),
        ("one-hot-drop-if-binary", None, False, {"drop": "if_binary"}),
        ("one-hot-drop-array", numbers, False, {"drop": np.array([3, 0.25])}),
        ("one-hot-drop-text", text, False, {"drop": np.array(["Lima"], dtype=object)}),
        ("one-hot-float32", text, False, dict(DENSE, dtype=np.float32)),
        ("one-hot-int", numbers, False, dict(DENSE, dtype=np.int64)),
        ("one-hot-bool", numbers, False, {"dtype": bool}),
        ("one-hot-categories", text, False, {"categories": [["東京", "Lima", "Oslo", "Köln", "", "Roma"]]}),
        ("one-hot-categories-numbers", ["rooms"], True, {"categories": [[-1, 1, 2, 3, 10, 11]]}),
    ]
    for name, columns, array, options in recipes:
        if "drop" in options and not (accepts(OneHotEncoder, "drop") and knows_drop(options["drop"])):
            continue
        model = OneHotEncoder(**dict(AUTO, **options))
        yield encoder_case(draw.rng(name), name, model, columns or people_columns(), array)


def knows_drop(drop):
    """Whether the installed version takes it: 'if_binary' came after the others."""
    try:
        OneHotEncoder(drop=drop).fit([["a", "b"], ["b", "b"]])
    except ValueError as error:
        return "not found" in str(error) or "length" in str(error)
    return True


def one_hot_legacy(draw):
    """Integers from 0 up, where the mode of old is there: all of them, a mask of columns, a list of them."""
    if not HAS_LEGACY_MODE:
        return
    mask = np.array([True, False, True])
    for name, options in [
        ("one-hot-legacy", {}),
        ("one-hot-legacy-dense", {"sparse": False, "dtype": np.int64}),
        ("one-hot-legacy-values", {"n_values": 6}),
        ("one-hot-legacy-values-ignore", {"n_values": [5, 4, 9], "handle_unknown": "ignore"}),
        ("one-hot-legacy-mask", {"categorical_features": mask}),
        ("one-hot-legacy-mask-ignore", {"categorical_features": mask, "handle_unknown": "ignore"}),
        ("one-hot-legacy-list", {"categorical_features": [2, 0], "sparse": False}),
    ]:
        rng = draw.rng(name)
        rows = rng.choice([0, 1, 3], size=(16, 3)).astype(float)
        model = OneHotEncoder(**options).fit(rows)
        if name == "one-hot-legacy-list":
            model = make_pipeline(MinMaxScaler(feature_range=(0, 3)), model).fit(rows)
        unseen = np.array([[2, 1, 0], [0, 2, 4], [1.9, 0.5, 0.1]])
        asked = list(probes.values(rows[:4], unseen=unseen, above=rows[:1] + 7, below=rows[:1] - 5))
        yield Case(name, model, asked, bitwise=True, about="OneHotEncoder")


def people_columns():
    return ["city", "rooms", "rate", "member"]


def one_hot_infrequent(draw):
    if not accepts(OneHotEncoder, "min_frequency"):
        return
    infrequent = {"handle_unknown": "infrequent_if_exist"}
    recipes = [
        ("one-hot-min-frequency", dict(infrequent, min_frequency=6)),
        ("one-hot-min-frequency-share", dict(infrequent, min_frequency=0.2)),
        ("one-hot-max-categories", dict(infrequent, max_categories=3)),
        ("one-hot-max-categories-ignore", {"handle_unknown": "ignore", "max_categories": 2}),
        ("one-hot-infrequent-dense", dict(infrequent, min_frequency=4, max_categories=4, **DENSE)),
        ("one-hot-infrequent-drop-first", dict(infrequent, min_frequency=6, drop="first")),
        ("one-hot-infrequent-drop-if-binary", dict(infrequent, max_categories=2, drop="if_binary")),
        ("one-hot-infrequent-error", {"min_frequency": 6}),
        ("one-hot-infrequent-none-is", dict(infrequent, min_frequency=1)),
    ]
    for name, options in recipes:
        yield encoder_case(draw.rng(name), name, OneHotEncoder(**options))


def ordinal(draw):
    unknown = {"handle_unknown": "use_encoded_value"}
    recipes = [
        ("ordinal", None, False, {}),
        ("ordinal-array", None, True, {}),
        ("ordinal-numbers-array", ["rooms", "rate"], True, {}),
        ("ordinal-unknown", None, False, dict(unknown, unknown_value=-1)),
        ("ordinal-unknown-nan", None, False, dict(unknown, unknown_value=np.nan)),
        ("ordinal-unknown-int", None, False, dict(unknown, unknown_value=-5, dtype=np.int64)),
        ("ordinal-float32", ["city"], False, {"dtype": np.float32}),
        ("ordinal-categories", ["city"], False, {"categories": [["Köln", "東京", "", "Oslo", "Lima", "Bonn"]]}),
    ]
    for name, columns, array, options in recipes:
        if all(accepts(OrdinalEncoder, option) for option in options):
            yield encoder_case(draw.rng(name), name, OrdinalEncoder(**options), columns or people_columns(), array)


def kinds(draw):
    """Columns that pandas holds as categories, flags alone, integers alone, and flags beside integers."""
    rng = draw.rng("kinds")
    flags = pd.DataFrame({"left": rng.uniform(size=12) < 0.5, "right": rng.uniform(size=12) < 0.3})
    whole = pd.DataFrame({"rooms": rng.choice([1, 2, 5], size=12), "floor": rng.choice([-1, 0, 7], size=12)})
    colours = pd.DataFrame({"colour": pd.Categorical(rng.choice(["red", "blue"], size=12), ["red", "green", "blue"])})
    tables = [
        ("flags", flags), ("integers", whole), ("flags-integers", pd.concat([flags, whole], axis=1)), ("category", colours)
    ]
    for name, table in tables:
        for prefix, model in [
            ("one-hot-kind-ignore-", OneHotEncoder(handle_unknown="ignore")),
            ("ordinal-kind-", OrdinalEncoder()),
        ]:
            yield Case(prefix + name, model.fit(table), [probes.Probe("rows", table[:4], inverse=True)], bitwise=True)


def ordinal_infrequent(draw):
    if not accepts(OrdinalEncoder, "min_frequency"):
        return
    for name, options in [
        ("ordinal-min-frequency", {"min_frequency": 6}),
        ("ordinal-max-categories", {"max_categories": 3}),
        (
            "ordinal-infrequent-flags",
            {"max_categories": 2, "min_frequency": 8, "dtype": np.float32},
        ),
        (
            "ordinal-infrequent-unknown",
            {"min_frequency": 0.2, "handle_unknown": "use_encoded_value", "unknown_value": -1},
        ),
    ]:
        columns = ("rooms", "rate", "member") if "flags" in name else people_columns()
        yield encoder_case(draw.rng(name), name, OrdinalEncoder(**options), columns)


def gaps(draw):
    """Gaps are a category of their own: NaN among numbers, NaN or None (which differ) among text."""
    numbers = np.array([[1.0], [np.nan], [2.0], [1.0]])
    text_nan = np.array([["a"], [np.nan], ["b"], ["a"]], dtype=object)
    text_none = np.array([["a"], [None], ["b"], ["a"]], dtype=object)
    text_both = np.array([["a"], [None], [np.nan], ["a"]], dtype=object)
    for suffix, X in [("nan", numbers), ("text-nan", text_nan), ("text-none", text_none), ("text-both", text_both)]:
        for name, model in gap_encoders(suffix, X):
            try:
                model.fit(X)
            except (TypeError, ValueError):
                continue  # Older versions refuse gaps in training.
            yield Case(name, model, list(gap_probes(X)), bitwise=True)


def gap_encoders(suffix, X):
    yield "one-hot-gap-" + suffix, OneHotEncoder(**AUTO)
    yield "one-hot-gap-ignore-" + suffix, OneHotEncoder(handle_unknown="ignore")
    yield "ordinal-gap-" + suffix, OrdinalEncoder()
    if accepts(OrdinalEncoder, "encoded_missing_value"):
        options = {"handle_unknown": "use_encoded_value", "unknown_value": -2}
        yield "ordinal-gap-encoded-" + suffix, OrdinalEncoder(encoded_missing_value=-1, **options)


def gap_probes(X):
    """None is not asked about where training had NaN alone: to a request, which has only null, they are the same."""
    has_none = any(value is None for value in X[:, 0])
    yield probes.Probe("rows", X, inverse=True)
    unseen = X[:1].copy()
    unseen[0, 0] = 7.5 if X.dtype == float else "z"
    yield probes.Probe("unseen", unseen)
    for name, gap in [("nan", np.nan), ("none", None)]:
        if gap is not None or has_none:
            row = X[:1].copy()
            row[0, 0] = gap
            yield probes.Probe(name, row)


def labels(draw):
    for name, y, unseen in [
        ("label-encoder-text", ["paris", "tokyo", "amsterdam", "paris"], "rome"),
        ("label-encoder-int", [10, -3, 2, 10], 5),
        ("label-encoder-float", [0.5, -1.25, 3.0], 0.25),
        ("label-encoder-bool", [True, False, True], None),
        ("label-encoder-objects", np.array(["b", "a", "c"], dtype=object), "d"),
    ]:
        asked = [probes.Probe("rows", np.asarray(y), inverse=True)]
        if unseen is not None:
            asked.append(probes.Probe("unseen", np.asarray([unseen], dtype=np.asarray(y).dtype.kind)))
        yield Case(name, LabelEncoder().fit(y), asked, bitwise=True)
    for name, y, unseen, options in [
        ("label-binarizer-text", ["paris", "tokyo", "amsterdam", "paris"], ["rome", "paris"], {}),
        ("label-binarizer-binary", ["yes", "no", "yes"], ["yes", "maybe"], {}),
        ("label-binarizer-int", [10, -3, 2, 10], [5, 10], {"neg_label": -1}),
        ("label-binarizer-labels", [10, -3, 2, 10], [2, 10], {"neg_label": -2, "pos_label": 3}),
        ("label-binarizer-zero", [1, 0, 1], [0, 0], {"neg_label": -1, "pos_label": 0}),
        ("label-binarizer-float", [0.0, -1.0, 3.0], [3.0, 9.0], {}),
        ("label-binarizer-bool", [True, False, True], [True], {}),
        ("label-binarizer-one", ["a", "a"], ["a", "a"], {}),
        ("label-binarizer-sparse", ["a", "b", "c"], ["c", "a"], {"sparse_output": True}),
        ("label-binarizer-indicator", [[0, 1, 1], [1, 0, 0]], [[1, 1, 1]], {"neg_label": -1}),
    ]:
        asked = [probes.Probe("rows", np.asarray(y), inverse=True), probes.Probe("others", np.asarray(unseen))]
        yield Case(name, LabelBinarizer(**options).fit(np.asarray(y)), asked, bitwise=True)


def label_lists(draw):
    fractions = [0.5, -1.25, 3.0, 2.0 ** 60]
    for name, y, model in [
        ("label-lists-text", [["b", "c"], ["a"], ["b", u"\u00e9t\u00e9", ""]], MultiLabelBinarizer()),
        ("label-lists-int", [[10, -3], [2], [1, 0]], MultiLabelBinarizer()),
        ("label-lists-float", [fractions, [], [7.0]], MultiLabelBinarizer()),
        ("label-lists-numpy", [np.array([3, 1]), np.array([2])], MultiLabelBinarizer()),
        ("label-lists-strings", [np.array(["x", "y"]), np.array(["b"])], MultiLabelBinarizer()),
        ("label-lists-bool", [[True], [False]], MultiLabelBinarizer()),
        ("label-lists-given", [["a"]], MultiLabelBinarizer(classes=["c", "a", "b"])),
        ("label-lists-mixed", [["a"]], MultiLabelBinarizer(classes=["c", 1, None, 2.5, 2 ** 60])),
        ("label-lists-sparse", [["b", "c"], ["a"]], MultiLabelBinarizer(sparse_output=True)),
        ("label-lists-characters", ["scifi", "comedy"], MultiLabelBinarizer()),
        ("label-lists-one", [["a"], []], MultiLabelBinarizer()),
    ]:
        yield Case(name, model.fit(y), list(asked_lists(y)), bitwise=True)
    y = [["a", "b"], [], ["c"]]
    model = MultiLabelBinarizer()
    model.fit_transform(y)
    yield Case("label-lists-both", model, list(asked_lists(y)), bitwise=True)


def asked_lists(y):
    known = [[value.item() if hasattr(value, "item") else value for value in row] for row in y]
    yield probes.Probe("rows", known)
    yield probes.Probe("twice", [row + row[::-1] for row in known])
    yield probes.Probe("empty", [[], []])
    yield probes.Probe("unknown", [known[0] + ["nothing", 99, None, float("nan")], ["z"]])
    yield probes.Probe("equal", [[True, 1.0, 0, False], [2.0, 10.0, -3.0, -0.0], [2 ** 60, 2 ** 60 + 1], [float(2 ** 60)]])
    yield probes.Probe("text", [["a", "b"], "ab"])
    yield probes.Probe("nested", [["a", ["b"]]])
    yield probes.Probe("record", [[{"a": 1}]])
    yield probes.Probe("number", [["a"], 3])
    yield probes.Probe("none", [["a"], None])


def drawn_label_lists(draw):
    for name, rng in draw.named("label-lists"):
        labels = pick(rng, ["red", "green", "blue", "a b"], [5, -2, 0, 12, 7], [0.5, 2.0, -1.0])
        sets = [[pick(rng, *labels) for _ in range(rng.randint(0, 5))] for _ in range(8)]
        model = MultiLabelBinarizer(
            classes=pick(rng, None, [labels[i] for i in rng.permutation(len(labels))[:3]]), sparse_output=pick(rng, True, False)
        )
        yield Case(name, model.fit(sets[:5]), [probes.Probe("held-out", sets[5:])], bitwise=True)


def drawn_encoders(draw):
    for name, rng in draw.named("encoder"):
        columns = [column for column in people_columns() if rng.uniform() < 0.7] or ["city"]
        if pick(rng, True, False):
            model = OneHotEncoder(**drawn_one_hot(rng))
        else:
            model = OrdinalEncoder(**drawn_ordinal(rng))
        yield encoder_case(rng, name, model, columns, array=pick(rng, True, False))


def drawn_one_hot(rng):
    options = dict(AUTO, handle_unknown=pick(rng, "error", "ignore"), dtype=pick(rng, np.float64, np.float32, np.int64))
    if options["handle_unknown"] == "error" and accepts(OneHotEncoder, "drop") and knows_drop("if_binary"):
        options["drop"] = pick(rng, None, "first", "if_binary")
    if accepts(OneHotEncoder, "min_frequency"):
        options["handle_unknown"] = pick(rng, "error", "ignore", "infrequent_if_exist")
        options["min_frequency"] = pick(rng, None, 3, 8, 0.15)
        options["max_categories"] = pick(rng, None, 2, 4)
    return dict(options, **pick(rng, {}, DENSE))


def drawn_ordinal(rng):
    options = {}
    if accepts(OrdinalEncoder, "unknown_value"):
        options = pick(rng, {}, {"handle_unknown": "use_encoded_value", "unknown_value": pick(rng, -1, np.nan, 50)})
    if accepts(OrdinalEncoder, "min_frequency"):
        options = dict(options, min_frequency=pick(rng, None, 3, 8, 0.15), max_categories=pick(rng, None, 2, 4))
    return options
