import io

import numpy as np
import pandas as pd

import draws

from . import HARD_DATES, HARD_INTEGERS, HARD_NUMBERS, HARD_TEXTS, StepCase, numbers

# The order of additions is another one than numpy's, and so is the last bit of a mean or a deviation.
SUMS = 1e-12


def cases():
    yield from dropping_missing()
    yield from filling()
    yield from filling_with_learned()
    yield from filling_forward()
    yield from duplicates()
    yield from texts()
    yield from parsing()
    yield from parsing_units()
    yield from clipping()
    yield from outliers()


def dropping_missing():
    frame = numbers(x=HARD_NUMBERS, y=HARD_NUMBERS[::-1])
    inputs = {"x": "number", "y": "number"}
    yield StepCase("drop-missing-any", [{"drop_missing": ["x", "y"]}], frame, frame.dropna(), inputs)
    yield StepCase(
        "drop-missing-all",
        [{"drop_missing": {"how": "all"}}],
        frame,
        frame.dropna(how="all"),
        inputs,
    )
    texts = pd.DataFrame({"word": HARD_TEXTS, "i": range(len(HARD_TEXTS))})
    yield StepCase(
        "drop-missing-texts",
        [{"drop_missing": "word"}],
        texts,
        texts.dropna(subset="word"),
        {"word": "string", "i": "integer"},
    )
    for i in range(8):
        name = f"drop-missing-{i}"
        draw = draws.rng(name)
        frame, inputs = draws.mixed(draw, 30)
        columns = [str(c) for c in draw.choice(frame.columns, size=draw.integers(1, 5), replace=False)]
        how = str(draw.choice(["any", "all"]))
        expected = frame.dropna(subset=columns, how=how)
        yield StepCase(name, [{"drop_missing": {"columns": columns, "how": how}}], frame, expected, inputs)
    yield StepCase("drop-missing-bare", [{"drop_missing": None}], frame, frame.dropna(), inputs)


def filling():
    frame, inputs = draws.mixed(draws.rng("fill"), 40)
    values = {"x": 0.1, "flag": True, "word": "日本語", "day": "2024-02-29T12:30:00", "big": "-9223372036854775807"}
    filled = frame.fillna(
        {**values, "day": pd.Timestamp(values["day"]), "big": int(values["big"])},
    )
    yield StepCase("fill-each", [{"fill": values}], frame, filled, inputs)
    yield StepCase(
        "fill-number-everywhere",
        [{"fill": {"value": -1}}],
        frame,
        frame.fillna({"x": -1, "n": -1, "big": -1}),
        inputs,
    )
    yield StepCase("fill-text-everywhere", [{"fill": {"value": ""}}], frame, frame.fillna({"word": ""}), inputs)
    hard = pd.DataFrame({"x": HARD_NUMBERS, "word": HARD_TEXTS[:5] + HARD_TEXTS[-7:]})
    yield StepCase(
        "fill-hard",
        [{"fill": {"x": 5e-324, "word": "NA?"}}],
        hard,
        hard.fillna({"x": 5e-324, "word": "NA?"}),
        {"x": "number", "word": "string"},
    )
    single = pd.DataFrame({"x": np.array([0.5, np.nan, 3], dtype=np.float32)})
    yield StepCase("fill-float32", [{"fill": {"x": 0.1}}], single, single.fillna(np.float32(0.1)), {"x": "float32"})


