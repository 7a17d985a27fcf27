"""The data sets that scikit-learn ships, cut small, and split by a stream of random numbers."""

import numpy as np
import pandas as pd
from sklearn import datasets

LOADERS = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
    "diabetes": datasets.load_diabetes,
    "linnerud": datasets.load_linnerud,
}

LABELS = {
    "str": ["setosa", "versicolor", "virginica"],
    "int": [0, 1, 2],
    "gaps": [-7, 3, 1000],
    "float": [1.0, 2.0, 30.0],
    "bool": [False, True],
}


class Split(object):
    """Training rows X, y, and held-out rows that the model does not see."""

    def __init__(self, X, y, held):
        self.X = X
        self.y = y
        self.held = held


def split(name, rng, rows=100, features=6, classes=None, labels="int", frame=False, held=6):
    """Rows and features of a bundled set, drawn at random; for a classification, the classes named by `labels`."""
    bundle = LOADERS[name]()
    X, y = bundle.data, bundle.target
    if classes is not None:
        X, y = X[y < classes], y[y < classes]
        names = LABELS[labels] if classes <= 3 else list(range(classes))
        y = np.asarray(names)[y]
    order = rng.permutation(len(X))[: rows + held]
    chosen = np.sort(rng.permutation(X.shape[1])[:features])
    X, y = X[order][:, chosen], y[order]
    if frame:
        columns = getattr(bundle, "feature_names", None)
        X = pd.DataFrame(X, columns=[str(columns[i]) for i in chosen])
    return Split(X[held:], y[held:], X[:held])


def standardised(split):
    """The split with columns of mean 0 and deviation 1, which is how kernel machines are fed: else their sums cancel."""
    mean, deviation = np.mean(split.X, axis=0), np.std(split.X, axis=0)
    deviation = deviation + (deviation == 0)
    return Split((split.X - mean) / deviation, split.y, (split.held - mean) / deviation)


def regression(rng, **options):
    return split("diabetes", rng, **options)


def multi_output(rng, held=4):
    """Three targets, from the twenty athletes of linnerud."""
    return split("linnerud", rng, rows=16, features=3, held=held)


def mixed(rng, rows=90, held=6):
    """A table such as people have: floats with gaps, integers, text with gaps, flags. Derived from wine."""
    bundle = datasets.load_wine()
    table = pd.DataFrame(bundle.data, columns=bundle.feature_names)
    order = rng.permutation(len(table))[: rows + held]
    wine = pd.DataFrame(
        {
            "alcohol": with_gaps(table["alcohol"], rng),
            "malic acid": with_gaps(table["malic_acid"], rng),
            "magnesium": table["magnesium"].astype("int64"),
            # Without a dtype: object or, from pandas 3 on, str.
            "hue": pd.Series(list(pd.cut(table["hue"], 4, labels=["brick", "ruby", "purple", "violet"]))),
            "body": with_gaps(pd.qcut(table["flavanoids"], 3, labels=["light", "medium", "full"]).astype(object), rng),
            "vintage": (table["proline"] // 300).astype("int64") + 1990,
            "sweet": table["proline"] > 700,
        }
    ).iloc[order]
    wine = wine.reset_index(drop=True)
    y = np.asarray(["barolo", "grignolino", "barbera"])[bundle.target[order]]
    return Split(wine[held:], y[held:], wine[:held])


def with_gaps(column, rng, share=0.1):
    """The column with NaN in about that share of its rows."""
    return column.where(rng.uniform(size=len(column)) >= share, np.nan)
