import unicodedata
import warnings

import numpy as np
import pandas as pd
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import strip_accents_unicode
from sklearn.preprocessing import OrdinalEncoder, PowerTransformer

from . import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS, HARD_TEXTS, StepCase, numbers

# Texts that are dates, and where they are read: zones, before 1970, leap days, far years, and what is none.
DATE_TEXTS = [
    "2024-02-29",
    "2024-02-29T12:30:00Z",
    "2024-02-29 23:30:00+05:30",
    "1969-12-31T23:59:59.999999",
    "1700-03-01T01:02:03",
    "9999-12-31T23:59:59",
    "0001-01-01",
    "2000-02-29T00:00:00-08:00",
    None,
]
NO_DATES = ["2023-02-29", "2024-13-01", "yesterday", "1704067200", "2024-01-01T25:00:00"]
WORDS = ["red", "Red", "green", "ß", "日本語", "naïve", "a,b", " x ", "👩‍👩‍👧", "Ω", ""]


def texts(**columns):
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def days(values):
    # One by one, since a column of several zones is no column of dates.
    return pd.Series([pd.NaT if v is None else utc(v) for v in values]).astype("datetime64[us]")


def utc(text):
    stamp = pd.Timestamp(text)
    return (stamp.tz_convert("UTC").tz_localize(None) if stamp.tzinfo else stamp).as_unit("us")


def spread(draw, rows, missing=0.15):
    values = draw.normal(size=rows) * 10.0 ** draw.integers(-3, 6, size=rows)
    values = np.where(draw.random(rows) < 0.25, draw.choice(HARD_NUMBERS, size=rows), values)
    return np.where(draw.random(rows) < missing, np.nan, values)


def random_days(draw, rows):
    spans = [(-62_135_596_800, 253_402_300_799), (-10_000_000_000, 10_000_000_000), (-200_000, 200_000)]
    seconds = [int(draw.integers(*spans[int(draw.integers(3))])) for _ in range(rows)]
    values = pd.Series(np.array(seconds, dtype="datetime64[s]").astype("datetime64[us]"))
    values[draw.random(rows) < 0.1] = pd.NaT
    return values


def rejecting(frame, expected, good):
    """The rows that are left, and the numbers of the others."""
    return expected[good], [int(i) for i in frame.index[~good]]


def cases():
    yield from casts()
    yield from columns()
    yield from date_parts()
    yield from bins()
    yield from categories()
    yield from functions()
    yield from cleaned_texts()


