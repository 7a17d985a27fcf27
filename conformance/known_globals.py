"""Writes src/pickle/known-globals.ts: the names that models of scikit-learn refer to, and that do no harm.

    python conformance/known_globals.py collect > names.json       # once in each environment
    python conformance/known_globals.py merge names*.json > src/pickle/known-globals.ts

A name is listed by the module that pickle would write (`cls.__module__`) and its qualified name. What is listed may
be imported and instantiated with any arguments without reading or writing anything outside of the process; functions
are listed only where estimators keep them as parameters (scorers, metrics, score functions).
"""

import contextlib
import importlib
import inspect
import json
import pkgutil
import sys
import warnings

warnings.filterwarnings("ignore")

# Packages beside scikit-learn whose estimators are read; of sklearn2pmml only the modules that are.
NEIGHBOURS = ("imblearn", "category_encoders", "sklearn_pandas", "sklearn2pmml.decoration", "sklearn2pmml.pipeline")
# All classes of scikit-learn are helpers of fitted estimators, but in `utils` only those of these modules.
UTILS = (
    "sklearn.utils._bunch",
    "sklearn.utils._metadata_requests",
    "sklearn.utils._random",
    "sklearn.utils._weight_vector",
    "sklearn.utils._seq_dataset",
)
FUNCTIONS = ("sklearn.metrics", "sklearn.feature_selection", "sklearn._loss")
SKIPPED = ("sklearn.datasets", "sklearn.conftest", "sklearn.externals", "sklearn.utils._testing", "sklearn.metrics._plot")


def collect():
    import sklearn
    from sklearn.base import BaseEstimator

    found = set()
    for info in pkgutil.walk_packages(sklearn.__path__, "sklearn.", onerror=lambda name: None):
        name = info.name
        if ".tests" in name or "setup" in name.split(".") or name.startswith(SKIPPED):
            continue
        try:
            # Some modules print when they are imported.
            with contextlib.redirect_stdout(sys.stderr):
                module = importlib.import_module(name)
        except Exception:
            continue
        for attribute, value in list(vars(module).items()):
            owner = getattr(value, "__module__", None)
            qualname = getattr(value, "__qualname__", None)
            if not isinstance(owner, str) or not isinstance(qualname, str) or "." in qualname:
                continue
            if not owner.startswith(("sklearn", "_loss")) or owner.startswith(SKIPPED) or ".tests" in owner:
                continue
            if inspect.isclass(value):
                extension = not hasattr(value, "__dict__") or "__pyx_vtable__" in vars(value) or "__reduce_cython__" in vars(value)
                helper = not owner.startswith("sklearn.utils") or owner.startswith(UTILS)
                if issubclass(value, BaseEstimator) or helper or extension or qualname == "Bunch":
                    found.add((owner, qualname))
            elif qualname.startswith("__pyx_unpickle_") or qualname == "newObj":
                found.add((owner, qualname))
            elif inspect.isfunction(value) and owner.startswith(FUNCTIONS) and not qualname.startswith("_"):
                found.add((owner, qualname))
        # Cython's own functions are not functions to `inspect`.
        for attribute in vars(module):
            if attribute.startswith("__pyx_unpickle_") or attribute == "newObj":
                found.add((name, attribute))
    found |= neighbours() | real_pickles() | ufuncs()
    json.dump(sorted(found), sys.stdout)


def neighbours():
    """The classes of estimators of the other packages that are installed here."""
    from sklearn.base import BaseEstimator

    found = set()
    for module in installed_modules(NEIGHBOURS):
        for value in list(vars(module).values()):
            if not inspect.isclass(value) or not issubclass(value, BaseEstimator):
                continue
            if value.__module__.startswith(NEIGHBOURS) and ".test" not in value.__module__:
                found.add((value.__module__, value.__qualname__))
    return found


def installed_modules(names):
    """The packages and modules of these names, with all that is in them."""
    for name in names:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        yield module
        for info in pkgutil.walk_packages(getattr(module, "__path__", []), name + ".", onerror=lambda name: None):
            if ".tests" in info.name or info.name.endswith(".testing"):
                continue
            try:
                with contextlib.redirect_stdout(sys.stderr):
                    yield importlib.import_module(info.name)
            except Exception:
                continue


def ufuncs():
    """numpy's and scipy's functions of numbers, by the modules under which each version pickles them."""
    import numpy as np
    import scipy.special

    found = set()
    for package in (np, scipy.special):
        for name, value in vars(package).items():
            if isinstance(value, np.ufunc):
                try:
                    found |= names_of(value)
                except Exception:
                    pass
    return found


def names_of(value):
    """The names in the pickle of a value."""
    import io
    import pickle

    found = set()

    class Recorder(pickle.Unpickler):
        def find_class(self, module, name):
            found.add((module, name))
            return super().find_class(module, name)

    for protocol in (2, 5):
        Recorder(io.BytesIO(pickle.dumps(value, protocol=protocol))).load()
    return {pair for pair in found if "." not in pair[1] and pair[1] != "getattr"}


