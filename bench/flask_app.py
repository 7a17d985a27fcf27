"""The peer: what people write around a model. Served by `gunicorn flask_app:app`; MODEL is the path of the pickle."""

import os
import pickle

import numpy as np
from flask import Flask, jsonify, request

with open(os.environ["MODEL"], "rb") as file:
    model = pickle.load(file)
app = Flask(__name__)


@app.post("/predict")
def predict():
    X = np.asarray(request.get_json()["instances"])
    if hasattr(model, "predict_proba"):
        return jsonify({"probabilities": model.predict_proba(X).tolist()})
    return jsonify({"predictions": model.predict(X).tolist()})


@app.post("/predict-frame")
def predict_frame():
    """For a model that was fitted on a DataFrame."""
    import pandas as pd

    return jsonify({"probabilities": model.predict_proba(pd.DataFrame(request.get_json()["instances"])).tolist()})