def casts():
    frame = numbers(x=HARD_NUMBERS, y=HARD_NUMBERS[::-1])
    inputs = {"x": "number", "y": "number"}
    with np.errstate(over="ignore"):
        expected = pd.DataFrame({"x": frame["x"].astype("float32").astype("float64"), "y": frame["y"]})
    yield StepCase("cast-float32", [{"cast": {"columns": "x", "to": "float32"}}], frame, expected, inputs)

    # pandas writes a missing number as "nan", where here it stays missing.
    as_text = frame["x"].astype(str).astype(object).where(frame["x"].notna(), None)
    expected = pd.DataFrame({"x": as_text, "y": frame["y"]})
    yield StepCase("cast-number-string", [{"cast": {"columns": "x", "to": "string"}}], frame, expected, inputs)

    draw = np.random.default_rng(1)
    drawn = numbers(x=np.concatenate([draw.normal(size=60) * 10.0 ** draw.integers(-12, 20, size=60), draw.integers(-999, 999, 20)]))
    expected = pd.DataFrame({"x": drawn["x"].astype(str).astype(object)})
    yield StepCase("cast-drawn-string", [{"cast": {"columns": "x", "to": "string"}}], drawn, expected, {"x": "number"})
    single = drawn["x"].astype("float32")
    # The shortest digits of a float32, laid out as Python does and numpy did before 2.5.
    expected = pd.DataFrame({"x": pd.Series([repr(float(str(x))) for x in single.to_numpy()], dtype=object)})
    steps = [{"cast": {"columns": "x", "to": "float32"}}, {"cast": {"columns": "x", "to": "string"}}]
    yield StepCase("cast-float32-string", steps, drawn, expected, {"x": "number"})

    # What pandas would cut or refuse as a whole column is rejected row by row.
    x = frame["x"]
    good = x.isna() | (np.isfinite(x) & (x == np.trunc(x)) & (x.abs() < 2.0**53))
    expected, rejected = rejecting(frame, frame, good)
    yield StepCase(
        "cast-number-integer", [{"cast": {"columns": "x", "to": "integer"}}], frame, expected, inputs, rejected=rejected
    )
    flags = numbers(x=[0, 1, np.nan, 2, -0.0, 0.5, np.inf])
    good = flags["x"].isna() | flags["x"].isin([0.0, 1.0])
    expected, rejected = rejecting(flags, flags, good)
    yield StepCase("cast-number-boolean", [{"cast": {"columns": "x", "to": "boolean"}}], flags, expected.abs(), {"x": "number"}, rejected=rejected)

    whole = pd.DataFrame({"n": pd.Series([0, 1, -1, 2**53 - 1, -(2**53) + 1, 10**15, 7], dtype="int64")})
    for to, kind in [("number", "float64"), ("string", str), ("bigint", "int64")]:
        expected = whole.astype(kind)
        yield StepCase(f"cast-integer-{to}", [{"cast": {"columns": "n", "to": to}}], whole, expected, {"n": "integer"})

    big = pd.DataFrame({"n": pd.Series(HARD_INTEGERS + [None], dtype="Int64")})
    expected = pd.DataFrame({"n": big["n"].astype("Float64").astype("float64")})
    yield StepCase("cast-bigint-number", [{"cast": {"columns": "n", "to": "number"}}], big, expected, {"n": "bigint"})
    expected = pd.DataFrame({"n": big["n"].astype(object).map(lambda v: None if v is pd.NA else str(v))})
    yield StepCase("cast-bigint-string", [{"cast": {"columns": "n", "to": "string"}}], big, expected, {"n": "bigint"})
    good = pd.Series([v is pd.NA or abs(int(v)) < 2**53 for v in big["n"].astype(object)])
    expected, rejected = rejecting(big, big, good)
    yield StepCase("cast-bigint-integer", [{"cast": {"columns": "n", "to": "integer"}}], big, expected, {"n": "bigint"}, rejected=rejected)

    wide = numbers(x=[1e17, -(2.0**63), 5.0, np.nan, 2.0**53])
    expected = pd.DataFrame({"x": wide["x"].astype("Int64")})
    yield StepCase("cast-number-bigint", [{"cast": {"columns": "x", "to": "bigint"}}], wide, expected, {"x": "number"})

    flags = pd.DataFrame({"b": pd.Series([True, False, None], dtype=object)})
    expected = pd.DataFrame({"b": pd.Series(["True", "False", None], dtype=object)})
    yield StepCase("cast-boolean-string", [{"cast": {"columns": "b", "to": "string"}}], flags, expected, {"b": "boolean"})
    yield StepCase("cast-boolean-number", [{"cast": {"columns": "b", "to": "number"}}], flags, flags.astype("float64"), {"b": "boolean"})

    given = texts(t=["1", " 2.5 ", "-3e5", "1e400", ".5", "5.", "+7", "inf", "-Infinity", "0x10", "1_000", "1,5", "abc", "--1", "٣", None])
    read = pd.to_numeric(given["t"], errors="coerce")
    # Python's float takes other digits than ASCII's, and so does not pandas.
    good = given["t"].isna() | read.notna()
    expected, rejected = rejecting(given, pd.DataFrame({"t": read}), good & (given["t"] != "0x10"))
    yield StepCase("cast-text-number", [{"cast": {"columns": "t", "to": "number"}}], given, expected, {"t": "string"}, rejected=rejected)

    given = texts(t=["0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", None])
    expected = pd.DataFrame({"t": given["t"].astype("Int64")})
    yield StepCase("cast-text-bigint", [{"cast": {"columns": "t", "to": "bigint"}}], given, expected, {"t": "string"})

    given = texts(t=DATE_TEXTS + NO_DATES)
    read = days(DATE_TEXTS + [None] * len(NO_DATES))
    good = given["t"].isna() | read.notna()
    expected, rejected = rejecting(given, pd.DataFrame({"t": read}), good)
    yield StepCase("cast-text-datetime", [{"cast": {"columns": "t", "to": "datetime"}}], given, expected, {"t": "string"}, rejected=rejected)

    draw = np.random.default_rng(2)
    moments = random_days(draw, 40)
    for number, form in enumerate(["%d/%m/%Y %H:%M:%S", "%Y%m%d%H%M%S", "%b %d, %Y %I:%M:%S %p", "%Y-%jT%H:%M:%S", "%d %B %Y %H.%M.%S", "%m-%d-%Y %H:%M:%S.%f"]):
        written = moments.map(lambda v: None if pd.isna(v) else padded(v, form)).astype(object)
        given = pd.DataFrame({"t": written})
        expected = pd.DataFrame({"t": pd.to_datetime(written, format=form).astype("datetime64[us]")})
        yield StepCase(f"cast-format-{number}", [{"cast": {"columns": "t", "to": "datetime", "format": form}}], given, expected, {"t": "string"})
    given = texts(t=["31/12/99", "01/01/68", "29/02/00", "30/02/00", "1/2/03", "01/13/03", "x", "01/01/69 ", None])
    read = pd.to_datetime(given["t"].str.strip(), format="%d/%m/%y", errors="coerce").astype("datetime64[us]")
    expected, rejected = rejecting(given, pd.DataFrame({"t": read}), given["t"].isna() | read.notna())
    yield StepCase("cast-format-short-year", [{"cast": {"columns": "t", "to": "datetime", "format": "%d/%m/%y"}}], given, expected, {"t": "string"}, rejected=rejected)
    given = texts(t=["2024-02-29 12:30 +0530", "1969-12-31 23:59 -08:00", "2000-01-01 00:00 Z"])
    read = days([pd.Timestamp(t).isoformat() for t in given["t"]])
    yield StepCase("cast-format-zone", [{"cast": {"columns": "t", "to": "datetime", "format": "%Y-%m-%d %H:%M %z"}}], given, pd.DataFrame({"t": read}), {"t": "string"})


