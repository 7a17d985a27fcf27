"""Train the example: tell malignant from benign breast tumours, on the data that scikit-learn ships.

    pip install scikit-learn==1.9.1 pandas==3.1.1
    python train.py

Writes, beside this script: model.pkl (what Brine serves), samples.csv and samples.json (rows the model has not seen)
and expected.csv (what Python answers for them).
"""

import json
import pickle
from pathlib import Path

import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
SAMPLES = 40


def main():
    data = load_breast_cancer(as_frame=True)
    labels = data.target.map({0: "malignant", 1: "benign"}).to_numpy(dtype=object)
    seen, unseen, labels_seen, _ = train_test_split(data.data, labels, test_size=0.25, random_state=0, stratify=labels)

    model = Pipeline([("scale", StandardScaler()), ("classify", LogisticRegression(max_iter=1000))])
    model.fit(seen, labels_seen)
    with open(HERE / "model.pkl", "wb") as file:
        pickle.dump(model, file)

    samples = unseen.head(SAMPLES)
    samples.to_csv(HERE / "samples.csv", index=False)
    with open(HERE / "samples.json", "w") as file:
        json.dump({"instances": samples.to_dict(orient="records")}, file, indent=1)
        file.write("\n")

    # Predict from the file rather than from memory: that is what anyone else will load.
    with open(HERE / "model.pkl", "rb") as file:
        loaded = pickle.load(file)
    probabilities = pd.DataFrame(loaded.predict_proba(samples), columns=["probability_" + c for c in loaded.classes_])
    probabilities.insert(0, "prediction", loaded.predict(samples))
    probabilities.to_csv(HERE / "expected.csv", index=False)


if __name__ == "__main__":
    main()
