"""Every case, family by family. A family is a module here with a function `cases(draw)` that yields `Case`s."""

from cases import compose, encoding, imputing, linear, scaling, svm, tree

FAMILIES = {
    "linear": linear.cases,
    "svm": svm.cases,
    "tree": tree.cases,
    "scaling": scaling.cases,
    "imputing": imputing.cases,
    "encoding": encoding.cases,
    "compose": compose.cases,
}