def padded(stamp, form):
    """strftime, with years of four digits on every platform."""
    return stamp.strftime(form.replace("%Y", f"{stamp.year:04d}"))


def columns():
    frame = pd.DataFrame({"a": [1.0, np.nan], "b": ["x", None], "mean radius": [3.0, 4.0], "größe": [5.0, -0.0]})
    inputs = {"a": "number", "b": "string", "mean radius": "number", "größe": "number"}
    names = {"a": "b", "b": "a", "größe": "size"}
    yield StepCase("rename-swap", [{"rename": names}], frame, frame.rename(columns=names), inputs)
    yield StepCase("select-order", [{"select": ["größe", "a"]}], frame, frame[["größe", "a"]], inputs)
    yield StepCase("drop-one", [{"drop": "mean radius"}], frame, frame.drop(columns="mean radius"), inputs)
    expected = frame.assign(c=frame["a"] * 2)
    expected = expected.assign(a=expected["c"] + frame["mean radius"])
    steps = [{"derive": {"c": "a * 2", "a": "c + `mean radius`"}}]
    yield StepCase("derive-in-order", steps, frame, expected, inputs)


PARTS = ["year", "month", "day", "hour", "minute", "second", "microsecond", "weekday", "dayofyear", "quarter", "week", "is_month_start", "is_month_end"]


def date_parts():
    draw = np.random.default_rng(3)
    edges = [f"{year}-{day}" for year in (1, 1599, 1600, 1900, 1970, 2000, 2024, 2026, 9999) for day in ("01-01", "02-28", "03-01", "12-31")]
    edges = [f"{int(text.split('-')[0]):04d}{text[text.index('-'):]}" for text in edges]
    for name, values in [("hard", days(HARD_DATES)), ("edges", days(edges)), ("drawn", random_days(draw, 120))]:
        frame = pd.DataFrame({"d": values, "x": np.arange(len(values), dtype="float64")})
        expected = frame[["x"]].copy()
        for part in PARTS:
            found = values.dt.isocalendar().week if part == "week" else getattr(values.dt, part)
            expected[f"d_{part}"] = found.astype("Float64").where(values.notna(), pd.NA)
        yield StepCase(f"dates-{name}", [{"dates": {"columns": "d", "parts": PARTS}}], frame, expected, {"d": "datetime", "x": "number"})
        since = pd.Timestamp("2000-03-01T06:00:00").as_unit("us")
        gone = (values - since) / pd.Timedelta(days=1).as_unit("us")
        seconds = (values - pd.Timestamp("1970-01-01").as_unit("us")) / pd.Timedelta(seconds=1).as_unit("us")
        expected = frame.assign(d_epoch_seconds=seconds, d_days=gone)
        steps = [{"dates": {"columns": "d", "parts": ["epoch_seconds"], "days_since": "2000-03-01T06:00:00", "keep": True}}]
        # pandas divides integers of microseconds, of which a float64 holds the first 2^53 exactly.
        yield StepCase(f"dates-since-{name}", steps, frame, expected, {"d": "datetime", "x": "number"}, tolerance=3e-16)