def real_pickles():
    """What numpy, scipy and pandas put into pickles of their own values."""
    import numpy as np
    import pandas as pd
    import scipy.sparse as sparse
    from scipy import interpolate

    frame = pd.DataFrame({"a": [1.0, None], "b": ["x", "y"], "c": pd.Categorical(["p", "q"])})
    frame["d"] = pd.to_datetime(["2020-01-01", "2020-01-02"])
    values = [
        np.arange(3), np.arange(6).reshape(2, 3).T, np.float64(1), np.str_("a"), np.array(["a", None], dtype=object),
        np.ma.array([1, 2], mask=[0, 1]), np.matrix([[1]]), np.random.RandomState(0), np.dtype("M8[ns]"), np.dtype([("a", "f8")]), np.float32, np.float64, np.int64, np.int32,
        np.bool_, np.str_, np.object_, np.uint8, np.ndarray,
        sparse.csr_matrix(np.eye(2)), sparse.csc_matrix(np.eye(2)), sparse.coo_matrix(np.eye(2)), sparse.dia_matrix(np.eye(2)),
        sparse.bsr_matrix(np.eye(2)), sparse.lil_matrix(np.eye(2)), sparse.dok_matrix(np.eye(2)),
        interpolate.BSpline(np.arange(8.0), np.arange(4.0), 3), interpolate.interp1d([0, 1], [0, 1]),
        frame, frame["a"], frame.index, frame["d"], frame["b"].astype("category").dtype, pd.MultiIndex.from_tuples([(1, 2)]),
        pd.Index(["a"]), pd.Index([1.5]), pd.RangeIndex(3), pd.Timestamp("2020-01-01"), pd.NaT, pd.Timedelta("1D"),
        pd.date_range("2020-01-01", periods=2), pd.CategoricalIndex(["a"]), pd.interval_range(0, 2), pd.cut([1, 2], 2),
    ]
    for name in ("csr_array", "csc_array", "coo_array"):
        if hasattr(sparse, name):
            values.append(getattr(sparse, name)(np.eye(2)))
    values += list(newer_values())
    found = set()
    for value in values:
        try:
            found |= names_of(value)
        except Exception:
            pass
    return found


def newer_values():
    """Values that the oldest numpy and pandas do not have."""
    import numpy as np
    import pandas as pd

    if hasattr(np.random, "default_rng"):
        yield np.random.default_rng(0)
        yield np.random.SeedSequence(0)
    if hasattr(pd, "NA"):
        yield pd.NA
    for data, dtype in [([1, None], "Int64"), (["a", None], "string"), ([True, None], "boolean")]:
        try:
            yield pd.Series(data, dtype=dtype)
        except TypeError:
            pass


