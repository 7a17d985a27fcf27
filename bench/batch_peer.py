"""Predicts the same rows again for every line on standard input, on one thread, and prints the milliseconds.

python batch_peer.py MODEL ROWS OUT      ROWS: float64, row by row; OUT: where the answer goes, in the same form
"""

import pickle
import sys
import time

import numpy as np

WARM_UP = 10


def main(model_path, rows_path, out_path):
    with open(model_path, "rb") as file:
        model = pickle.load(file)
    X = np.fromfile(rows_path).reshape(-1, model.n_features_in_)
    model.predict_proba(X).tofile(out_path)
    # A batch is rarely the first thing that a process predicts; batch-brine.mjs does the same.
    for _ in range(WARM_UP):
        model.predict_proba(X)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        model.predict_proba(X)
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
