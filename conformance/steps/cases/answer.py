"""What is done to answers: pandas, numpy and scikit-learn on the same rows."""

import random

import numpy as np
import pandas as pd

from . import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS, HARD_TEXTS, StepCase, numbers

SEED = 20260314
# Beyond the basic plane, at its end, and below the surrogates: UTF-16 and code points order these differently.
TEXTS = [*HARD_TEXTS[1:], "\U0001f600", "\uffff", "\ue000", "\U0001f600a", "\U0001f601", "\ud7ff", "Z", "zz", "a", "\U00010000"]


def hard_frame(rows=23):
    """A column of each type, in an order of its own, with values that come back."""

    def cycle(values, step):
        return [values[(i * step) % len(values)] for i in range(rows)]

    frame = pd.DataFrame(
        {
            "x": pd.Series(cycle(HARD_NUMBERS, 5), dtype="float64"),
            "y": pd.Series(cycle([1.0, 2.0, np.nan, -0.0, 0.0], 3), dtype="float64"),
            "n": pd.Series(cycle([3, -7, 0, 2**53 - 1, 3, 12], 5), dtype="int64"),
            "big": pd.Series(cycle([*HARD_INTEGERS, 2**70, -(2**70)], 3), dtype=object),
            "text": pd.Series(cycle(TEXTS, 7), dtype=object),
            "flag": pd.Series(cycle([True, False, False], 1), dtype=bool),
            "when": pd.to_datetime(pd.Series(cycle(HARD_DATES, 3)), format="ISO8601"),
        }
    )
    return frame


HARD_INPUTS = {
    "x": "number",
    "y": "number",
    "n": "integer",
    "big": "bigint",
    "text": "string",
    "flag": "boolean",
    "when": "datetime",
}


def cases():
    yield from sort_cases()
    yield from map_cases()
    yield from threshold_cases()
    yield from argmax_cases()
    yield from top_k_cases()
    yield from calibrate_cases()
    yield from round_cases()
    yield from inverse_cases()
    yield from melt_cases()
    yield from rank_cases()
    yield from aggregate_cases()


def sort_case(name, frame, inputs, by, descending=False, na_position="last", after=None):
    # One stable sort a key, the last key first. With several keys at once, pandas 3.1 takes missing numbers that come first
    # for the infinity that they come before.
    expected = frame
    keys = [by] if isinstance(by, str) else by
    directions = descending if isinstance(descending, list) else [descending] * len(keys)
    for key, is_descending in reversed(list(zip(keys, directions, strict=True))):
        expected = expected.sort_values(key, ascending=not is_descending, na_position=na_position, kind="stable")
    steps = [{"sort": {"by": by, "descending": descending, "na_position": na_position}}]
    if after is not None:
        (step, options), = after.items()
        steps.append(after)
        if step == "tail":
            expected = expected.tail(options)
        elif isinstance(options, dict):
            expected = expected.iloc[options["offset"] : options["offset"] + options["rows"]]
        else:
            expected = expected.head(options)
    return StepCase(name, steps, frame, expected, inputs, stage="postprocess")


