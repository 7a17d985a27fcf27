import numpy as np
import pandas as pd
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, RobustScaler, StandardScaler

import draws

from . import HARD_NUMBERS, StepCase, numbers

# The order of additions is another one than numpy's, and so is the last bit of a mean or a deviation.
SUMS = 1e-12
# numpy takes means and quantiles of float32 in float32.
SINGLE = 1e-5

INPUTS = {"x": "number", "y": "number", "n": "integer"}


def frame_of(draw, rows=40, missing=0.1):
    return pd.DataFrame(
        {"x": draws.tame(draw, rows, missing), "y": draws.tame(draw, rows, missing) * 1e-3, "n": draws.integers(draw, rows)}
    )


def scaled(scaler, fit_on, frame, columns):
    scaler.fit(fit_on[columns].to_numpy())
    out = frame.copy().astype({name: np.float64 for name in columns})
    out[columns] = scaler.transform(frame[columns].to_numpy())
    return out


def cases():
    yield from fitted()
    yield from given()
    yield from odd_columns()
    yield from single()
    yield from rejected()
    yield from lengths()
    yield from passes()


def fitted():
    """Options at random, learned from one frame and applied to another."""
    columns_of = [["x"], ["x", "n"], ["x", "y", "n"]]
    for i in range(12):
        name = f"fitted-{i}"
        draw = draws.rng(name)
        columns = columns_of[draw.integers(len(columns_of))]
        # Now and then all columns, which is what a step without names takes.
        options = {} if len(columns) == 3 and draw.random() < 0.5 else {"columns": columns}
        fit_on, frame = frame_of(draw, int(draw.integers(5, 90))), frame_of(draw)

        yield StepCase(
            f"standardize-{name}",
            [{"standardize": options}],
            frame,
            scaled(StandardScaler(), fit_on, frame, columns),
            INPUTS,
            fit_on=fit_on,
            tolerance=SUMS,
        )
        low = float(draw.integers(-3, 1))
        between = (low, low + float(draw.integers(1, 9)) / 2)
        clip = bool(draw.random() < 0.5)
        yield StepCase(
            f"min-max-{name}",
            [{"min_max": {**options, "range": list(between), "clip": clip}}],
            frame,
            scaled(MinMaxScaler(feature_range=between, clip=clip), fit_on, frame, columns),
            INPUTS,
            fit_on=fit_on,
        )
        quantiles = (float(draw.integers(0, 45)), float(draw.integers(55, 101)))
        yield StepCase(
            f"robust-{name}",
            [{"robust": {**options, "quantiles": list(quantiles)}}],
            frame,
            scaled(RobustScaler(quantile_range=quantiles), fit_on, frame, columns),
            INPUTS,
            fit_on=fit_on,
        )
        yield StepCase(
            f"max-abs-{name}",
            [{"max_abs": options}],
            frame,
            scaled(MaxAbsScaler(), fit_on, frame, columns),
            INPUTS,
            fit_on=fit_on,
        )

    draw = draws.rng("pandas-ddof")
    frame = frame_of(draw)
    columns = ["x", "y", "n"]
    yield StepCase(
        "standardize-ddof-of-pandas",
        [{"standardize": {"ddof": 1}}],
        frame,
        (frame - frame.mean()) / frame.std(),
        INPUTS,
        fit_on=frame,
        tolerance=SUMS,
    )
    # Far from zero, where a sum of squares that was taken carelessly loses all its digits.
    far = frame.assign(x=frame["x"] + 1e8, y=frame["y"] - 1e6)
    yield StepCase(
        "standardize-far-from-zero",
        [{"standardize": columns}],
        far,
        scaled(StandardScaler(), far, far, columns),
        INPUTS,
        fit_on=far,
        # The mean, of which little is left once it is subtracted, is off by its own last bit.
        tolerance=1e-7,
    )


def given():
    frame = numbers(x=[x for x in HARD_NUMBERS if not np.isinf(x)], y=np.arange(10) - 3.5)
    inputs = {"x": "number", "y": "number"}
    with np.errstate(over="ignore"):
        yield StepCase(
            "standardize-given",
            [{"standardize": {"mean": {"x": 1.25, "y": 2}, "std": {"x": 0.3, "y": 0}}}],
            frame,
            pd.DataFrame({"x": (frame["x"] - 1.25) / 0.3, "y": frame["y"] - 2}),
            inputs,
        )
        yield StepCase(
            "max-abs-given",
            [{"max_abs": {"columns": ["y"], "max_abs": 7}}],
            frame,
            frame.assign(y=frame["y"] / 7),
            inputs,
        )
        yield StepCase(
            "robust-given",
            [{"robust": {"columns": "y", "median": 1, "iqr": 3}}],
            frame,
            frame.assign(y=(frame["y"] - 1) / 3),
            inputs,
        )
        yield StepCase(
            "min-max-given",
            [{"min_max": {"columns": "y", "min": -1, "max": 2}}],
            frame,
            frame.assign(y=frame["y"] * (1 / 3) + 1 * (1 / 3)),
            inputs,
        )
        # The deviation is learned, the mean is not.
        yield StepCase(
            "standardize-half-given",
            [{"standardize": {"columns": "y", "mean": 0}}],
            frame,
            frame.assign(y=frame["y"] / np.std(frame["y"])),
            inputs,
            fit_on=frame,
            tolerance=SUMS,
        )


