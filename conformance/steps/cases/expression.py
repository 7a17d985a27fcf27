"""Expressions beside what pandas and numpy make of the same rows."""

import numpy as np
import pandas as pd

from . import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS, StepCase

WORDS = ["red", "Red", "green", "ß", "日本語", "naïve", "a,b", " x ", "👩‍👩‍👧", "Ω", "\uffee", "x\u00a0"]
INPUTS = {
    "x": "number",
    "y": "number",
    "n": "integer",
    "big": "bigint",
    "flag": "boolean",
    "word": "string",
    "other": "string",
    "day": "datetime",
    "until": "datetime",
    "mean radius": "number",
}


def frame_of(seed, rows):
    draw = np.random.default_rng(seed)

    def floats():
        values = draw.normal(size=rows) * 10.0 ** draw.integers(-3, 6, size=rows)
        values = np.where(draw.random(rows) < 0.3, draw.choice(HARD_NUMBERS, size=rows), values)
        return np.where(draw.random(rows) < 0.15, np.nan, values)

    def days():
        seconds = draw.integers(-9_000_000_000, 8_000_000_000, size=rows)
        values = pd.Series((seconds * 1_000_000 + draw.integers(0, 1_000_000, size=rows)).astype("datetime64[us]"))
        hard = pd.Series(pd.to_datetime(pd.Series(HARD_DATES), format="ISO8601")).astype("datetime64[us]")
        values[: len(hard)] = hard
        return values.sample(frac=1, random_state=seed + rows).reset_index(drop=True)

    def words():
        return pd.Series(draw.choice(WORDS, size=rows), dtype=object)

    frame = pd.DataFrame(
        {
            "x": floats(),
            "y": floats(),
            "n": draw.integers(-9, 10, size=rows),
            "big": pd.Series([int(draw.choice([-(2**61), -7, 0, 5, 2**53 + 1, 2**61])) for _ in range(rows)], dtype="int64"),
            "flag": pd.Series(draw.random(rows) < 0.5, dtype=object),
            "word": words(),
            "other": words(),
            "day": days(),
            "until": days(),
            "mean radius": np.round(draw.normal(size=rows) * 10, 1),
        }
    )
    return frame


def with_missing(frame, seed):
    """Missing values in the columns whose missing values are None."""
    draw = np.random.default_rng(seed)
    holes = frame.copy()
    for name in ("flag", "word", "other"):
        holes[name] = holes[name].where(draw.random(len(frame)) > 0.3, None)
    holes["big"] = holes["big"].astype("Int64").where(draw.random(len(frame)) > 0.3, pd.NA)
    return holes


def slices(words, start, end=None):
    return words.map(lambda word: word[start:end])


