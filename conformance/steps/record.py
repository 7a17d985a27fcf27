"""Records what pandas and numpy answer for the steps of a service.

    python conformance/steps/record.py [FAMILY...]      writes conformance/steps/recorded/<family>.json

A family is a module of `cases` with a function `cases()` that yields `StepCase`s.
"""

import importlib
import json
import pathlib
import sys

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
FAMILIES = sorted(path.stem for path in (HERE / "cases").glob("*.py") if path.stem != "__init__")


def cell(value):
    """A cell as JSON has it: null is missing; infinities and integers from 2^53 on are told by their text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < 2**53 else {"integer": str(int(value))}
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        return float(value) if np.isfinite(value) else {"number": "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, pd.Timestamp):
        stamp = value.tz_convert("UTC").tz_localize(None) if value.tzinfo else value
        return {"datetime": stamp.isoformat()}
    return str(value)


def table(frame):
    return {
        "columns": [str(name) for name in frame.columns],
        "rows": [[cell(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)],
    }


def record(case):
    answer = case.expected
    known = case.keeps_index
    return {
        "name": case.name,
        "inputs": case.inputs,
        "stage": case.stage,
        "steps": case.steps,
        "given": table(case.frame),
        **({"csv": case.frame.to_csv(index=False)} if case.csv else {}),
        "expected": table(answer),
        **({"index": [int(i) for i in answer.index]} if known else {}),
        **({"fit": table(case.fit_on)} if case.fit_on is not None else {}),
        **({"tolerance": case.tolerance} if case.tolerance else {}),
        **({"rejected": case.rejected, "on_error": "skip"} if case.rejected is not None else {}),
    }


def main(names):
    (HERE / "recorded").mkdir(exist_ok=True)
    for name in names or FAMILIES:
        module = importlib.import_module(f"cases.{name}")
        recorded = [record(case) for case in module.cases()]
        assert len({case["name"] for case in recorded}) == len(recorded), "two cases of one name"
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, allow_nan=False) for case in recorded)
        (HERE / "recorded" / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{name}: {len(recorded)} cases, pandas {pd.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])