def bins():
    draw = np.random.default_rng(4)
    edges = [-10.0, -1.0, 0.0, 0.5, 3.0, 100.0]
    x = np.concatenate([draw.normal(size=40) * 5, edges, HARD_NUMBERS])
    frame = numbers(x=x)
    inputs = {"x": "number"}
    for right in (True, False):
        for lowest in (True, False):
            codes = pd.cut(frame["x"], edges, right=right, include_lowest=lowest, labels=False)
            told = {"columns": "x", "edges": edges, "right": right, "include_lowest": lowest}
            # Where bins hold their left edges, pandas' include_lowest has the last hold its right one; here it is said of the first.
            if right or not lowest:
                yield StepCase(f"bin-edges-{right}-{lowest}", [{"bin": told}], frame, pd.DataFrame({"x": codes}), inputs)
    labels = ["a", "b", "c", "d", "e"]
    named = pd.cut(frame["x"], edges, labels=labels).astype(object)
    yield StepCase("bin-labels", [{"bin": {"columns": "x", "edges": edges, "labels": labels}}], frame, pd.DataFrame({"x": named}), inputs)
    shown = pd.cut(frame["x"], edges).map(str, na_action="ignore").astype(object)
    told = {"columns": "x", "edges": edges, "labels": "intervals"}
    yield StepCase("bin-intervals", [{"bin": told}], frame, pd.DataFrame({"x": shown}), inputs)
    open_edges = [-np.inf, 0, 10, np.inf]
    codes = pd.cut(frame["x"], open_edges, labels=False)
    told = {"columns": "x", "edges": ["-inf", 0, 10, "inf"]}
    yield StepCase("bin-open", [{"bin": told}], frame, pd.DataFrame({"x": codes}), inputs)
    for count in (1, 3, 7, 10):
        even = np.linspace(-3.7, 9.1, count + 1)
        codes = pd.cut(frame["x"], even, labels=False)
        told = {"columns": "x", "min": -3.7, "max": 9.1, "count": count}
        yield StepCase(f"bin-even-{count}", [{"bin": told}], frame, pd.DataFrame({"x": codes}), inputs)
    learned = numbers(x=np.where(draw.random(101) < 0.1, np.nan, np.round(draw.normal(size=101) * 4, 1)))
    for count in (2, 4, 10):
        _, quantiles = pd.qcut(learned["x"], count, retbins=True, duplicates="drop")
        codes = pd.cut(frame["x"], quantiles, labels=False, include_lowest=True)
        yield StepCase(f"bin-quantiles-{count}", [{"bin": {"columns": "x", "quantiles": count}}], frame, pd.DataFrame({"x": codes}), inputs, fit_on=learned)
        for right in (True, False):
            _, widths = pd.cut(learned["x"], count, right=right, retbins=True)
            codes = pd.cut(frame["x"], widths, labels=False, right=right)
            told = {"columns": "x", "equal_width": count, "right": right}
            yield StepCase(f"bin-width-{count}-{right}", [{"bin": told}], frame, pd.DataFrame({"x": codes}), inputs, fit_on=learned)


