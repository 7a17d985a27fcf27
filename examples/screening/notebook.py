"""What the notebook did: the five steps that brine.yaml declares, in pandas. Writes expected.csv."""

import pickle
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent


def main():
    with open(HERE / "model.pkl", "rb") as file:
        model = pickle.load(file)
    patients = pd.read_csv(HERE / "patients.csv")
    patients = patients.dropna()
    features = patients.drop(columns="patient").astype("float32")
    answers = pd.DataFrame({"patient": patients["patient"], "prediction": model.predict(features)})
    answers[["probability_benign", "probability_malignant"]] = model.predict_proba(features)
    answers = answers.sort_values("probability_malignant", ascending=False, kind="stable").head(10)
    answers.to_csv(HERE / "expected.csv", index=False)


if __name__ == "__main__":
    main()