def filling_with_learned():
    for i in range(6):
        name = f"fill-learned-{i}"
        draw = draws.rng(name)
        rows = int(draw.integers(3, 60))
        frames = [
            pd.DataFrame(
                {
                    "x": draws.tame(draw, size, 0.3),
                    "n": pd.Series(draws.some_missing(draw, draws.integers(draw, size)), dtype="float64"),
                    "other": draws.tame(draw, size, 0.3),
                }
            )
            for size in (rows, 30)
        ]
        fit_on, frame = frames
        inputs = {"x": "number", "n": "integer", "other": "number"}
        for how, learned in [("mean", fit_on.mean()), ("median", fit_on.median()), ("mode", fit_on.mode().iloc[0])]:
            columns = ["x", "n"] if draw.random() < 0.6 else list(frame.columns)
            options = {"with": how} if len(columns) == 3 else {"with": how, "columns": columns}
            yield StepCase(
                f"{name}-{how}",
                [{"fill": options}],
                frame,
                frame.fillna({column: learned[column] for column in columns}),
                inputs,
                fit_on=fit_on,
                tolerance=SUMS if how == "mean" else 0,
            )
        fit_on, _ = draws.mixed(draw, 50)
        frame, inputs = draws.mixed(draw, 20)
        modes = {column: fit_on[column].mode()[0] for column in frame.columns}
        yield StepCase(
            f"{name}-mode-of-all", [{"fill": {"with": "mode"}}], frame, frame.fillna(modes), inputs, fit_on=fit_on
        )
    # Characters beyond the basic plane come after all others, which is not the order of UTF-16.
    ties = pd.DataFrame({"word": ["\uffee", "👩", "\uffee", "👩", None]})
    mode = ties["word"].mode()[0]
    assert mode == "\uffee"
    yield StepCase(
        "fill-mode-ties", [{"fill": {"with": "mode"}}], ties, ties.fillna(mode), {"word": "string"}, fit_on=ties
    )
    hard = numbers(x=HARD_NUMBERS)
    yield StepCase(
        "fill-median-infinite",
        [{"fill": {"with": "median"}}],
        hard,
        hard.fillna(hard.median()),
        {"x": "number"},
        fit_on=hard,
    )
    yield StepCase(
        "fill-mean-known",
        [{"fill": {"with": "mean", "values": {"x": 2.5}}}],
        hard,
        hard.fillna(2.5),
        {"x": "number"},
    )


def filling_forward():
    for i in range(10):
        name = f"fill-forward-{i}"
        draw = draws.rng(name)
        frame, inputs = draws.mixed(draw, 40)
        frame.loc[10:16, ["x", "word", "big"]] = [np.nan, None, pd.NA]
        columns = [str(c) for c in draw.choice(frame.columns, size=draw.integers(1, 6), replace=False)]
        limit = int(draw.integers(1, 5)) if draw.random() < 0.6 else None
        options = {"with": "forward", "columns": columns, **({"limit": limit} if limit else {})}
        expected = frame.assign(**{column: frame[column].ffill(limit=limit) for column in columns})
        yield StepCase(name, [{"fill": options}], frame, expected, inputs)
    yield StepCase("fill-forward-all", [{"fill": {"with": "forward"}}], frame, frame.ffill(), inputs)


def duplicates():
    for i in range(10):
        name = f"drop-duplicates-{i}"
        draw = draws.rng(name)
        frame, inputs = draws.mixed(draw, 50)
        # Rows come again, whole or in part.
        frame = frame.iloc[draw.integers(0, 12, size=50)].reset_index(drop=True)
        frame.loc[draw.integers(0, 50, size=10), "x"] = float(draw.choice(HARD_NUMBERS))
        columns = [str(c) for c in draw.choice(frame.columns, size=draw.integers(1, 5), replace=False)]
        yield StepCase(
            name,
            [{"drop_duplicates": columns}],
            frame,
            frame.drop_duplicates(subset=columns),
            inputs,
        )
    yield StepCase("drop-duplicates-bare", [{"drop_duplicates": None}], frame, frame.drop_duplicates(), inputs)
    hard = pd.DataFrame({"word": HARD_TEXTS * 2 + ["  padded ", "a", "\u0041\u030a", "\u00c5"]})
    yield StepCase(
        "drop-duplicates-texts",
        [{"drop_duplicates": {}}],
        hard,
        hard.drop_duplicates(),
        {"word": "string"},
    )
    integers = pd.DataFrame({"big": pd.Series(HARD_INTEGERS * 2 + [2**53 - 1, None, None], dtype="Int64")})
    yield StepCase(
        "drop-duplicates-integers",
        [{"drop_duplicates": "big"}],
        integers,
        integers.drop_duplicates(),
        {"big": "bigint"},
    )
    hard = numbers(x=HARD_NUMBERS * 2)
    yield StepCase(
        "drop-duplicates-numbers", [{"drop_duplicates": "x"}], hard, hard.drop_duplicates(), {"x": "number"}
    )
    # In a column of mixed values Python finds 1, 1.0 and True equal, and the text "1" not. None and NaN are equal where
    # pandas compares several columns.
    values = [1, 1.0, True, "1", 0, False, None, np.nan, "", 2**53, float(2**53), 2**53 + 1, "a", "a"]
    mixed = pd.DataFrame({"any": pd.Series(values, dtype=object), "same": 1.5})
    yield StepCase(
        "drop-duplicates-mixed",
        [{"drop_duplicates": None}],
        mixed,
        mixed.drop_duplicates(),
        {"any": "any", "same": "number"},
    )


