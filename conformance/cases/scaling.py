"""sklearn.preprocessing: StandardScaler and MinMaxScaler."""

import numpy as np
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from cases import data, probes
from cases.case import Case, accepted, pick


def cases(draw):
    for generate in (scalers, integers, drawn_scalers):
        for case in generate(draw):
            yield case


def scalers(draw):
    for name, model, frame in [
        ("standard-scaler", StandardScaler(), False),
        ("standard-scaler-frame", StandardScaler(), True),
        ("standard-scaler-no-mean", StandardScaler(with_mean=False), False),
        ("standard-scaler-no-std", StandardScaler(with_std=False), False),
        ("standard-scaler-identity", StandardScaler(with_mean=False, with_std=False), False),
        ("min-max-scaler", MinMaxScaler(), False),
        ("min-max-scaler-frame", MinMaxScaler(), True),
        ("min-max-scaler-range", MinMaxScaler(feature_range=(-3, 7)), False),
        ("min-max-scaler-clip", MinMaxScaler(clip=True), False),
    ]:
        yield scaler_case(draw.rng(name), name, model, frame)


def scaler_case(rng, name, model, frame):
    split = data.split("wine", rng, rows=60, frame=frame, held=4)
    # A column that never changes has no spread to divide by, and a gap does not count.
    if frame:
        split.X.iloc[:, 1] = 0.3
        split.X.iloc[5, 0] = np.nan
    else:
        split.X[:, 1] = 0.3
        split.X[5, 0] = np.nan
    model.fit(split.X)
    return Case(name, model, list(probes.numeric(split.held)))


def integers(draw):
    for name, model in [("standard-scaler-integers", StandardScaler()), ("min-max-scaler-integers", MinMaxScaler())]:
        rows = draw.rng(name).randint(-5, 50, size=(20, 3))
        yield Case(name, model.fit(rows[4:]), list(probes.values(rows[:4])))


def drawn_scalers(draw):
    for name, rng in draw.named("scaler"):
        low = rng.uniform(-5, 5)
        model = pick(
            rng,
            StandardScaler(with_mean=pick(rng, True, False), with_std=pick(rng, True, False)),
            MinMaxScaler(
                feature_range=(low, low + 10 ** rng.uniform(-3, 3)),
                **accepted(MinMaxScaler, clip=pick(rng, True, False))
            ),
        )
        yield scaler_case(rng, name, model, pick(rng, True, False))