def categories():
    draw = np.random.default_rng(5)
    rows = 50
    frame = pd.DataFrame(
        {
            "word": pd.Series([None if draw.random() < 0.2 else WORDS[draw.integers(len(WORDS))] for _ in range(rows)], dtype=object),
            "x": np.where(draw.random(rows) < 0.2, np.nan, draw.choice([0.0, 1.0, 2.5, -1e-7, 1e20], size=rows)),
            "n": draw.integers(-2, 3, size=rows),
            "flag": pd.Series([None if draw.random() < 0.2 else bool(draw.random() < 0.5) for _ in range(rows)], dtype=object),
            "day": pd.Series(draw.choice(np.array(["2024-02-29", "1969-12-31T23:59:59.5", "NaT"], dtype="datetime64[us]"), size=rows)),
        }
    )
    inputs = {"word": "string", "x": "number", "n": "integer", "flag": "boolean", "day": "datetime"}
    for subset in (["word"], ["x"], ["n"], ["flag"], ["day"], ["word", "n", "x"]):
        name = "-".join(subset)
        expected = pd.get_dummies(frame, columns=subset, dtype=int)
        yield StepCase(f"one-hot-{name}", [{"one_hot": {"columns": subset}}], frame, expected, inputs, fit_on=frame, csv=False)
        expected = pd.get_dummies(frame, columns=subset, dtype=int, drop_first=True)
        told = {"columns": subset, "drop_first": True}
        yield StepCase(f"one-hot-first-{name}", [{"one_hot": told}], frame, expected, inputs, fit_on=frame, csv=False)
    expected = pd.get_dummies(frame, columns=["word"], dtype=int, dummy_na=True)
    yield StepCase("one-hot-nan", [{"one_hot": {"columns": "word", "missing": "column"}}], frame, expected, inputs, fit_on=frame, csv=False)

    # Categories that are given, in another order and not all of them.
    given = ["naïve", "red", "never"]
    limited = frame["word"].where(frame["word"].isin(given), None)
    typed = frame.assign(word=pd.Categorical(limited, categories=given))
    told = {"columns": "word", "categories": given, "unknown": "ignore"}
    yield StepCase("one-hot-given", [{"one_hot": told}], frame, pd.get_dummies(typed, columns=["word"], dtype=int), inputs, csv=False)
    unknown = frame["word"].notna() & ~frame["word"].isin(given)
    expected, rejected = rejecting(frame, pd.get_dummies(typed, columns=["word"], dtype=int), ~unknown)
    told = {"columns": "word", "categories": given}
    yield StepCase("one-hot-unknown", [{"one_hot": told}], frame, expected, inputs, rejected=rejected, csv=False)

    words = frame[["word"]]
    known = words.dropna()
    encoder = OrdinalEncoder(categories=[given], handle_unknown="use_encoded_value", unknown_value=-1)
    encoder.fit([[word] for word in given])
    codes = pd.Series(encoder.transform(known.to_numpy()).ravel(), index=known.index).reindex(words.index)
    told = {"columns": "word", "categories": given, "unknown": -1}
    yield StepCase("ordinal-given", [{"ordinal": told}], words, pd.DataFrame({"word": codes}), {"word": "string"}, csv=False)
    for name in ("word", "x", "n", "flag", "day"):
        column = frame[[name]]
        known = column.dropna()
        found = OrdinalEncoder().fit_transform(known.astype(bool) if name == "flag" else known).ravel()
        codes = pd.Series(found, index=known.index).reindex(column.index)
        yield StepCase(f"ordinal-fitted-{name}", [{"ordinal": name}], column, pd.DataFrame({name: codes}), {name: inputs[name]}, fit_on=column, csv=False)

    for buckets, signed in ((1, True), (7, True), (32, False)):
        told = {"columns": ["word", "n"], "buckets": buckets, "signed": signed}
        hasher = FeatureHasher(n_features=buckets, alternate_sign=signed)
        records = [
            {**({} if row.word is None or row.word != row.word else {"word": row.word}), "n": str(row.n)} for row in frame.itertuples()
        ]
        hashed = pd.DataFrame(hasher.transform(records).toarray(), columns=[f"hash_{i}" for i in range(buckets)])
        expected = pd.concat([frame[["x", "flag", "day"]], hashed], axis=1)
        yield StepCase(f"hash-{buckets}", [{"hash": told}], frame, expected, inputs, csv=False)