def sort_cases():
    frame = hard_frame()
    yield StepCase("sort-short", [{"sort": "x"}], frame, frame.sort_values("x", kind="stable"), HARD_INPUTS, "postprocess")
    yield StepCase("head", [{"head": 3}], frame, frame.head(3), HARD_INPUTS, "postprocess")
    yield StepCase("head-none", [{"head": 0}], frame, frame.head(0), HARD_INPUTS, "postprocess")
    yield StepCase("head-all", [{"head": 99}], frame, frame.head(99), HARD_INPUTS, "postprocess")
    yield StepCase("head-offset", [{"head": {"rows": 4, "offset": 9}}], frame, frame.iloc[9:13], HARD_INPUTS, "postprocess")
    yield StepCase("head-past", [{"head": {"rows": 4, "offset": 21}}], frame, frame.iloc[21:25], HARD_INPUTS, "postprocess")
    yield StepCase("tail", [{"tail": 7}], frame, frame.tail(7), HARD_INPUTS, "postprocess")
    yield StepCase("tail-none", [{"tail": 0}], frame, frame.tail(0), HARD_INPUTS, "postprocess")
    yield StepCase("tail-all", [{"tail": 99}], frame, frame.tail(99), HARD_INPUTS, "postprocess")
    yield StepCase("tail-of-head", [{"head": 9}, {"tail": 2}], frame, frame.head(9).tail(2), HARD_INPUTS, "postprocess")
    yield StepCase("head-of-tail", [{"tail": 9}, {"head": 2}], frame, frame.tail(9).head(2), HARD_INPUTS, "postprocess")
    for column in frame.columns:
        for descending in (False, True):
            yield sort_case(f"sort-{column}-{descending}", frame, HARD_INPUTS, column, descending)
    draw = random.Random(SEED)
    afters = [None, {"head": 1}, {"head": 5}, {"tail": 1}, {"tail": 6}, {"head": 99}, {"tail": 3}, {"head": {"rows": 3, "offset": 4}}]
    for i in range(60):
        by = draw.sample(list(frame.columns), draw.choice([1, 1, 2, 3]))
        descending = draw.choice([True, False, [draw.random() < 0.5 for _ in by]])
        rows = frame.sample(frac=1, random_state=i).reset_index(drop=True)
        yield sort_case(
            f"sort-drawn-{i}", rows, HARD_INPUTS, by, descending, draw.choice(["first", "last"]), draw.choice(afters)
        )
    blank = frame.assign(text=frame["text"].map(lambda text: "" if text == "a" else text))
    yield sort_case("sort-empty-text", blank, HARD_INPUTS, "text", True, "first")
    yield sort_case("sort-empty-text-head", blank, HARD_INPUTS, ["text", "y"], False, "last", {"head": 4})
    empty = frame.head(0)
    yield StepCase("sort-empty", [{"sort": "x"}, {"tail": 2}], empty, empty, HARD_INPUTS, "postprocess")


def post(name, step, frame, expected, inputs, **more):
    steps = step if isinstance(step, list) else [step]
    return StepCase(name, steps, frame, expected, inputs, stage="postprocess", **more)


def map_cases():
    frame = hard_frame()
    numbers_to = {"0": "zero", "3": "three", "-7": "minus seven", "12": "twelve", str(2**53 - 1): "huge"}
    mapping = {int(key): value for key, value in numbers_to.items()}

    def case(name, options, column, expected, **more):
        return post(name, {"map": {"column": column, **options}}, frame, frame.assign(**{options.get("as", column): expected}), HARD_INPUTS, **more)

    yield case("map-integers", {"values": numbers_to}, "n", frame["n"].map(mapping))
    yield case("map-as", {"values": numbers_to, "as": "label"}, "n", frame["n"].map(mapping))
    some = {"3": "three"}
    yield case("map-missing", {"values": some, "unknown": "missing"}, "n", frame["n"].map({3: "three"}))
    yield case("map-keep", {"values": {"3": -3}, "unknown": "keep"}, "n", frame["n"].replace({3: -3}))
    yield case("map-keep-number", {"values": {"3": 0.5}, "unknown": "keep"}, "n", frame["n"].astype(float).replace({3.0: 0.5}))
    kept = frame["n"].astype(object).map(lambda n: "three" if n == 3 else n)
    yield case("map-keep-mixed", {"values": some, "unknown": "keep"}, "n", kept)
    reals = {"0": 1.5, "Infinity": 1, "-inf": -1, "0.1": 10, "5e-324": 0}
    exact = {0.0: 1.5, np.inf: 1, -np.inf: -1, 0.1: 10, 5e-324: 0}
    yield case("map-numbers", {"values": reals, "unknown": "missing"}, "x", frame["x"].map(exact))
    yield case(
        "map-numbers-missing",
        {"values": reals, "unknown": "missing", "missing": -99},
        "x",
        frame["x"].map({**exact, np.nan: -99}),
    )
    texts = {"a": "b", " ": "blank", "日本語": "Japanisch", "\U0001f600": "\U0001f601", "NaN?": "", "line\nbreak": "x"}
    yield case("map-texts", {"values": texts, "unknown": "missing"}, "text", frame["text"].map(texts))
    yield case("map-texts-keep", {"values": texts, "unknown": "keep"}, "text", frame["text"].replace(texts))
    yield case("map-flag", {"values": {"true": "yes", "false": "no"}}, "flag", frame["flag"].map({True: "yes", False: "no"}))
    pairs = [{"from": True, "to": 1}, {"from": False, "to": 0}]
    yield case("map-flag-pairs", {"values": pairs}, "flag", frame["flag"].map({True: 1, False: 0}))
    bigs = {str(2**53 + 1): "odd", str(2**70): "huge", "-1": "minus one"}
    yield case("map-big", {"values": bigs, "unknown": "missing"}, "big", frame["big"].map({int(k): v for k, v in bigs.items()}))
    one = frame["big"].map(lambda n: -5 if n == 2**70 else n)
    yield case("map-big-keep", {"values": {str(2**70): -5}, "unknown": "keep"}, "big", one)
    dates = {"2024-02-29": "leap", "1969-12-31T23:59:59.999999": "before"}
    stamps = {pd.Timestamp(key): value for key, value in dates.items()}
    yield case("map-dates", {"values": dates, "unknown": "missing", "as": "day"}, "when", frame["when"].map(stamps))
    unknown = [i for i, n in enumerate(frame["n"]) if n not in (3, 0)]
    left = frame.drop(index=unknown)
    yield post(
        "map-reject",
        {"map": {"column": "n", "values": {"3": "three", "0": "zero"}}},
        frame,
        left.assign(n=left["n"].map({3: "three", 0: "zero"})),
        HARD_INPUTS,
        rejected=unknown,
    )