# Every kind of white space that Python knows, and two characters that only look like it.
SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
SPACED = [f"{space}a{space}b{space}{space}" for space in SPACES] + ["\ufeffa\ufeff", "\u200ba\u200b", SPACES, ""]
CASED = [
    "ΟΔΥΣΣΕΥΣ",
    "ΣΑΣ Σ ΑΣ.",
    "İI",
    "ıi",
    "Straße",
    "ẞ",
    "ﬁn",
    "ŉ",
    "ǅ Ǆ ǆ",
    "ΐ ᾳ ᾼ",
    "ꭰ Ꭰ",
    "𐐀𐐨",
    "Ⅷ ⅷ",
    "Ⓐ",
    "É E\u0301",
    "1ST",
]


def texts():
    def frame_of(values):
        return pd.DataFrame({"word": pd.Series(values, dtype=object), "i": np.arange(len(values)) * 0.5})

    inputs = {"word": "string", "i": "number"}
    for name, frame in [
        ("hard", frame_of(HARD_TEXTS)),
        ("filled", frame_of([text for text in HARD_TEXTS if text])),
        ("spaces", frame_of(SPACED)),
        ("cased", frame_of(CASED)),
    ]:
        text = frame["word"].str
        for step, answer in {
            "strip": text.strip(),
            "case-lower": text.lower(),
            "case-upper": text.upper(),
            "strip-left": text.lstrip(),
            "strip-right": text.rstrip(),
        }.items():
            kind, _, option = step.partition("-")
            options = {"side": option} if kind == "strip" and option else option or None
            expected = frame.assign(word=answer)
            yield StepCase(f"{step}-{name}", [{kind: options}], frame, expected, inputs)
    frame = frame_of(["xxaxx", "--a-x-", "日本日", "👩a👩", "x", None, "aXa"])
    for i, chars in enumerate(["x", "x-", "日", "👩", "\u200d👩", "axX"]):
        for side, method in [("both", "strip"), ("left", "lstrip"), ("right", "rstrip")]:
            expected = frame.assign(word=getattr(frame["word"].str, method)(chars))
            yield StepCase(
                f"strip-chars-{i}-{side}",
                [{"strip": {"columns": "word", "chars": chars, "side": side}}],
                frame,
                expected,
                inputs,
            )


def read(texts, **options):
    """How pandas' read_csv reads them."""
    text = "\n".join(["v", *('"' + value.replace('"', '""') + '"' for value in texts)])
    return pd.read_csv(io.StringIO(text), float_precision="round_trip", skip_blank_lines=False, **options)["v"].astype(
        float
    )


def written(draw, count):
    """Numbers, and how people in different places write them."""
    values = np.round(draw.normal(size=count) * 10.0 ** draw.integers(0, 9, size=count), 3)
    return values, [f"{value:,.{int(draw.integers(0, 4))}f}" for value in values]


SWAPPED = str.maketrans(",.", ".,")


