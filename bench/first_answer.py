"""From nothing to an answer, in a script: import, load, predict one row. `python first_answer.py MODEL SAMPLES_CSV`"""

import pickle
import sys

import pandas as pd

with open(sys.argv[1], "rb") as file:
    model = pickle.load(file)
print(model.predict_proba(pd.read_csv(sys.argv[2]).head(1)).tolist())