# The name of a case, the expression, what pandas makes of the frame, and the tolerance, if functions differ in the last place.
EXPRESSIONS = [
    ("add", "x + y", lambda f: f.x + f.y),
    ("subtract", "x - 2", lambda f: f.x - 2),
    ("multiply", "2 * x * y", lambda f: 2 * f.x * f.y),
    ("divide", "x / y", lambda f: f.x / f.y),
    ("divide-integers", "7 / 2 * n", lambda f: 7 / 2 * f.n),
    ("divide-by-integer", "x / n", lambda f: f.x / f.n),
    ("integer-by-integer", "n / (n - 3)", lambda f: f.n / (f.n - 3)),
    ("modulo", "x % 3", lambda f: f.x % 3),
    ("modulo-negative", "x % -2.5", lambda f: f.x % -2.5),
    ("modulo-columns", "x % y", lambda f: f.x % f.y),
    ("modulo-integers", "n % 4", lambda f: f.n % 4),
    ("modulo-integers-negative", "n % -4", lambda f: f.n % -4),
    ("negate", "-x", lambda f: -f.x),
    ("negate-integer", "-n * 3", lambda f: -f.n * 3),
    ("integers", "n * n - n + 1", lambda f: f.n * f.n - f.n + 1),
    ("quoted-name", "`mean radius` * 2 + n", lambda f: f["mean radius"] * 2 + f.n),
    ("booleans-as-numbers", "(x > 0) + (y > 0)", lambda f: (f.x > 0).astype(int) + (f.y > 0).astype(int)),
    ("bigint-add", "big + 3", lambda f: f.big + 3),
    ("bigint-negate", "-big", lambda f: -f.big),
    ("bigint-modulo", "big % -7", lambda f: f.big % -7),
    ("bigint-divide", "big / 3", lambda f: f.big / 3),
    ("bigint-number", "big + 0.5", lambda f: f.big + 0.5),
    ("bigint-integer", "big + n", lambda f: f.big + f.n),
    ("above", "x > 2", lambda f: f.x > 2),
    ("above-column", "x >= y", lambda f: f.x >= f.y),
    ("below", "x < 0.1", lambda f: f.x < 0.1),
    ("at-most", "x <= n", lambda f: f.x <= f.n),
    ("equal", "x == 0", lambda f: f.x == 0),
    ("not-equal", "x != y", lambda f: f.x != f.y),
    ("not-above", "!(x > 2)", lambda f: ~(f.x > 2)),
    ("integer-equal", "n == 2.0", lambda f: f.n == 2.0),
    ("bigint-equal", "big == 9007199254740993", lambda f: f.big == 2**53 + 1),
    ("bigint-above", "big > 4.5", lambda f: f.big > 4.5),
    ("and-or", "x > 0 && y > 0 || n == 1", lambda f: (f.x > 0) & (f.y > 0) | (f.n == 1)),
    ("in-numbers", "x in [0, 1.5, 0.1]", lambda f: f.x.isin([0, 1.5, 0.1])),
    ("in-integers", "n in [1, 2, 3]", lambda f: f.n.isin([1, 2, 3])),
    ("in-texts", 'word in ["red", "ß", "👩‍👩‍👧"]', lambda f: f.word.isin(["red", "ß", "👩‍👩‍👧"])),
    ("text-equal", 'word == "red"', lambda f: f.word == "red"),
    ("text-order", "word < other", lambda f: f.word < f.other),
    ("text-order-constant", 'word >= "red"', lambda f: f.word >= "red"),
    ("text-concatenate", 'word + "-" + other', lambda f: f.word + "-" + f.other),
    ("text-in-text", '"e" in word', lambda f: f.word.str.contains("e", regex=False)),
    ("ternary", "x > 0 ? x : n", lambda f: pd.Series(np.where(f.x > 0, f.x, f.n))),
    ("ternary-text", 'x > 0 ? word : "none"', lambda f: pd.Series(np.where(f.x > 0, f.word, "none"))),
    ("ternary-null", "n > 0 ? x : null", lambda f: pd.Series(np.where(f.n > 0, f.x, np.nan))),
    ("missing", "missing(x)", lambda f: f.x.isna()),
    ("present", "present(day)", lambda f: f.day.notna()),
    ("is-null", "x == null", lambda f: f.x.isna()),
    ("coalesce", "coalesce(x, y, -1)", lambda f: f.x.fillna(f.y).fillna(-1)),
    ("fillna", "x.fillna(0)", lambda f: f.x.fillna(0)),
    ("abs", "abs(x)", lambda f: f.x.abs()),
    ("floor", "floor(x)", lambda f: np.floor(f.x)),
    ("ceil", "ceil(x)", lambda f: np.ceil(f.x)),
    ("trunc", "trunc(x)", lambda f: np.trunc(f.x)),
    ("round", "round(x)", lambda f: f.x.round()),
    ("round-half", "round(n / 2)", lambda f: (f.n / 2).round()),
    ("round-decimals", "round(`mean radius` / 7, 2)", lambda f: (f["mean radius"] / 7).round(2)),
    ("sign", "sign(x)", lambda f: np.sign(f.x)),
    ("sqrt", "sqrt(x)", lambda f: np.sqrt(f.x)),
    ("min", "min(x, y)", lambda f: np.minimum(f.x, f.y)),
    ("max-three", "max(x, n, 0)", lambda f: np.maximum(np.maximum(f.x, f.n), 0)),
    ("clip", "clip(x, -1, 2.5)", lambda f: f.x.clip(-1, 2.5)),
    ("pow-2", "pow(x, 2)", lambda f: f.x**2, 1e-15),
    ("pow-columns", "pow(n, `mean radius`)", lambda f: f.n.astype(float) ** f["mean radius"], 1e-14),
    *[
        (name, f"{name}(x)", lambda f, name=name: getattr(np, name)(f.x), 1e-15)
        for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "tanh", "cbrt", "sinh", "cosh")
    ],
    *[
        (name, f"{name}(`mean radius`)", lambda f, name=name: getattr(np, name)(f["mean radius"]), 2e-15)
        for name in ("sin", "cos", "tan")
    ],
    ("atan", "atan(x)", lambda f: np.arctan(f.x), 1e-15),
    ("atan2", "atan2(x, y)", lambda f: np.arctan2(f.x, f.y), 1e-15),
    ("log-base", "log(x, 3)", lambda f: np.log(f.x) / np.log(3), 1e-15),
    ("is-finite", "is_finite(x)", lambda f: np.isfinite(f.x)),
    ("lower", "lower(word)", lambda f: f.word.str.lower()),
    ("upper", "word.upper()", lambda f: f.word.str.upper()),
    ("strip", "strip(word)", lambda f: f.word.str.strip()),
    ("length", "length(word)", lambda f: f.word.str.len()),
    ("substring", "substring(word, 1, 3)", lambda f: slices(f.word, 1, 3)),
    ("substring-end", "word.substring(-2)", lambda f: slices(f.word, -2)),
    ("replace", 'replace(word, "e", "EE")', lambda f: f.word.str.replace("e", "EE", regex=False)),
    ("contains", 'contains(word, ",")', lambda f: f.word.str.contains(",", regex=False)),
    ("startsWith", 'word.startsWith("n")', lambda f: f.word.str.startswith("n")),
    ("endswith", 'word.endswith("語")', lambda f: f.word.str.endswith("語")),
    ("matches", 'matches(word, "^[A-Z]|ï.")', lambda f: f.word.str.contains("^[A-Z]|ï.", regex=True)),
    ("extract", 'extract(word, "([aeiou])[a-z]")', lambda f: f.word.str.extract("([aeiou])[a-z]")[0]),
    ("split", 'split(word, ",", 1)', lambda f: f.word.str.split(",").str[1]),
    ("split-last", 'split(word, "e", -1)', lambda f: f.word.str.split("e").str[-1]),
    ("string-number", "string(`mean radius`)", lambda f: f["mean radius"].astype(str)),
    ("string-integer", 'string(n) + "!"', lambda f: f.n.astype(str) + "!"),
    ("string-boolean", "string(x > 0)", lambda f: (f.x > 0).astype(str)),
    ("int", "int(`mean radius`)", lambda f: f["mean radius"].astype(int)),
    ("double", 'double(string(n) + "e2")', lambda f: f.n.astype(float) * 100),
    ("year", "year(day)", lambda f: f.day.dt.year),
    ("month", "day.month() + hour(day)", lambda f: f.day.dt.month + f.day.dt.hour),
    ("weekday", "weekday(day)", lambda f: f.day.dt.weekday),
    ("week", "week(day)", lambda f: f.day.dt.isocalendar().week.astype("Float64")),
    ("second", "minute(day) * 60 + second(day)", lambda f: f.day.dt.minute * 60 + f.day.dt.second),
    ("month-end", "is_month_end(day)", lambda f: f.day.dt.is_month_end.astype(object).where(f.day.notna(), None)),
    ("date-above", 'day > "1970-01-01T00:00:00+01:00"', lambda f: f.day > pd.Timestamp("1969-12-31T23:00:00")),
    ("date-columns", "day <= until", lambda f: f.day <= f.until),
    ("date-sum", 'day + duration("1d12h")', lambda f: f.day + pd.Timedelta("36h").as_unit("us")),
    ("date-difference", "total_days(until - day)", lambda f: (f.until - f.day).dt.total_seconds() / 86400, 3e-16),
    ("date-long", 'until - day > duration("365d")', lambda f: (f.until - f.day) > pd.Timedelta("365D").as_unit("us")),
    ("days-between", "floor(days_between(day, until))", lambda f: (f.until - f.day).dt.days),
    ("start-of-day", "start_of_day(day)", lambda f: f.day.dt.floor("D")),
]