# What no environment at hand writes any more, or what is the same in all of them.
CONSTANT = {
    ("builtins", name)
    for name in (
        "object", "set", "frozenset", "bytearray", "bytes", "complex", "slice", "range", "dict", "list", "tuple", "int",
        "float", "str", "bool", "type", "NotImplemented", "Ellipsis",
    )
} | {
    ("collections", "OrderedDict"), ("collections", "defaultdict"), ("collections", "deque"), ("collections", "Counter"),
    ("_codecs", "encode"), ("copyreg", "_reconstructor"), ("copyreg", "__newobj__"), ("datetime", "datetime"),
    ("datetime", "date"), ("datetime", "timedelta"), ("datetime", "time"), ("datetime", "timezone"), ("decimal", "Decimal"),
    ("fractions", "Fraction"), ("uuid", "UUID"), ("pathlib", "PosixPath"), ("pathlib", "PurePosixPath"),
    ("pathlib", "WindowsPath"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper"), ("joblib.numpy_pickle", "NDArrayWrapper"),
    ("joblib.numpy_pickle", "ZNDArrayWrapper"), ("joblib.numpy_pickle_compat", "NDArrayWrapper"),
    ("joblib.numpy_pickle_compat", "ZNDArrayWrapper"), ("sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper"),
    ("sklearn.externals.joblib.numpy_pickle", "NDArrayWrapper"),
    # What FeatureAgglomeration pools by.
    *(("numpy", name) for name in ("amax", "amin", "max", "mean", "median", "min", "ptp", "sum")),
    ("numpy", "ndarray"), ("numpy", "dtype"), ("numpy", "matrix"), ("numpy", "recarray"), ("numpy", "record"),
    ("numpy.core.multiarray", "_reconstruct"), ("numpy.core.multiarray", "scalar"), ("numpy.core.numeric", "_frombuffer"),
    ("numpy.core", "_ufunc_reconstruct"), ("numpy.core.memmap", "memmap"), ("numpy._core.memmap", "memmap"),
    ("numpy.ma.core", "MaskedArray"), ("numpy.ma.core", "_mareconstruct"),
    ("numpy._core._internal", "_convert_to_stringdtype_kwargs"), ("numpy.random._pickle", "__bit_generator_ctor"),
    ("numpy.random._pickle", "__generator_ctor"), ("numpy.random._pickle", "__randomstate_ctor"),
    ("numpy.random", "__RandomState_ctor"), ("_loss", "CyHalfMultinomialLoss"), ("_loss", "__pyx_unpickle_CyHalfMultinomialLoss"),
    ("scipy.sparse.csr", "csr_matrix"), ("scipy.sparse.csc", "csc_matrix"), ("scipy.sparse.coo", "coo_matrix"),
    ("scipy.sparse.bsr", "bsr_matrix"), ("scipy.sparse.dia", "dia_matrix"), ("scipy.sparse.lil", "lil_matrix"),
    ("scipy.sparse.dok", "dok_matrix"), ("scipy.interpolate._bsplines", "BSpline"),
    ("scipy.interpolate.interpolate", "interp1d"), ("scipy.interpolate.polyint", "_Interpolator1D"),
    ("pandas.core.indexes.base", "Index"), ("pandas.core.indexes.base", "_new_Index"),
    ("pandas.core.indexes.numeric", "Float64Index"), ("pandas.core.indexes.numeric", "Int64Index"),
    ("pandas.core.indexes.range", "RangeIndex"),
    ("sklearn.metrics._scorer", "_passthrough_scorer"), ("sklearn.metrics.scorer", "_passthrough_scorer"),
} | {
    (module, name)
    for module, names in {
        "xgboost.core": ("Booster",),
        "xgboost.sklearn": ("XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor", "XGBModel"),
        "xgboost.compat": ("XGBoostLabelEncoder",),
        "lightgbm.basic": ("Booster",),
        "lightgbm.sklearn": ("LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel"),
        "catboost.core": ("CatBoost", "CatBoostClassifier", "CatBoostRegressor", "CatBoostRanker"),
    }.items()
    for name in names
}

# What skops writes for generators of random numbers, and types that it names beside keys and scalars.
CONSTANT |= {
    (module, name)
    for module, names in {
        "numpy": (
            "bool", "bytes_", "complex128", "complex64", "float16", "int16", "int8", "intc", "longlong", "object_", "uint16",
            "uint32", "uint64", "ulonglong",
        ),
        "numpy.random": ("RandomState", "Generator"),
        "numpy.random.mtrand": ("RandomState",),
        "numpy.random._generator": ("Generator",),
        "numpy.random._mt19937": ("MT19937",),
        "numpy.random._pcg64": ("PCG64", "PCG64DXSM"),
        "numpy.random._philox": ("Philox",),
        "numpy.random._sfc64": ("SFC64",),
        "pandas.core.indexes.frozen": ("FrozenList", "FrozenNDArray"),
    }.items()
    for name in names
}

# Kinds of numbers that columns are selected by, which are abstract; and what a search of 0.20 keeps its results in.
CONSTANT |= {
    ("numpy", name)
    for name in (
        "character", "complexfloating", "flexible", "floating", "generic", "inexact", "integer", "number", "signedinteger",
        "unsignedinteger",
    )
} | {
    ("sklearn.utils.deprecation", "DeprecationDict"), ("builtins", "FutureWarning"), ("builtins", "DeprecationWarning"),
    ("exceptions", "FutureWarning"), ("exceptions", "DeprecationWarning"),
}

# 0.22 put an underscore before the modules; older files have the names without it.
OLD_MODULES = {
    "sklearn.tree._classes": "sklearn.tree.tree",
    "sklearn.preprocessing._data": "sklearn.preprocessing.data",
    "sklearn.ensemble._gb": "sklearn.ensemble.gradient_boosting",
    "sklearn.neural_network._multilayer_perceptron": "sklearn.neural_network.multilayer_perceptron",
    "sklearn.utils._bunch": "sklearn.utils",
}


def old_names(pairs):
    for module, name in pairs:
        if module in OLD_MODULES:
            yield OLD_MODULES[module], name
        parts = module.split(".")
        if parts[0] == "sklearn" and len(parts) == 3 and parts[2].startswith("_"):
            yield ".".join([*parts[:2], parts[2][1:]]), name


def merge(paths):
    pairs = set(CONSTANT)
    for path in paths:
        with open(path) as file:
            pairs |= {tuple(pair) for pair in json.load(file)}
    pairs |= set(old_names(pairs))
    by_module = {}
    for module, name in sorted(pairs):
        by_module.setdefault(module, []).append(name)
    print("// Written by conformance/known_globals.py; do not edit.")
    print()
    print("/** The names that models refer to and that do no harm: of each module, the qualified names. */")
    print("export const KNOWN_GLOBALS: Readonly<Record<string, readonly string[]>> = {")
    for module, names in by_module.items():
        key = module if module.isidentifier() else json.dumps(module).replace('"', "'")
        print(f"  {key}: [{', '.join(repr(name) for name in names)}],")
    print("}")


if __name__ == "__main__":
    collect() if sys.argv[1] == "collect" else merge(sys.argv[2:])