def probabilities(classes, rows, seed, dtype="float64"):
    """Rows that sum to one, some with ties, and some that no model gives: missing, 0 and 1."""
    draw = np.random.default_rng(seed)
    drawn = draw.dirichlet(np.ones(classes), size=rows)
    drawn[0] = 1 / classes
    drawn[1] = np.eye(classes)[classes - 1]
    drawn[2] = np.nan
    drawn[3, 0] = np.nan
    drawn[4] = np.round(drawn[4], 1)
    frame = pd.DataFrame(drawn.astype(dtype), columns=[f"p{c}" for c in range(classes)])
    kind = "number" if dtype == "float64" else "float32"
    return frame.assign(id=[f"id {i}" for i in range(rows)]), {**{f"p{c}": kind for c in range(classes)}, "id": "string"}


LABELS = [["no", "yes", "maybe", "naïve 👩", "x"], [0, 1, 2, 3, 4], [1.5, -2.0, 0.25, 3.0, 1e300]]


def named(labels, classes):
    return {f"p{c}": labels[c] for c in range(classes)}


def threshold_cases():
    for dtype in ("float64", "float32"):
        for limit in (0.5, 0.3, 0.7, 0.1, 0.0, 1.0):
            frame, inputs = probabilities(2, 20, 3, dtype)
            frame.loc[7:9, "p1"] = frame["p1"].dtype.type(limit)
            positive = frame["p1"].to_numpy()
            # FixedThresholdClassifier: classes[(y_score >= threshold).astype(int)].
            label = np.where(np.isnan(positive), None, np.array(["no", "yes"], dtype=object)[(positive >= limit).astype(int)])
            step = {"threshold": {"columns": named(LABELS[0], 2), "threshold": limit}}
            yield post(f"threshold-{dtype}-{limit}", step, frame, frame.assign(prediction=label), inputs)
    frame, inputs = probabilities(2, 20, 4)
    score = frame["p0"].to_numpy()
    label = pd.Series(np.where(np.isnan(score), np.nan, np.where(score >= 0.4, 0, 1)))
    step = {"threshold": {"columns": named(LABELS[1], 2), "threshold": 0.4, "positive": 0, "as": "p1"}}
    yield post("threshold-positive", step, frame, frame.assign(p1=label), inputs)
    short = frame.rename(columns={"p0": "no", "p1": "yes"})
    label = np.where(np.isnan(frame["p1"]), None, np.where(frame["p1"] >= 0.25, "yes", "no"))
    step = {"threshold": {"columns": ["no", "yes"], "threshold": 0.25, "as": "label"}}
    yield post("threshold-by-name", step, short, short.assign(label=label), {"no": "number", "yes": "number", "id": "string"})
    draw = random.Random(SEED + 1)
    for i in range(30):
        classes = draw.choice([2, 3, 4, 5])
        frame, inputs = probabilities(classes, 25, i + 10)
        labels = draw.choice(LABELS)[:classes]
        chosen = sorted(draw.sample(range(classes), draw.randint(1, classes)), key=lambda _: draw.random())
        limits = {c: draw.choice([0.1, 0.2, 0.25, 0.4, 0.5, 0.6]) for c in chosen}
        by_ratio = draw.random() < 0.5
        otherwise = draw.choice(["absent", None, labels[0], "none of them"])
        values = frame[[f"p{c}" for c in range(classes)]].to_numpy()
        asked = [c for c in range(classes) if c in limits]
        found = []
        for row in values:
            passing = [c for c in asked if row[c] >= limits[c]]
            if np.isnan(row[asked]).any():
                found.append(None)
            elif passing:
                found.append(labels[max(passing, key=lambda c: row[c] / limits[c] if by_ratio and len(asked) > 1 else row[c])])
            elif otherwise != "absent":
                found.append(otherwise)
            else:
                found.append(None if np.isnan(row).any() else labels[int(np.argmax(row))])
        options = {
            "columns": named(labels, classes),
            "thresholds": {("%g" % labels[c] if isinstance(labels[c], float) and labels[c] != 1e300 else "1e+300" if labels[c] == 1e300 else str(labels[c])): limits[c] for c in limits},
            "choose": "ratio" if by_ratio else "probability",
            "as": "label",
            **({} if otherwise == "absent" else {"otherwise": otherwise}),
        }
        yield post(f"threshold-drawn-{i}", {"threshold": options}, frame, frame.assign(label=pd.Series(found, dtype=object)), inputs)