def parsing():
    draw = draws.rng("parsing")
    _, english = written(draw, 60)
    formats = {
        "english": ({"thousands": ","}, english),
        "german": ({"thousands": ".", "decimal": ","}, [text.translate(SWAPPED) for text in english]),
        "french": ({"thousands": " ", "decimal": ","}, [text.translate(str.maketrans(",.", " ,")) for text in english]),
        "swiss": ({"thousands": "'"}, [text.replace(",", "'") for text in english]),
        "python": ({"thousands": "_"}, [text.replace(",", "_") for text in english]),
        "plain": ({}, [text.replace(",", "") for text in english] + ["1e5", "-2.5E-3", ".5", "5.", "+7", "inf", "-Infinity"]),
        "comma": ({"decimal": ","}, ["1,5", "-0,25", ",5", "5,", "1,5e3", "0,1", "17"]),
    }
    for name, (options, texts) in formats.items():
        answer = read(texts, **options)
        frame = pd.DataFrame({"price": [f" {text}\t" for text in texts] + [None]})
        expected = pd.DataFrame({"price": [*answer, np.nan]})
        yield StepCase(
            f"parse-number-{name}",
            [{"parse_number": {"columns": ["price"], **options} if options else "price"}],
            frame,
            expected,
            {"price": "string"},
        )
    frame = pd.DataFrame({"price": ["", "NA", None, "n/a", " ", "0"]})
    yield StepCase(
        "parse-number-missing",
        [{"parse_number": "price"}],
        frame,
        pd.DataFrame({"price": [np.nan] * 5 + [0]}),
        {"price": "string"},
    )
    # Spaces that do not break, as typesetting has them.
    french = formats["french"][1]
    frame = pd.DataFrame({"price": [text.replace(" ", space) for text, space in zip(french, "\xa0\u202f\u2009" * 20)]})
    yield StepCase(
        "parse-number-fixed-spaces",
        [{"parse_number": {"thousands": " ", "decimal": ","}}],
        frame,
        pd.DataFrame({"price": read(french, thousands=" ", decimal=",")}),
        {"price": "string"},
    )
    # What is no number in this way of writing is rejected; "1,5" with separators of thousands is not 15.
    texts = ["1,234.5", "1,5", "12,34,567", "1234.5", "1,234,56", ",5", "1.2.3", "abc", "1 2", "0x10", "--5", "12kg", "5-", " ", "1,234e5"]
    rejected = [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    kept = [i for i in range(len(texts)) if i not in rejected]
    frame = pd.DataFrame({"price": texts})
    yield StepCase(
        "parse-number-rejected",
        [{"parse_number": {"thousands": ","}}],
        frame,
        pd.DataFrame({"price": [1234.5, 1234.5, np.nan]}, index=kept),
        {"price": "string"},
        rejected=rejected,
    )
    mixed = pd.DataFrame({"any": pd.Series([1, "2.5", 0.1, None, "1e3", -7.25], dtype=object)})
    yield StepCase(
        "parse-number-mixed", [{"parse_number": "any"}], mixed, mixed.astype({"any": float}), {"any": "any"}
    )


def parsing_units():
    draw = draws.rng("units")
    values, english = written(draw, 40)
    plain = read([text.replace(",", "") for text in english])
    factors = {"kg": 1.0, "g": 0.001, "t": 1000.0, "lb": 0.45359237, "µg": 1e-9}
    units = [str(unit) for unit in draw.choice(list(factors), size=40)]
    frame = pd.DataFrame({"weight": [f"{text}{' ' * int(draw.integers(0, 3))}{u}" for text, u in zip(english, units)]})
    yield StepCase(
        "parse-number-units",
        [{"parse_number": {"units": factors, "thousands": ","}}],
        frame,
        pd.DataFrame({"weight": plain * pd.Series(units).map(factors)}),
        {"weight": "string"},
    )
    # A number without a unit is refused, since nobody knows which one it is in, unless there is a unit "".
    frame = pd.DataFrame({"weight": ["5 kg", "5", "5 g", "5 stone", None]})
    yield StepCase(
        "parse-number-without-unit",
        [{"parse_number": {"units": {"kg": 1, "g": 0.001}}}],
        frame,
        pd.DataFrame({"weight": [5, 5 * 0.001, np.nan]}, index=[0, 2, 4]),
        {"weight": "string"},
        rejected=[1, 3],
    )
    yield StepCase(
        "parse-number-bare-unit",
        [{"parse_number": {"units": {"kg": 1, "g": 0.001, "": 2}}}],
        frame,
        pd.DataFrame({"weight": [5, 10, 5 * 0.001, np.nan]}, index=[0, 1, 2, 4]),
        {"weight": "string"},
        rejected=[3],
    )
    percent = [text.replace(",", "") for text in english]
    frame = pd.DataFrame({"share": [f"{text} %" if i % 2 else f"{text}%" for i, text in enumerate(percent)]})
    yield StepCase(
        "parse-number-percent",
        [{"parse_number": {"percent": True}}],
        frame,
        pd.DataFrame({"share": frame["share"].str.rstrip("% ").astype(float) / 100}),
        {"share": "string"},
    )
    for name, currency, before, after in [
        ("any", True, ["$", "€ ", "₹"], [" €", "zł", "¥"]),
        ("named", ["EUR", "€", "E"], ["€", "EUR "], [" EUR", "E"]),
        ("one", "Fr.", ["Fr. "], [" Fr."]),
    ]:
        signs = [sign for sign in before + after if currency is not True or sign.strip() != "zł"]
        drawn = [signs[int(i)] for i in draw.integers(0, len(signs), size=40)]
        texts, answers = [], []
        for text, value, sign in zip(english, plain, drawn):
            is_before = sign in before
            bare = text.lstrip("-")
            amount = sign + bare if is_before else bare + sign
            style = int(draw.integers(0, 3)) if value < 0 else 3
            inside = sign + "-" + bare if is_before else "-" + bare + sign
            texts.append([f"-{amount}", f"({amount})", inside, amount][style])
            answers.append(value)
        yield StepCase(
            f"parse-number-currency-{name}",
            [{"parse_number": {"currency": currency, "thousands": ",", "parentheses": True}}],
            pd.DataFrame({"price": texts}),
            pd.DataFrame({"price": answers}),
            {"price": "string"},
        )


def clipping():
    for i in range(8):
        name = f"clip-{i}"
        draw = draws.rng(name)
        frame = pd.DataFrame({"x": draws.floats(draw, 30), "y": draws.floats(draw, 30), "n": draws.integers(draw, 30)})
        low, high = sorted(np.round(draw.normal(size=2) * 10, 2).tolist())
        bounds = [{"min": low, "max": high}, {"min": low}, {"max": high}][i % 3]
        columns = [["x"], ["x", "n"], None][int(draw.integers(3))]
        names = columns or list(frame.columns)
        expected = frame.assign(**{c: frame[c].clip(bounds.get("min"), bounds.get("max")) for c in names})
        options = {**bounds, **({"columns": columns} if columns else {})}
        yield StepCase(name, [{"clip": options}], frame, expected, {"x": "number", "y": "number", "n": "integer"})
    hard = numbers(x=HARD_NUMBERS)
    yield StepCase("clip-hard", [{"clip": {"min": -1e300, "max": 0.1}}], hard, hard.clip(-1e300, 0.1), {"x": "number"})
    single = hard.astype(np.float32)
    yield StepCase("clip-float32", [{"clip": {"max": 0.1}}], single, single.clip(upper=0.1), {"x": "float32"})
    integers = pd.DataFrame({"big": pd.Series([*HARD_INTEGERS, None], dtype="Int64")})
    low, high = -(2**53) - 1, 2**62 + 1
    yield StepCase(
        "clip-bigint",
        [{"clip": {"columns": "big", "min": str(low), "max": str(high)}}],
        integers,
        integers.clip(low, high),
        {"big": "bigint"},
    )
    yield StepCase(
        "clip-bigint-small", [{"clip": {"min": 0, "max": 1}}], integers, integers.clip(0, 1), {"big": "bigint"}
    )
    days = pd.DataFrame({"day": pd.to_datetime(pd.Series(HARD_DATES), format="ISO8601").astype("datetime64[us]")})
    low, high = "1969-12-31T23:59:59.999999", "2024-01-01"
    yield StepCase(
        "clip-dates",
        [{"clip": {"min": low, "max": high}}],
        days,
        days.clip(pd.Timestamp(low), pd.Timestamp(high)),
        {"day": "datetime"},
    )


def outliers():
    inputs = {"x": "number", "y": "number", "n": "integer"}
    for i in range(9):
        name = f"drop-outliers-{i}"
        draw = draws.rng(name)
        fit_on, frame = (
            pd.DataFrame({"x": draws.tame(draw, rows), "y": draws.tame(draw, rows), "n": draws.integers(draw, rows)})
            for rows in (int(draw.integers(5, 80)), 60)
        )
        columns = [["x"], ["x", "n"], None][int(draw.integers(3))]
        named = {"columns": columns} if columns else {}
        looked_at = frame[columns or list(frame.columns)]
        low, high = sorted(np.round(draw.normal(size=2) * 30 + 20, 1).tolist())
        bounds = [{"min": low, "max": high}, {"min": low}, {"max": high}][i % 3]
        is_out = (looked_at < bounds.get("min", -np.inf)) | (looked_at > bounds.get("max", np.inf))
        yield StepCase(
            f"{name}-range", [{"drop_outliers": {**named, **bounds}}], frame, frame[~is_out.any(axis=1)], inputs
        )
        factor = [1.5, 3.0, 0.5][i % 3]
        q1, q3 = (fit_on[looked_at.columns].quantile(q) for q in (0.25, 0.75))
        is_out = (looked_at < q1 - factor * (q3 - q1)) | (looked_at > q3 + factor * (q3 - q1))
        yield StepCase(
            f"{name}-iqr",
            [{"drop_outliers": {**named, "method": "iqr", "factor": factor}}],
            frame,
            frame[~is_out.any(axis=1)],
            inputs,
            fit_on=fit_on,
        )
        threshold, ddof = [3, 1.5, 2][i % 3], int(draw.integers(2))
        fitted = fit_on[looked_at.columns]
        is_out = ((looked_at - fitted.mean()) / fitted.std(ddof=ddof)).abs() > threshold
        yield StepCase(
            f"{name}-zscore",
            [{"drop_outliers": {**named, "method": "zscore", "threshold": threshold, "ddof": ddof}}],
            frame,
            frame[~is_out.any(axis=1)],
            inputs,
            fit_on=fit_on,
        )
    hard = numbers(x=HARD_NUMBERS)
    x = hard["x"]
    yield StepCase(
        "drop-outliers-hard",
        [{"drop_outliers": {"min": -2.25, "max": 1.5}}],
        hard,
        hard[~((x < -2.25) | (x > 1.5))],
        {"x": "number"},
    )
    q1, q3 = x.quantile([0.25, 0.75])
    yield StepCase(
        "drop-outliers-iqr-infinite",
        [{"drop_outliers": {"method": "iqr"}}],
        hard,
        hard[~((x < q1 - 1.5 * (q3 - q1)) | (x > q3 + 1.5 * (q3 - q1)))],
        {"x": "number"},
        fit_on=hard,
    )
    yield StepCase(
        "drop-outliers-zscore-given",
        [{"drop_outliers": {"method": "zscore", "mean": 1, "std": 2, "threshold": 2}}],
        hard,
        hard[~(((x - 1) / 2).abs() > 2)],
        {"x": "number"},
    )
    constant = numbers(x=[0.1] * 9 + [np.nan])
    assert not (((constant - constant.mean()) / constant.std(ddof=0)).abs() > 3).any(axis=None)
    yield StepCase(
        "drop-outliers-constant",
        [{"drop_outliers": {"method": "zscore"}}],
        constant,
        constant,
        {"x": "number"},
        fit_on=constant,
    )
    integers = pd.DataFrame({"big": pd.Series([*HARD_INTEGERS, None], dtype="Int64")})
    high = 2**53
    yield StepCase(
        "drop-outliers-bigint",
        [{"drop_outliers": {"columns": "big", "min": "0", "max": str(high)}}],
        integers,
        integers[~((integers["big"] < 0) | (integers["big"] > high)).fillna(False)],
        {"big": "bigint"},
    )
    days = pd.DataFrame({"day": pd.to_datetime(pd.Series(HARD_DATES), format="ISO8601").astype("datetime64[us]")})
    low = "1969-12-31T23:59:59.999999"
    yield StepCase(
        "drop-outliers-dates",
        [{"drop_outliers": {"min": low}}],
        days,
        days[~(days["day"] < pd.Timestamp(low))],
        {"day": "datetime"},
    )
