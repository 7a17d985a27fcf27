"""Make what files.mjs reads: a forest of 100 trees and a CSV file of 500,000 rows, one cell in a thousand missing.

python files_data.py OUT [ROWS]
"""

import os
import pickle
import sys

import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

TRAINING_ROWS = 20000
FEATURES = 30
MISSING = 0.001
PART = 50000


def main(out, rows="500000"):
    names = ["f%d" % i for i in range(FEATURES)]
    X, y = make_classification(TRAINING_ROWS, FEATURES, n_informative=15, flip_y=0.05, random_state=0)
    model = RandomForestClassifier(100, random_state=0).fit(pd.DataFrame(X, columns=names), y)
    with open(os.path.join(out, "forest-files.pkl"), "wb") as file:
        pickle.dump(model, file)

    # Rows near those that the forest was trained on, so that they reach its leaves as real ones do.
    rng = np.random.default_rng(0)
    path = os.path.join(out, "rows-%s.csv" % rows)
    for start in range(0, int(rows), PART):
        near = X[rng.integers(0, TRAINING_ROWS, PART)] + rng.normal(0, 0.3, (PART, FEATURES))
        near[rng.random(near.shape) < MISSING] = np.nan
        frame = pd.DataFrame(near, columns=names)
        frame.to_csv(path, index=False, mode="a" if start else "w", header=start == 0, float_format="%.6f")


if __name__ == "__main__":
    main(*sys.argv[1:])