def argmax_cases():
    for labels in LABELS:
        for classes in (1, 2, 5):
            frame, inputs = probabilities(classes, 15, classes)
            values = frame[[f"p{c}" for c in range(classes)]].to_numpy()
            best = [None if np.isnan(row).any() else labels[int(np.argmax(row))] for row in values]
            step = {"argmax": {"columns": named(labels, classes), "as": "label"}}
            yield post(f"argmax-{labels[0]}-{classes}", step, frame, frame.assign(label=pd.Series(best, dtype=object)), inputs)


def top_k_cases():
    draw = random.Random(SEED + 2)
    for i in range(16):
        classes = draw.choice([1, 2, 3, 5])
        k = draw.randint(1, classes)
        dtype = draw.choice(["float64", "float32"])
        frame, inputs = probabilities(classes, 15, i, dtype)
        labels = draw.choice(LABELS)
        columns = [f"p{c}" for c in range(classes)]
        values = frame[columns].to_numpy()
        order = np.argsort(-values, axis=1, kind="stable")
        keep = draw.random() < 0.5
        expected = frame if keep else frame.drop(columns=columns)
        for place in range(k):
            best = values[np.arange(len(frame)), order[:, place]]
            names = [None if np.isnan(p) else labels[c] for p, c in zip(best, order[:, place], strict=True)]
            expected = expected.assign(**{f"top_{place + 1}_class": pd.Series(names, dtype=object), f"top_{place + 1}_probability": best})
        yield post(f"top-k-drawn-{i}", {"top_k": {"k": k, "columns": named(labels, classes), "keep": keep}}, frame, expected, inputs)


# exp and log of V8 and of numpy may differ in the last bit.
EXP = 1e-14