def odd_columns():
    """Columns in which nothing varies, or almost nothing: scikit-learn leaves their scale at 1."""
    rows = 30
    columns = {
        "constant": np.full(rows, 0.1),
        "zero": np.zeros(rows),
        "tiny": np.arange(rows) * 1e-17,
        "smaller": np.arange(rows) * 1e-160,
        "huge": np.arange(rows) * 1e140,
        "one": np.array([3.25] + [np.nan] * (rows - 1)),
        "binary": (np.arange(rows) % 2).astype(float),
    }
    for name, values in columns.items():
        frame = numbers(x=values)
        for step, scaler in [
            ("standardize", StandardScaler()),
            ("min_max", MinMaxScaler()),
            ("robust", RobustScaler()),
            ("max_abs", MaxAbsScaler()),
        ]:
            expected = scaled(scaler, frame, frame, ["x"])
            if step == "standardize" and name == "constant":
                # What scikit-learn leaves of it is the rounding of a sum.
                assert (expected["x"].abs() < 1e-15).all()
                expected["x"] = 0.0
            yield StepCase(
                f"{step}-of-{name}", [{step: "x"}], frame, expected, {"x": "number"}, fit_on=frame, tolerance=SUMS
            )
    flags = pd.DataFrame({"flag": [True, False, True, True]})
    yield StepCase(
        "standardize-booleans",
        [{"standardize": "flag"}],
        flags,
        scaled(StandardScaler(), flags, flags, ["flag"]),
        {"flag": "boolean"},
        fit_on=flags,
        tolerance=SUMS,
    )


def single():
    """What is float32 stays float32."""
    draw = draws.rng("float32")
    frame = pd.DataFrame({"x": draws.tame(draw, 30).astype(np.float32)})
    for step, scaler, tolerance in [
        ("standardize", StandardScaler(), SINGLE),
        ("min_max", MinMaxScaler(), 0),
        ("robust", RobustScaler(), SINGLE),
        ("max_abs", MaxAbsScaler(), 0),
    ]:
        expected = pd.DataFrame({"x": scaler.fit_transform(frame.to_numpy())[:, 0]})
        assert expected["x"].dtype == np.float32
        yield StepCase(
            f"{step}-float32", [{step: "x"}], frame, expected, {"x": "float32"}, fit_on=frame, tolerance=tolerance
        )


def rejected():
    """An infinite value is refused by scikit-learn, and its row rejected here."""
    frame = numbers(x=HARD_NUMBERS, y=HARD_NUMBERS[::-1])
    finite = ~np.isinf(frame).any(axis=1)
    gone = [int(i) for i in frame.index[~finite]]
    inputs = {"x": "number", "y": "number"}
    fit_on = numbers(x=[1, 2, 4], y=[0.5, 0.25, np.nan])
    for step, scaler in [("standardize", StandardScaler()), ("robust", RobustScaler()), ("max_abs", MaxAbsScaler())]:
        kept = frame[finite]
        yield StepCase(
            f"{step}-infinite",
            [{step: ["x", "y"]}],
            frame,
            scaled(scaler, fit_on, kept, ["x", "y"]),
            inputs,
            fit_on=fit_on,
            tolerance=SUMS,
            rejected=gone,
        )


def lengths():
    columns = ["x", "y", "n"]
    for norm in ["l1", "l2", "max"]:
        for i in range(3):
            name = f"unit-norm-{norm}-{i}"
            draw = draws.rng(name)
            frame = frame_of(draw, missing=0)
            frame.loc[3, columns] = 0
            frame.loc[4, "x"] = 1e-300
            expected = frame.astype(np.float64)
            expected[columns] = Normalizer(norm).transform(frame[columns].to_numpy())
            yield StepCase(name, [{"unit_norm": {"norm": norm}}], frame, expected, INPUTS, tolerance=1e-15)
    frame = numbers(x=[3, np.nan, 0, np.inf, 1], y=[4, 1, 0, 1, np.nan])
    kept = frame.iloc[[0, 2]]
    yield StepCase(
        "unit-norm-missing",
        [{"unit_norm": ["x", "y"]}],
        frame,
        pd.DataFrame(Normalizer().transform(kept.to_numpy()), columns=kept.columns, index=kept.index),
        {"x": "number", "y": "number"},
        rejected=[1, 3, 4],
    )


def passes():
    """Steps that learn from what steps before them have learned."""
    draw = draws.rng("passes")
    fit_on, frame = frame_of(draw, 60, 0.3), frame_of(draw, 30, 0.3)
    columns = ["x", "y"]
    filled_fit, filled = (f.assign(**{c: f[c].fillna(fit_on[c].median()) for c in columns}) for f in (fit_on, frame))
    yield StepCase(
        "fill-then-standardize",
        [{"fill": {"columns": columns, "with": "median"}}, {"standardize": columns}],
        frame,
        scaled(StandardScaler(), filled_fit, filled, columns),
        INPUTS,
        fit_on=fit_on,
        tolerance=SUMS,
    )
    q1, q3 = filled_fit["x"].quantile([0.25, 0.75])
    low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
    kept_fit, kept = (f[~((f["x"] < low) | (f["x"] > high))] for f in (filled_fit, filled))
    assert len(kept_fit) < len(filled_fit)
    yield StepCase(
        "fill-then-drop-then-scale",
        [
            {"fill": {"columns": columns, "with": "median"}},
            {"drop_outliers": {"columns": "x", "method": "iqr"}},
            {"robust": ["x"]},
            {"min_max": ["y"]},
            {"clip": {"columns": "x", "min": -2, "max": 2}},
            {"standardize": "n"},
        ],
        frame,
        scaled(
            StandardScaler(),
            kept_fit,
            scaled(MinMaxScaler(), kept_fit, scaled(RobustScaler(), kept_fit, kept, ["x"]), ["y"]).assign(
                x=lambda f: f["x"].clip(-2, 2)
            ),
            ["n"],
        ),
        INPUTS,
        fit_on=fit_on,
        tolerance=SUMS,
    )