# On rows in which texts, booleans and bigints are missing too.
OF_MISSING = [
    ("text-equal", 'word == "red"', lambda f: f.word == "red"),
    ("text-not-equal", 'word != "red"', lambda f: f.word != "red"),
    ("text-in", 'word in ["red", "ß"]', lambda f: f.word.isin(["red", "ß"])),
    ("text-missing", "missing(word)", lambda f: f.word.isna()),
    ("text-is-null", "word != null", lambda f: f.word.notna()),
    ("text-coalesce", 'coalesce(word, other, "none")', lambda f: f.word.fillna(f.other).fillna("none")),
    ("text-lower", 'lower(coalesce(word, ""))', lambda f: f.word.fillna("").str.lower()),
    ("bigint-add", "big + 3", lambda f: f.big + 3),
    ("bigint-number", "big * 0.5", lambda f: (f.big * 0.5).astype("Float64")),
    ("boolean-and", "flag && x > 0", lambda f: f.flag.astype("boolean") & (f.x > 0)),
    ("boolean-or", "x > 0 || flag", lambda f: (f.x > 0) | f.flag.astype("boolean")),
    ("boolean-not", "!flag", lambda f: ~f.flag.astype("boolean")),
    ("boolean-coalesce", "coalesce(flag, false) ? 1 : 2.5", lambda f: pd.Series(np.where(f.flag.fillna(False).astype(bool), 1, 2.5))),
]