def calibrate_cases():
    from sklearn.calibration import _CalibratedClassifier, _SigmoidCalibration, _TemperatureScaling
    from sklearn.isotonic import IsotonicRegression

    class Scores:
        """An estimator that answers with the scores it is given."""

        def __init__(self, classes, method):
            self.classes_ = np.arange(classes)
            setattr(self, method, lambda x: x)

    Scores._estimator_type = "classifier"
    Scores.__sklearn_tags__ = lambda self: __import__("sklearn.base").base.ClassifierMixin.__sklearn_tags__(
        type("T", (__import__("sklearn.base").base.ClassifierMixin, __import__("sklearn.base").base.BaseEstimator), {})()
    )

    def sigmoid(a, b):
        made = _SigmoidCalibration()
        made.a_, made.b_ = a, b
        return made

    def isotonic(draw):
        x = np.sort(draw.normal(size=12))
        return IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(x, np.clip(x / 3 + draw.normal(size=12) / 4 + 0.4, 0, 1))

    def points(made):
        return {"x": made.X_thresholds_.tolist(), "y": made.y_thresholds_.tolist()}

    def each_column(scores, columns, predict):
        """sklearn refuses missing values: they are put in again."""
        values = scores.to_numpy()
        known = ~np.isnan(values).any(axis=1)
        result = np.full(values.shape, np.nan)
        result[known] = predict(values[known])
        return pd.DataFrame(result, columns=columns)

    draw = np.random.default_rng(SEED)
    for i in range(8):
        one = pd.DataFrame({"score": [*draw.normal(size=20) * 3, np.nan, 0.0, -0.0, 1e300, -1e300, 700.0, -800.0]})
        made = sigmoid(draw.normal() * 3, draw.normal())
        expected = each_column(one, ["score"], lambda v, made=made: made.predict(v[:, 0])[:, None])
        step = {"calibrate": {"method": "sigmoid", "columns": "score", "a": made.a_, "b": made.b_}}
        yield post(f"calibrate-sigmoid-one-{i}", step, one, expected, {"score": "number"}, tolerance=EXP)
        curve = isotonic(draw)
        spots = [*curve.X_thresholds_[:3], *curve.X_thresholds_[-2:]]
        one = pd.DataFrame({"score": [*one["score"], *spots]})
        expected = each_column(one, ["score"], lambda v, curve=curve: curve.predict(v[:, 0])[:, None])
        step = {"calibrate": {"method": "isotonic", "columns": "score", **points(curve)}}
        yield post(f"calibrate-isotonic-one-{i}", step, one, expected, {"score": "number"})
    for i in range(8):
        frame, inputs = probabilities(2, 18, i)
        made = sigmoid(draw.normal() * 3, draw.normal()) if i % 2 else isotonic(draw)
        method = "sigmoid" if i % 2 else "isotonic"
        # As _CalibratedClassifier.predict_proba does with the scores of the second class.
        known = frame["p1"].notna()
        proba = np.full((len(frame), 2), np.nan)
        positive = made.predict(frame.loc[known, "p1"].to_numpy())
        proba[known, 1] = positive
        proba[known, 0] = 1.0 - positive
        constants = {"a": made.a_, "b": made.b_} if i % 2 else points(made)
        step = {"calibrate": {"method": method, "columns": named(LABELS[0], 2), **constants}}
        yield post(f"calibrate-two-{i}", step, frame, frame.assign(p0=proba[:, 0], p1=proba[:, 1]), inputs, tolerance=EXP)
    for i in range(10):
        classes = 3 + i % 3
        frame, inputs = probabilities(classes, 18, i)
        columns = [f"p{c}" for c in range(classes)]
        method = "sigmoid" if i % 2 else "isotonic"
        mades = [sigmoid(draw.normal() * 3, draw.normal()) if i % 2 else isotonic(draw) for _ in columns]
        if i == 4:
            for made in mades:
                made.fit([0.0, 2.0], [0.0, 0.0])
        whole = _CalibratedClassifier(Scores(classes, "predict_proba"), mades, classes=np.arange(classes), method=method)
        expected = each_column(frame[columns], columns, whole.predict_proba)
        curves = {f"c{c}": ({"a": m.a_, "b": m.b_} if i % 2 else points(m)) for c, m in enumerate(mades)}
        step = {"calibrate": {"method": method, "columns": {f"p{c}": f"c{c}" for c in range(classes)}, "classes": curves}}
        yield post(f"calibrate-many-{method}-{i}", step, frame, frame.assign(**expected), inputs, tolerance=EXP)
    for i in range(6):
        classes = 2 + i % 3
        frame, inputs = probabilities(classes, 18, 30 + i)
        columns = [f"p{c}" for c in range(classes)]
        beta = float(np.exp(draw.normal()))
        made = _TemperatureScaling()
        made.beta_ = beta
        options = {"method": "temperature", "temperature": 1 / beta, "columns": columns}
        # Small exponents are differences of logarithms near those of 1e-12: the error of 1 / temperature counts as often.
        if i < 3:
            valid = frame.drop(index=[4])
            expected = each_column(valid[columns], columns, made.predict)
            valid = valid.reset_index(drop=True)
            step = {"calibrate": {**options, "of": "probabilities"}}
            yield post(f"calibrate-temperature-{i}", step, valid, valid.assign(**expected), inputs, tolerance=1e-13)
        else:
            logits = frame.assign(**{c: frame[c] * 12 - 6 for c in columns})
            expected = each_column(logits[columns], columns, made.predict)
            yield post(f"calibrate-logits-{i}", {"calibrate": options}, logits, logits.assign(**expected), inputs, tolerance=1e-13)
    one = pd.DataFrame({"score": [*draw.normal(size=12) * 4, 0.0, 300.0, -200.0]})
    made = _TemperatureScaling()
    made.beta_ = 0.8
    expected = pd.DataFrame({"score": made.predict(one.to_numpy())[:, 1]})
    step = {"calibrate": {"method": "temperature", "temperature": 1 / 0.8, "columns": "score"}}
    yield post("calibrate-temperature-one", step, one, expected, {"score": "number"}, tolerance=1e-13)