def functions():
    draw = np.random.default_rng(6)
    x = np.concatenate([HARD_NUMBERS, spread(draw, 40), [-1.0, -0.5, 1.0, 10.0, 8.0, 1000.0]])
    frame = numbers(x=x)
    inputs = {"x": "number"}
    # V8 and C round functions differently in the last place.
    tolerance = 1e-15
    with np.errstate(all="ignore"):
        for name in ("log", "log1p", "log10", "log2"):
            expected = getattr(np, name)(frame)
            yield StepCase(f"log-{name}", [{"log": {"columns": "x", "function": name}}], frame, expected, inputs, tolerance=tolerance)
        yield StepCase("log-base", [{"log": {"columns": "x", "base": 3}}], frame, np.log(frame) / np.log(3), inputs, tolerance=tolerance)
        for exponent in (0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.7):
            expected = np.power(frame, exponent)
            told = {"columns": "x", "exponent": exponent}
            yield StepCase(f"power-{exponent}", [{"power": told}], frame, expected, inputs, tolerance=1e-14)
    finite = numbers(x=np.concatenate([draw.normal(size=40) * 3, [0.0, -0.0, np.nan, 1e10, -1e10, 1e-10, -1e-10]]))
    positive = numbers(x=np.append(np.abs(finite["x"][finite["x"] != 0]), [np.nan]))
    for method, given in (("yeo_johnson", finite), ("box_cox", positive)):
        for lam in (-1.5, -0.3, 0, 0.35, 1, 2, 2.4):
            transformer = PowerTransformer(method=method.replace("_", "-"), standardize=False)
            transformer.fit(np.abs(draw.normal(size=(5, 1))) + 0.1)
            transformer.lambdas_ = np.array([float(lam)])
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = pd.DataFrame(transformer.transform(given.to_numpy()), columns=["x"])
            yield StepCase(f"power-{method}-{lam}", [{"power": {"columns": "x", method: lam}}], given, expected, inputs, tolerance=1e-13)
    both = numbers(x=[1.0, 0.0, -1.0, np.nan, 2.0])
    good = ~(both["x"] <= 0)
    expected, rejected = rejecting(both, np.log(both.where(good)), good)
    yield StepCase("power-box-cox-rejects", [{"power": {"columns": "x", "box_cox": 0}}], both, expected, inputs, rejected=rejected, tolerance=tolerance)


PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def without_punctuation(text):
    return "".join(c for c in text if c not in PUNCTUATION and not unicodedata.category(c).startswith("P"))


def cleaned_texts():
    given = texts(t=HARD_TEXTS + ["Crème  Brûlée!", "\u00a0x\u2003y\x1c", "\ufeffz\u200b", "Ελλάς ΣΑΣ", "ﬁﬂ½", "¿Qué? «no» — 5€+3$", "a1b22c333", "e\u0301", "👩x", "ǅ"])
    inputs = {"t": "string"}

    def case(name, told, change):
        expected = pd.DataFrame({"t": given["t"].map(change, na_action="ignore").astype(object)})
        return StepCase(f"text-{name}", [{"text": {"columns": "t", **told}}], given, expected, inputs, csv=False)

    series = given["t"]
    yield case("lower", {"lower": True}, str.lower)
    yield case("upper", {"upper": True}, str.upper)
    yield case("strip", {"strip": True}, str.strip)
    yield case("accents", {"strip_accents": True}, strip_accents_unicode)
    yield case("punctuation", {"remove_punctuation": True}, without_punctuation)
    yield case("truncate", {"truncate": 3}, lambda text: text[:3])
    spaces = pd.DataFrame({"t": series.str.replace(r"\s+", " ", regex=True)})
    yield StepCase("text-spaces", [{"text": {"columns": "t", "collapse_spaces": True}}], given, spaces, inputs, csv=False)
    digits = pd.DataFrame({"t": series.str.replace(r"([0-9])([0-9]+)", r"\2<\1>", regex=True)})
    told = {"columns": "t", "replace": {"pattern": "([0-9])([0-9]+)", "with": "$2<$1>"}}
    yield StepCase("text-replace", [{"text": told}], given, digits, inputs, csv=False)
    every = {"strip_accents": True, "lower": True, "remove_punctuation": True, "collapse_spaces": True, "strip": True, "truncate": 8}
    cleaned = series.map(lambda text: without_punctuation(strip_accents_unicode(text).lower()), na_action="ignore")
    cleaned = cleaned.str.replace(r"\s+", " ", regex=True).str.strip().str[:8]
    yield StepCase("text-all", [{"text": {"columns": "t", **every}}], given, pd.DataFrame({"t": cleaned}), inputs, csv=False)