REJECTING = [
    # The name, the expression, what it is where it is anything, and where that is.
    ("lower-missing", "lower(word)", lambda f: f.word.str.lower(), lambda f: f.word.notna()),
    ("concatenate-missing", 'word + "!"', lambda f: f.word + "!", lambda f: f.word.notna()),
    ("condition-missing", "flag ? 1 : 2", lambda f: f.flag.map({True: 1, False: 2}), lambda f: f.flag.notna()),
    ("double-of-text", "double(word)", lambda f: pd.to_numeric(f.word, errors="coerce"), lambda f: f.word.isna()),
    ("bigint-overflow", "big * 4", lambda f: (f.big.fillna(0) * 4).where(f.big.notna(), pd.NA), lambda f: f.big.isna() | (f.big != 2**61)),
    # Beyond 2^53 microseconds a float64 has no room for each of them.
    ("date-microsecond", 'day - duration("1us")', lambda f: f.day - pd.Timedelta("1us").as_unit("us"), lambda f: f.day.isna() | (f.day < pd.Timestamp("2255-01-01").as_unit("us"))),
    ("int-of-infinite", "int(x)", lambda f: np.trunc(f.x), lambda f: f.x.isna() | (f.x.abs() < 2.0**53)),
]

FILTERS = [
    ("above", "x > 0.1", lambda f: f.x > 0.1),
    ("not", "!(x > 0.1)", lambda f: ~(f.x > 0.1)),
    ("both", 'n >= 0 && word != "red"', lambda f: (f.n >= 0) & (f.word != "red")),
    ("dates", 'day >= "1970-01-01" && missing(x) == false', lambda f: (f.day >= pd.Timestamp(1970, 1, 1)) & f.x.notna()),
    ("flag", "flag", lambda f: f.flag.fillna(False).astype(bool)),
]


def cases():
    frame = frame_of(11, 40)
    with np.errstate(all="ignore"):
        for name, text, answer, *tolerance in EXPRESSIONS:
            yield derived(f"expression-{name}", text, frame, answer, tolerance[0] if tolerance else 0)
        holes = with_missing(frame, 12)
        for name, text, answer in OF_MISSING:
            yield derived(f"missing-{name}", text, holes, answer, 0)
        for name, text, answer, good in REJECTING:
            keep = good(holes).astype(bool)
            expected = pd.DataFrame({"z": answer(holes)})[keep]
            given = used(holes, text)
            rejected = [int(i) for i in holes.index[~keep]]
            steps = [{"derive": {"z": text}}, {"select": "z"}]
            yield StepCase(f"rejects-{name}", steps, given, expected, types(given), rejected=rejected)
        for name, text, answer in FILTERS:
            keep = answer(holes).astype(bool)
            given = used(holes, text)
            told = types(given)
            yield StepCase(f"filter-{name}", [{"filter": text}], given, given[keep], told)
            yield StepCase(f"filter-drop-{name}", [{"filter": {"drop": text}}], given, given[~keep], told)
            yield StepCase(f"filter-after-{name}", [{"filter": {"keep": text}}], given, given[keep], told, stage="postprocess")
    yield from drawn()


