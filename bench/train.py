"""Train what the benchmark serves: a small model of each kind, and a forest that is deep and large.

    python train.py OUT

Writes models into OUT, rows.json (requests for the small models) and deep-rows.f64 (float64, row by row).
"""

import json
import os
import pickle
import sys

import numpy as np
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

DEEP_TRAINING_ROWS = 20000
BATCH_ROWS = 20000
FEATURES = 30


def main(out):
    os.makedirs(out, exist_ok=True)
    data = load_breast_cancer()
    seen, unseen, labels, _ = train_test_split(data.data, data.target, test_size=0.3, random_state=0)
    save(out, "logistic", make_pipeline(StandardScaler(), LogisticRegression()).fit(seen, labels))
    save(out, "svc", make_pipeline(StandardScaler(), SVC()).fit(seen, labels))
    save(out, "forest-100", RandomForestClassifier(100, random_state=0).fit(seen, labels))
    with open(os.path.join(out, "rows.json"), "w") as file:
        json.dump(unseen[:100].tolist(), file)

    # A third of the labels wrong: the trees grow deep in learning them.
    X, y = make_classification(DEEP_TRAINING_ROWS + BATCH_ROWS, FEATURES, n_informative=15, flip_y=0.35, random_state=0)
    deep = RandomForestClassifier(200, min_samples_leaf=5, random_state=0, n_jobs=-1)
    deep.fit(X[:DEEP_TRAINING_ROWS], y[:DEEP_TRAINING_ROWS]).set_params(n_jobs=1)
    save(out, "forest-200-deep", deep)
    np.ascontiguousarray(X[DEEP_TRAINING_ROWS:]).tofile(os.path.join(out, "deep-rows.f64"))
    nodes = sum(tree.tree_.node_count for tree in deep.estimators_)
    depth = max(tree.tree_.max_depth for tree in deep.estimators_)
    print("forest-200-deep: %d nodes, depth %d" % (nodes, depth))


def save(out, name, model):
    with open(os.path.join(out, name + ".pkl"), "wb") as file:
        pickle.dump(model, file)


if __name__ == "__main__":
    main(sys.argv[1])
