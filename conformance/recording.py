"""What scikit-learn answers, as JSON that gives every value back bit for bit.

Floats are written by repr. What JSON lacks is an object: {"float": "NaN"}, {"float": "Infinity"}, and
{"int": "9007199254740993"} for integers that a double cannot hold. None is null.
"""

import copy
import json
import math
import os
import pickle
import platform
import re

import joblib
import numpy as np
import pandas as pd
import scipy.sparse
import sklearn
from sklearn.compose import ColumnTransformer

import model_files

METHODS = [
    "predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "score_samples", "kneighbors",
]
EXACT_INT = 2**53 - 1


def write(case, out, every_form):
    """Saves the model, loads it back (what Brine will read must be what answers), asks it, and writes the record."""
    stem = os.path.join(out, case.name)
    if case.forms is not None:
        files = model_files.write_named(case.estimator, stem, case.forms, every_form)
    else:
        files = (model_files.write_forms if every_form else model_files.write_one_form)(case.estimator, stem)
    model = load(*files[0])
    record = {
        "name": case.name,
        "family": case.family,
        "about": case.about,
        "data": case.data,
        "sklearn": sklearn.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "estimator": describe(case.estimator),
        "files": [{"form": form, "file": os.path.basename(path)} for form, path in files],
        "loading": case.loading,
        "bitwise": case.bitwise,
        "tolerance": case.tolerance,
        "reason": case.reason,
        "leftOut": case.left_out,
        "classes": classes(model),
        "featureNamesOut": feature_names_out(model),
        "probes": [probe_record(model, probe, case.left_out) for probe in case.probes],
    }
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    with open(stem + ".json", "wb") as file:
        file.write(text.encode())


def load(form, path):
    if form.startswith("skops"):
        return model_files.load_skops(path)
    with open(path, "rb") as file:
        return joblib.load(file) if form.startswith("joblib") else pickle.load(file)


def describe(estimator):
    return re.sub(r" at 0x[0-9a-f]+", "", " ".join(repr(estimator).split()))


def classes(model):
    found = getattr(model, "classes_", None)
    if found is None:
        return None
    return [array_record(each) for each in found] if isinstance(found, list) else array_record(found)


def probe_record(model, probe, left_out):
    inputs = input_record(model, probe.X)
    asked = [method for method in METHODS if method not in left_out and hasattr(model, method)]
    outputs = {method: ask(model, method, probe.X) for method in asked}
    if probe.inverse and hasattr(model, "transform") and hasattr(model, "inverse_transform"):
        outputs["inverse_transform"] = ask(model, "inverse_transform", model.transform(probe.X))
    return {"name": probe.name, "inputs": inputs, "outputs": outputs}


def feature_names_out(model):
    """Names of the columns that `transform` answers with, from version 1.0 on, where it knows them."""
    try:
        return [str(name) for name in model.get_feature_names_out()]
    except Exception:
        return None


def ask(model, method, X):
    try:
        # Some transformers work in place.
        answer = getattr(model, method)(copy.deepcopy(X))
    except Exception as error:  # Whatever stops Python has to stop Brine.
        return {"refused": "%s: %s" % (type(error).__name__, str(error).split("\n")[0])}
    return [array_record(each) for each in answer] if isinstance(answer, (list, tuple)) else array_record(answer)


def input_record(model, X):
    """A table by name if the model knows names, else by position; labels and texts as rows of one cell; records as such."""
    if scipy.sparse.issparse(X):
        X = X.toarray()
    if isinstance(X, list) and isinstance(X[0], (dict, list)):
        return {"kind": "array", "rows": [structure(row) for row in X]}
    if not isinstance(X, pd.DataFrame) and (np.isscalar(X[0]) or X[0] is None):
        return {"kind": "array", "rows": [[cell(value)] for value in X]}
    if isinstance(X, pd.DataFrame):
        rows = [[structure(value) for value in row] for row in X.astype(object).to_numpy()]
        if knows_names(model):
            return {"kind": "frame", "columns": list(X.columns), "rows": rows}
        return {"kind": "array", "rows": rows}
    return {"kind": "array", "rows": [[cell(value) for value in row] for row in X]}


def knows_names(model):
    """Before version 1.0 only a ColumnTransformer remembers what the columns are called."""
    steps = getattr(model, "steps", None)
    first = steps[0][1] if steps else model
    keeps = isinstance(first, ColumnTransformer) and any(
        getattr(first, name, None) is not None for name in ("_df_columns", "_feature_names_in")
    )
    if hasattr(model, "feature_names_in_") or keeps or hasattr(model, "active_fields"):
        return True
    return type(first).__name__ == "DataFrameMapper"


def array_record(answer):
    record = {}
    if scipy.sparse.issparse(answer):
        answer = answer.toarray()
        record["sparse"] = True
    if isinstance(answer, pd.DataFrame):
        answer = answer.to_numpy()
    answer = np.asarray(answer)
    record["dtype"] = {"U": "str", "O": "object", "b": "bool"}.get(answer.dtype.kind, answer.dtype.name)
    record["shape"] = list(answer.shape)
    record["data"] = [cell(value) for value in answer.ravel(order="C")]
    return record


def structure(value):
    """Records and lists of values as JSON."""
    if isinstance(value, dict):
        return {key: structure(item) for key, item in value.items()}
    return [structure(item) for item in value] if isinstance(value, list) else cell(value)


def cell(value):
    """One value as JSON."""
    if value is None:
        return None
    if isinstance(value, (str, bool, np.bool_)):
        return value if isinstance(value, str) else bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) <= EXACT_INT else {"int": str(int(value))}
    if isinstance(value, (float, np.floating)):
        return number(float(value))
    raise TypeError("no way to record %r of %s" % (value, type(value)))


def number(value):
    if math.isnan(value):
        return {"float": "NaN"}
    if math.isinf(value):
        return {"float": "Infinity" if value > 0 else "-Infinity"}
    return value
