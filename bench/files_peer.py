"""The five steps in pandas and scikit-learn, as a notebook has them: the peer of files.mjs.

python files_peer.py MODEL DATA OUT [JOBS]      JOBS: processes' worth of threads for the forest; as it was saved if not given
"""

import pickle
import sys

import pandas as pd

FIRST = 10


def main(model_path, data_path, out_path, jobs=None):
    with open(model_path, "rb") as file:
        model = pickle.load(file)
    if jobs is not None:
        model.set_params(n_jobs=int(jobs))
    frame = pd.read_csv(data_path)
    frame = frame.dropna()
    frame = frame.astype("float32")
    probabilities = model.predict_proba(frame)
    answers = pd.DataFrame({
        "f0": frame["f0"],
        "prediction": model.classes_.take(probabilities.argmax(axis=1)),
        "probability_0": probabilities[:, 0],
        "probability_1": probabilities[:, 1],
    })
    first = answers.sort_values("probability_1", ascending=False, kind="stable").head(FIRST)
    first.to_csv(out_path, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
