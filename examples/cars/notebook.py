"""What the notebook did: cleaning and features in pandas, around a pipeline of scikit-learn.

    pip install scikit-learn==1.9.1 pandas==3.1.1
    python notebook.py

Trains on known.csv, writes model.joblib, and the answers for new.csv: expected.csv, and expected-by-origin.csv.
"""

from pathlib import Path

import joblib
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

HERE = Path(__file__).resolve().parent
CATEGORIES = ["maker", "origin"]
NUMBERS = ["year", "cylinders", "displacement", "horsepower", "weight", "acceleration", "power_to_weight"]


def prepare(cars, median_horsepower):
    cars = cars.copy()
    cars["name"] = cars["name"].str.strip().str.lower()
    cars["weight"] = cars["weight"].str.replace(" lbs", "").str.replace(",", "").astype(float)
    cars["built"] = pd.to_datetime(cars["built"])
    cars["year"] = cars["built"].dt.year
    cars["maker"] = cars["name"].str.split(" ").str[0]
    cars["horsepower"] = cars["horsepower"].fillna(median_horsepower)
    cars["power_to_weight"] = cars["horsepower"] / cars["weight"]
    return cars


def main():
    known = pd.read_csv(HERE / "known.csv")
    median_horsepower = known["horsepower"].median()
    cars = prepare(known.dropna(subset="mpg"), median_horsepower)
    encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore", min_frequency=5), CATEGORIES), remainder="passthrough")
    model = make_pipeline(encode, GradientBoostingRegressor(n_estimators=60, random_state=0))
    model.fit(cars[CATEGORIES + NUMBERS], cars["mpg"])
    joblib.dump(model, HERE / "model.joblib", compress=3)

    new = prepare(pd.read_csv(HERE / "new.csv"), median_horsepower)
    new["mpg"] = model.predict(new[CATEGORIES + NUMBERS]).round(1)
    answers = new[["name", "origin", "built", "mpg"]]
    answers = answers.sort_values("mpg", ascending=False, kind="stable")
    answers.to_csv(HERE / "expected.csv", index=False, date_format="%Y-%m-%dT%H:%M:%S")
    summary = answers.groupby("origin").agg(cars=("mpg", "size"), mean_mpg=("mpg", "mean"), best_mpg=("mpg", "max"))
    summary.to_csv(HERE / "expected-by-origin.csv")


if __name__ == "__main__":
    main()
