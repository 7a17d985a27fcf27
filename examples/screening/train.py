"""Train the example: whose tumour is most likely malignant? On the data that scikit-learn ships.

    pip install scikit-learn==1.9.1 pandas==3.1.1
    python train.py

Writes, beside this script: model.pkl (a forest of 100 trees), patients.csv (patients that it has not seen, some of whose
measurements are missing) and expected.csv (what notebook.py answers for them).
"""

import pickle
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

import notebook

HERE = Path(__file__).resolve().parent
MISSING = 0.005


def main():
    data = load_breast_cancer(as_frame=True)
    labels = data.target.map({0: "malignant", 1: "benign"}).to_numpy(dtype=object)
    seen, unseen, labels_seen, _ = train_test_split(data.data, labels, test_size=0.25, random_state=0, stratify=labels)
    model = RandomForestClassifier(n_estimators=100, min_samples_leaf=10, random_state=0).fit(seen.astype("float32"), labels_seen)
    with open(HERE / "model.pkl", "wb") as file:
        pickle.dump(model, file)

    # The data set is complete; a clinic's is not. Values are taken out, none is made up.
    patients = unseen.mask(np.random.default_rng(0).random(unseen.shape) < MISSING)
    patients.insert(0, "patient", ["P%03d" % number for number in unseen.index])
    patients.to_csv(HERE / "patients.csv", index=False)
    notebook.main()


if __name__ == "__main__":
    main()
