"""Every case, family by family. A family is a module here with a function `cases(draw)` that yields `Case`s."""

import importlib
import importlib.util

FAMILIES = [
    "cluster",
    "compose",
    "decomposition",
    "decomposition_linear",
    "discriminant",
    "encoding",
    "ensemble",
    "extraction",
    "gaussian_process",
    "imputing",
    "kernels",
    "knn_imputer",
    "linear",
    "linear_more",
    "manifold",
    "meta",
    "mixture",
    "naive_bayes",
    "neighbors",
    "neural",
    "preprocessing_more",
    "scaling",
    "selection",
    "svm",
    "text",
    "tree",
]

# Families of other packages, and the package that each needs: they have environments of their own.
NEIGHBOURS = {
    "category_encoders": "category_encoders",
    "imblearn": "imblearn",
    "sklearn2pmml": "sklearn2pmml",
    "sklearn_pandas": "sklearn_pandas",
}


def installed():
    """The families of this environment: those of its neighbours if it has any, scikit-learn's own otherwise."""
    neighbours = [family for family, package in sorted(NEIGHBOURS.items()) if importlib.util.find_spec(package)]
    return neighbours or FAMILIES


def of_family(name, draw):
    """A family is imported when it is asked for: what one imports, another version may not have."""
    return importlib.import_module("cases." + (name + "_cases" if name in NEIGHBOURS else name)).cases(draw)
