"""Every case, family by family. A family is a module here with a function `cases(draw)` that yields `Case`s."""

import importlib
import importlib.util

FAMILIES = [
    "breadth",
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

# Families of other packages, and the package that each needs.
NEIGHBOURS = {
    "category_encoders": "category_encoders",
    "imblearn": "imblearn",
    "sklearn2pmml": "sklearn2pmml",
    "sklearn_pandas": "sklearn_pandas",
}

# An environment trains the families of one group, after which it is named.
GROUPS = {"sklearn": FAMILIES, "neighbours": sorted(NEIGHBOURS), "formats": ["formats"]}


def installed(group):
    """The families of a group whose package is there."""
    return [family for family in GROUPS[group] if family not in NEIGHBOURS or importlib.util.find_spec(NEIGHBOURS[family])]


def of_family(name, draw):
    """A family is imported when it is asked for: what one imports, another version may not have."""
    return importlib.import_module("cases." + (name + "_cases" if name in NEIGHBOURS else name)).cases(draw)