def round_cases():
    draw = np.random.default_rng(SEED)
    near = [2.675, 1.005, 0.5, 1.5, 2.5, -0.5, -1.5, -0.2, 1e15 + 0.5, 4503599627370497.5, 1e16, 123456.789, 0.285, 1e22, 1.1e300]
    values = [*HARD_NUMBERS, *near, *(draw.normal(size=40) * 10.0 ** draw.integers(-8, 12, size=40))]
    for digits in (0, 1, 2, 3, 5, 8, 15, 22, -1, -2, -8, -22):
        frame = numbers(x=values, y=values[::-1])
        with np.errstate(over="ignore"):
            rounded = frame.round(digits)
        # Where numpy's scaling overflows, the number stays as it is.
        expected = rounded.where(np.isfinite(rounded), frame)
        inputs = {"x": "number", "y": "number"}
        yield post(f"round-{digits}", {"round": digits}, frame, expected, inputs)
        yield post(
            f"round-one-{digits}",
            {"round": {"columns": "x", "decimals": digits}},
            frame,
            frame.assign(x=expected["x"]),
            inputs,
        )
        small = pd.DataFrame({"x": np.asarray(values, dtype="float64")}).clip(-1e30, 1e30).astype("float32")
        with np.errstate(over="ignore", invalid="ignore"):
            rounded = small.round(digits)
        expected = rounded.where(np.isfinite(rounded), small)
        yield post(f"round-float32-{digits}", {"round": digits}, small, expected, {"x": "float32"})
        whole = pd.DataFrame({"n": [0, 5, 15, 25, -15, 149, 150, 250, -350, 10**12 + 50]})
        if digits > -9:
            yield post(f"round-integers-{digits}", {"round": {"columns": "n", "decimals": digits}}, whole, whole.round(digits), {"n": "integer"})
    frame = hard_frame()
    some = {"x": 1, "y": 0}
    expected = frame.round(some)
    expected = expected.assign(x=expected["x"].where(np.isfinite(expected["x"]), frame["x"]))
    yield post("round-each", {"round": {"decimals": some}}, frame, expected, HARD_INPUTS)
    rounded = frame.assign(x=frame["x"].round(2), y=frame["y"].round(2))
    yield post("round-all-types", {"round": 2}, frame, rounded.assign(x=rounded["x"].where(np.isfinite(rounded["x"]), frame["x"])), HARD_INPUTS)


def inverse_cases():
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    draw = np.random.default_rng(SEED)
    frame = numbers(y=[*HARD_NUMBERS[:4], *HARD_NUMBERS[7:], *draw.normal(size=20)], z=draw.normal(size=29))
    inputs = {"y": "number", "z": "number"}
    infinite = numbers(y=HARD_NUMBERS, z=HARD_NUMBERS[::-1])
    for name, scaler in (
        ("standard", StandardScaler()),
        ("robust", RobustScaler()),
        ("no-mean", StandardScaler(with_mean=False)),
    ):
        scaler.fit(draw.normal(size=(50, 2)) * [3, 1e-3] + [100, 7])
        back = pd.DataFrame(scaler.inverse_transform(frame.to_numpy()), columns=["y", "z"])
        mean = getattr(scaler, "center_", getattr(scaler, "mean_", None))
        options = {"of": "standard", "columns": ["y", "z"], "scale": scaler.scale_.tolist()}
        if getattr(scaler, "with_mean", True):
            options["mean"] = mean.tolist()
        yield post(f"inverse-{name}", {"inverse_transform": options}, frame, back, inputs)
    for low, high in ((0, 1), (-1, 1), (5, 5.5)):
        data = draw.normal(size=(50, 2)) * [3, 1e-3] + [100, 7]
        data[:, 1] = 4 if low == -1 else data[:, 1]
        scaler = MinMaxScaler(feature_range=(low, high)).fit(data)
        back = pd.DataFrame(scaler.inverse_transform(frame.to_numpy()), columns=["y", "z"])
        options = {
            "of": "min_max",
            "columns": ["y", "z"],
            "min": scaler.data_min_.tolist(),
            "max": scaler.data_max_.tolist(),
            "range": [low, high],
        }
        yield post(f"inverse-min-max-{low}", {"inverse_transform": options}, frame, back, inputs)
    ways = {"log": np.exp, "log1p": np.expm1, "log2": np.exp2, "log10": lambda y: np.power(10.0, y), "sqrt": np.square}
    with np.errstate(over="ignore"):
        for name, way in ways.items():
            step = {"inverse_transform": {"of": name, "columns": "y"}}
            yield post(f"inverse-{name}", step, infinite, infinite.assign(y=way(infinite["y"])), inputs, tolerance=0 if name == "sqrt" else EXP)
        back = infinite["y"] * 2.0 + 5.0
        step = {"inverse_transform": {"of": "standard", "columns": "y", "mean": 5, "scale": 2}}
        yield post("inverse-one-constant", step, infinite, infinite.assign(y=back), inputs)


