"""The estimators of the installed scikit-learn that answer for new rows."""

import importlib

import sklearn
from sklearn.base import BaseEstimator

ANSWERS = ["predict", "transform", "score_samples", "decision_function", "kneighbors"]


def public_classes():
    """(name, class) of the estimators that the modules of scikit-learn list in `__all__`."""
    for module in sklearn.__all__:
        try:
            members = vars(importlib.import_module("sklearn." + module))
        except ImportError:  # `__all__` names functions too.
            continue
        for name in members.get("__all__", []):
            cls = members.get(name)
            if isinstance(cls, type) and issubclass(cls, BaseEstimator):
                yield name, cls


def inference_capable():
    """Names of the public classes that have a method for rows they were not fitted on, sorted."""
    for name in ("enable_hist_gradient_boosting", "enable_iterative_imputer", "enable_halving_search_cv"):
        try:
            importlib.import_module("sklearn.experimental." + name)
        except ImportError:  # Not experimental yet, or not any more.
            pass
    try:
        from sklearn.utils import all_estimators
    except ImportError:  # Before 0.22 it was where only those with pytest could get at it.
        all_estimators = public_classes
    return sorted(name for name, cls in all_estimators() if any(hasattr(cls, method) for method in ANSWERS))
