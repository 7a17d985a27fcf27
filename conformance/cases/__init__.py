"""Every case, family by family. A family is a module here with a function `cases(draw)` that yields `Case`s."""

import importlib

FAMILIES = [
    "compose",
    "encoding",
    "formats",
    "imputing",
    "linear",
    "scaling",
    "svm",
    "tree",
]


def of_family(name, draw):
    """A family is imported when it is asked for: what one imports, another version may not have."""
    return importlib.import_module("cases." + name).cases(draw)