def melt_cases():
    for labels in LABELS:
        frame, inputs = probabilities(3, 9, 5)
        renamed = frame.rename(columns={f"p{c}": labels[c] for c in range(3)})
        long = renamed.melt(id_vars="id", var_name="class", value_name="probability", ignore_index=False)
        yield post(f"melt-{labels[0]}", {"melt": {"columns": named(labels, 3)}}, frame, long.sort_index(kind="stable"), inputs)
    frame = hard_frame()
    inputs = HARD_INPUTS
    for name, chosen, ids in (
        ("numbers", ["x", "y"], ["text", "when", "big"]),
        ("mixed", ["n", "x"], ["flag"]),
        ("dates", ["when"], ["n", "text"]),
        ("texts", ["text"], ["x"]),
        ("big", ["big"], ["x"]),
    ):
        long = frame.melt(id_vars=ids, value_vars=chosen, var_name="what", value_name="value", ignore_index=False)
        step = {"melt": {"columns": chosen, "id": ids, "variable": "what", "value": "value"}}
        yield post(f"melt-{name}", step, frame, long.sort_index(kind="stable"), inputs)
    every = frame.melt(id_vars=["x"], value_vars=["text", "flag", "n"], ignore_index=False).sort_index(kind="stable")
    step = {"melt": {"columns": ["text", "flag", "n"], "id": "x", "variable": "variable", "value": "value"}}
    yield post("melt-any", step, frame, every, inputs)


def rank_cases():
    frame = hard_frame()
    for column in frame.columns:
        for method in ("average", "min", "max", "first", "dense"):
            for descending in (False, True):
                series = frame[column]
                if method == "first" and series.dtype == object:
                    # pandas has no order of appearance for objects: their dense ranks have.
                    series = series.rank(method="dense")
                ranks = series.rank(method=method, ascending=not descending)
                step = {"rank": {"of": column, "method": method, "descending": descending, "as": "place"}}
                alone = frame[[column]]
                inputs = {column: HARD_INPUTS[column]}
                yield post(f"rank-{column}-{method}-{descending}", step, alone, alone.assign(place=ranks), inputs)


HOW = {
    "x": ["count", "sum", "mean", "min", "max", "std", "var", "median", "first", "last", "nunique"],
    "y": ["count", "sum", "mean", "min", "max", "std", "var", "median", "first", "last", "nunique"],
    "n": ["count", "mean", "min", "max", "std", "var", "median", "first", "last", "nunique"],
    "big": ["count", "sum", "min", "max", "first", "last", "nunique"],
    "text": ["count", "min", "max", "first", "last", "nunique"],
    "flag": ["count", "sum", "mean", "min", "max", "first", "last", "nunique"],
    "when": ["count", "min", "max", "first", "last", "nunique"],
}