def derived(name, text, frame, answer, tolerance):
    given = used(frame, text)
    steps = [{"derive": {"z": text}}, {"select": "z"}]
    return StepCase(name, steps, given, pd.DataFrame({"z": answer(frame)}), types(given), tolerance=tolerance)


def used(frame, text):
    """The columns that an expression may read, so that recordings stay small."""
    return frame[[name for name in frame.columns if name in text]]


def types(frame):
    return {name: INPUTS[name] for name in frame.columns}


# How the operators of drawn expressions are written here and in Python, where they are joined in the same way.
ARITHMETIC = [("({} + {})",) * 2, ("({} - {})",) * 2, ("({} * {})",) * 2, ("({} / {})",) * 2, ("({} % {})",) * 2]
COMPARISONS = [(f"({{}} {op} {{}})",) * 2 for op in ("==", "!=", "<", "<=", ">", ">=")]
LOGIC = [("({} && {})", "({} & {})"), ("({} || {})", "({} | {})")]
LEAVES = [("x", "f.x"), ("y", "f.y"), ("n", "f.n.astype(float)"), ("`mean radius`", "f['mean radius']"), ("2", "np.float64(2)"), ("0.5", "np.float64(0.5)"), ("-3", "np.float64(-3)")]
FUNCTIONS = [("abs({})", "np.abs({})"), ("floor({})", "np.floor({})"), ("sqrt({})", "np.sqrt({})"), ("sign({})", "np.sign({})"), ("round({})", "np.round({})"), ("(-{})", "(-{})")]


def number(draw, depth):
    if depth == 0 or draw.random() < 0.15:
        return LEAVES[draw.integers(len(LEAVES))]
    kind = draw.random()
    if kind < 0.6:
        return joined(draw, ARITHMETIC, number(draw, depth - 1), number(draw, depth - 1))
    if kind < 0.85:
        inner = number(draw, depth - 1)
        here, there = FUNCTIONS[draw.integers(len(FUNCTIONS))]
        return here.format(inner[0]), there.format(inner[1])
    test, one, other = condition(draw, depth - 1), number(draw, depth - 1), number(draw, depth - 1)
    return f"({test[0]} ? {one[0]} : {other[0]})", f"np.where({test[1]}, {one[1]}, {other[1]})"


def condition(draw, depth):
    if depth > 0 and draw.random() < 0.4:
        return joined(draw, LOGIC, condition(draw, depth - 1), condition(draw, depth - 1))
    test = joined(draw, COMPARISONS, number(draw, max(depth - 1, 0)), number(draw, max(depth - 1, 0)))
    return test if draw.random() < 0.8 else (f"!{test[0]}", f"np.logical_not({test[1]})")


def joined(draw, templates, left, right):
    here, there = templates[draw.integers(len(templates))]
    return here.format(left[0], right[0]), there.format(left[1], right[1])


def drawn():
    """Expressions drawn at random: eight in one step, over other rows each time."""
    for seed in range(40):
        draw = np.random.default_rng(1000 + seed)
        f = frame_of(seed, 24)
        pairs = [number(draw, 4) if i % 2 else condition(draw, 3) for i in range(8)]
        with np.errstate(all="ignore"):
            made = {f"z{i}": pd.Series(np.broadcast_to(np.asarray(eval(there)), len(f))) for i, (_, there) in enumerate(pairs)}
        steps = [{"derive": {f"z{i}": here for i, (here, _) in enumerate(pairs)}}, {"select": list(made)}]
        given = f[["x", "y", "n", "mean radius"]]
        yield StepCase(f"drawn-{seed}", steps, given, pd.DataFrame(made), types(given))
