"""The estimators of the installed scikit-learn that answer for new rows."""

import importlib
import sys
import unittest.mock

ANSWERS = ["predict", "transform", "score_samples", "decision_function", "kneighbors"]


def inference_capable():
    """Names of the public classes that have a method for rows they were not fitted on, sorted."""
    for name in ("enable_hist_gradient_boosting", "enable_iterative_imputer", "enable_halving_search_cv"):
        try:
            importlib.import_module("sklearn.experimental." + name)
        except ImportError:  # Not experimental yet, or not any more.
            pass
    try:
        from sklearn.utils import all_estimators
    except ImportError:  # Before 0.22; the module wants pytest for what is not needed here.
        sys.modules.setdefault("pytest", unittest.mock.MagicMock())
        from sklearn.utils.testing import all_estimators
    return sorted(name for name, cls in all_estimators() if any(hasattr(cls, method) for method in ANSWERS))