def aggregate_case(name, frame, inputs, by, each, sort=True, dropna=True):
    used = [column for column in frame.columns if column in by or column in [of for of, _ in each.values()]]
    frame, inputs = frame[used], {column: inputs[column] for column in used}
    grouped = frame.groupby(by, sort=sort, dropna=dropna)
    parts = {}
    for out, (column, how) in each.items():
        parts[out] = grouped.size() if how == "size" else getattr(grouped[column], how)()
    expected = pd.DataFrame(parts).reset_index() if parts else None
    options = {
        "by": by,
        "each": {out: ({"how": how} if how == "size" else {"of": column, "how": how}) for out, (column, how) in each.items()},
        "sort": sort,
        "dropna": dropna,
    }
    return post(f"aggregate-{name}", {"aggregate": options}, frame, expected, inputs, keeps_index=False)


def aggregate_cases():
    draw = random.Random(SEED + 3)
    random_numbers = np.random.default_rng(SEED)
    rows = 60
    frame = hard_frame(rows)
    frame["x"] = np.where(np.arange(rows) % 3 == 0, frame["x"], random_numbers.normal(size=rows) * 10.0 ** random_numbers.integers(-6, 7, size=rows))
    frame["group"] = pd.Series([draw.choice(["a", "b", None, "\U0001f600", "\uffff"]) for _ in range(rows)], dtype=object)
    frame["level"] = pd.Series([draw.choice([0.0, -0.0, 1.5, np.nan, np.inf, -np.inf]) for _ in range(rows)])
    inputs = {**HARD_INPUTS, "group": "string", "level": "number"}
    for column, hows in HOW.items():
        for how in hows:
            yield aggregate_case(f"{column}-{how}", frame, inputs, ["group"], {"rows": (column, "size"), "out": (column, how)})
    for i in range(40):
        by = draw.sample(["group", "level", "flag", "y", "when"], draw.choice([1, 1, 2, 3]))
        columns = [column for column in HOW if column not in by]
        each = {f"out{k}": (column, draw.choice([*HOW[column], "size"])) for k, column in enumerate(draw.sample(columns, 3))}
        yield aggregate_case(f"drawn-{i}", frame, inputs, by, each, draw.random() < 0.6, draw.random() < 0.6)
    for column in ("n", "big"):
        yield aggregate_case(f"by-{column}", frame, inputs, [column], {"rows": ("x", "size"), "mean": ("x", "mean")})
    whole = frame.assign(n=frame["n"].where(frame["n"] < 2**50, 7))
    yield aggregate_case("integer-sum", whole, inputs, ["group"], {"sum": ("n", "sum")})
    # A sum whose parts no float64 holds.
    far = pd.DataFrame({"g": ["a"] * 5 + ["b"], "n": [2**53 - 1, 2**53 - 1, 3, -(2**53 - 1), -(2**53 - 1), 1]})
    yield aggregate_case("integer-sum-far", far, {"g": "string", "n": "integer"}, ["g"], {"sum": ("n", "sum")})
    fine = pd.DataFrame({"g": [0, 1] * 500, "v": random_numbers.normal(size=1000) * 10.0 ** random_numbers.integers(-9, 10, size=1000)})
    each = {how: ("v", how) for how in ("sum", "mean", "std", "var", "median")}
    yield aggregate_case("thousand", fine, {"g": "integer", "v": "number"}, ["g"], each)
    one = frame.groupby(lambda _: 0).agg(rows=("x", "size"), sum=("x", "sum"), most=("n", "max")).reset_index(drop=True)
    each = {"rows": {"how": "size"}, "sum": {"of": "x", "how": "sum"}, "most": {"of": "n", "how": "max"}}
    yield post("aggregate-all", {"aggregate": {"each": each}}, frame, one, inputs, keeps_index=False)
    nothing = pd.DataFrame({"rows": [0], "sum": [0.0], "most": [None]})
    yield post("aggregate-all-empty", {"aggregate": {"each": each}}, frame.head(0), nothing, inputs, keeps_index=False)
    yield aggregate_case("empty", frame.head(0), inputs, ["group"], {"sum": ("x", "sum")})
    counted = frame.groupby("group").agg(mean=("x", "mean")).reset_index().sort_values("mean", ascending=False, kind="stable").head(2)
    steps = [
        {"aggregate": {"by": "group", "each": {"mean": {"of": "x", "how": "mean"}}}},
        {"sort": {"by": "mean", "descending": True}},
        {"head": 2},
    ]
    yield post("aggregate-sort-head", steps, frame, counted, inputs, keeps_index=False)
