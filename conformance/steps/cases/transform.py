import numpy as np
import pandas as pd

from . import HARD_NUMBERS, StepCase, numbers


def cases():
    frame = numbers(x=HARD_NUMBERS, y=HARD_NUMBERS[::-1])
    with np.errstate(over="ignore"):
        expected = pd.DataFrame({"x": frame["x"].astype("float32").astype("float64"), "y": frame["y"]})
    inputs = {"x": "number", "y": "number"}
    yield StepCase("cast-float32", [{"cast": {"columns": "x", "to": "float32"}}], frame, expected, inputs)
