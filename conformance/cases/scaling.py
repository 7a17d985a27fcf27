"""sklearn.preprocessing: the scalers of columns and of rows."""

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    RobustScaler,
    StandardScaler,
)

from cases import data, probes
from cases.case import Case, accepted, accepts, pick


def cases(draw):
    for generate in (scalers, integers, flags, sparse_rows, row_scalers, drawn_scalers, drawn_row_scalers):
        for case in generate(draw):
            yield case


def scalers(draw):
    for name, model, frame in [
        ("standard-scaler", StandardScaler(), False),
        ("standard-scaler-frame", StandardScaler(), True),
        ("standard-scaler-no-mean", StandardScaler(with_mean=False), False),
        ("standard-scaler-no-std", StandardScaler(with_std=False), False),
        ("min-max-scaler", MinMaxScaler(), False),
        ("min-max-scaler-frame", MinMaxScaler(), True),
        ("min-max-scaler-range", MinMaxScaler(feature_range=(-3, 7)), False),
        ("robust-scaler", RobustScaler(), False),
        ("robust-scaler-frame", RobustScaler(quantile_range=(10, 80)), True),
        ("robust-scaler-no-centering", RobustScaler(with_centering=False), False),
        ("robust-scaler-no-scaling", RobustScaler(with_scaling=False), False),
        ("max-abs-scaler", MaxAbsScaler(), False),
        ("max-abs-scaler-frame", MaxAbsScaler(), True),
    ]:
        yield scaler_case(draw.rng(name), name, model, frame)
    if accepts(RobustScaler, "unit_variance"):
        yield scaler_case(draw.rng("r"), "robust-scaler-unit-variance", RobustScaler(unit_variance=True), False)
    for cls in (MinMaxScaler, MaxAbsScaler):
        if accepts(cls, "clip"):
            name = "min-max-scaler-clip" if cls is MinMaxScaler else "max-abs-scaler-clip"
            yield scaler_case(draw.rng(name), name, cls(clip=True), False)
    name = "standard-scaler-identity"
    model = StandardScaler(with_mean=False, with_std=False)
    # Before 0.24 only the second of the two knows how many columns there are.
    model = model if knows_width(StandardScaler) else make_pipeline(model, MaxAbsScaler())
    yield scaler_case(draw.rng(name), name, model, False, about="StandardScaler")


def knows_width(cls):
    """Whether transformers remember the number of columns, even where they learn nothing of them."""
    return hasattr(cls().fit(np.ones((2, 2))), "n_features_in_")


def invertible(asked):
    """The probes, with the way back wherever Python knows it."""
    for probe in asked:
        probe.inverse = probe.name in ("held-out", "edges", "small", "rows")
        yield probe


def scaler_case(rng, name, model, frame, about=None):
    split = data.split("wine", rng, rows=60, frame=frame, held=4)
    # A column that never changes has no spread to divide by, and a gap does not count.
    if frame:
        split.X.iloc[:, 1] = 0.3
        split.X.iloc[5, 0] = np.nan
    else:
        split.X[:, 1] = 0.3
        split.X[5, 0] = np.nan
    model.fit(split.X)
    edges = [np.full(split.held.shape[1], np.nan)]
    return Case(name, model, list(invertible(probes.numeric(split.held, edges=edges))), about=about, data="wine")


def integers(draw):
    for name, model in [
        ("standard-scaler-integers", StandardScaler()),
        ("min-max-scaler-integers", MinMaxScaler()),
        ("robust-scaler-integers", RobustScaler()),
        ("max-abs-scaler-integers", MaxAbsScaler()),
    ]:
        rows = draw.rng(name).randint(-5, 50, size=(20, 3))
        yield Case(name, model.fit(rows[4:]), list(invertible(probes.values(rows[:4]))))


def flags(draw):
    """Columns of flags, of integers and of floats side by side; infinities and gaps are told apart."""
    rng = draw.rng("flags")
    table = pd.DataFrame(
        {"flag": rng.uniform(size=20) < 0.5, "count": rng.randint(0, 9, size=20), "size": rng.uniform(-2, 2, size=20)}
    )
    for name, model in [("min-max-scaler-flags", MinMaxScaler()), ("robust-scaler-flags", RobustScaler())]:
        yield Case(name, model.fit(table[4:]), list(invertible(probes.values(table[:4]))))


def sparse_rows(draw):
    rng = draw.rng("sparse-rows")
    rows = np.where(rng.uniform(size=(30, 5)) < 0.5, 0, rng.uniform(-9, 9, size=(30, 5)))
    for name, model in [
        ("standard-scaler-sparse", StandardScaler(with_mean=False)),
        ("max-abs-scaler-sparse", MaxAbsScaler()),
        ("robust-scaler-sparse", RobustScaler(with_centering=False)),
    ]:
        asked = [probes.Probe("rows", scipy.sparse.csr_matrix(rows[:5]))]
        yield Case(name, model.fit(scipy.sparse.csr_matrix(rows[5:])), list(invertible(asked)))
    for name, model in [
        ("normalizer-sparse", Normalizer()),
        ("normalizer-sparse-l1", Normalizer(norm="l1")),
        ("normalizer-sparse-max", Normalizer(norm="max")),
        ("binarizer-sparse", Binarizer(threshold=1.5)),
    ]:
        X = scipy.sparse.csr_matrix(rows)
        yield Case(name, sized(model).fit(X), [probes.Probe("rows", X[:5])], about=type(model).__name__)


def sized(model):
    """The model, or a pipeline that knows how many columns there are where it does not itself."""
    return model if knows_width(type(model)) else make_pipeline(MaxAbsScaler(), model)


def row_scalers(draw):
    for name, model, frame in [
        ("normalizer", Normalizer(), False),
        ("normalizer-frame", Normalizer(norm="l1"), True),
        ("normalizer-max", Normalizer(norm="max"), False),
        ("binarizer", Binarizer(), False),
        ("binarizer-threshold", Binarizer(threshold=1.25), True),
        ("binarizer-negative", Binarizer(threshold=-0.5), False),
    ]:
        yield row_scaler_case(draw.rng(name), name, model, frame)


def row_scaler_case(rng, name, model, frame):
    split = data.split("iris", rng, rows=12, features=4, frame=frame)
    width = split.X.shape[1]
    edges = [np.full(width, 1.25), np.full(width, -0.5), -np.arange(1.0, width + 1), np.full(width, 1e-16)]
    asked = list(probes.numeric(split.held, edges=edges))
    fitted = sized(model).fit(split.X)
    return Case(name, fitted, asked, about=type(model).__name__, data="iris")


def drawn_row_scalers(draw):
    for name, rng in draw.named("row-scaler"):
        model = pick(
            rng, Normalizer(norm=pick(rng, "l1", "l2", "max")), Binarizer(threshold=pick(rng, 0, 0.5, rng.uniform(-1, 6)))
        )
        yield row_scaler_case(rng, name, model, pick(rng, True, False))


def drawn_scalers(draw):
    for name, rng in draw.named("scaler"):
        low = rng.uniform(-5, 5)
        model = pick(
            rng,
            MaxAbsScaler(**accepted(MaxAbsScaler, clip=pick(rng, True, False))),
            RobustScaler(
                with_centering=pick(rng, True, False),
                with_scaling=pick(rng, True, True, False) or not knows_width(RobustScaler),
                quantile_range=(rng.uniform(0, 40), rng.uniform(50, 100)),
                **accepted(RobustScaler, unit_variance=pick(rng, True, False))
            ),
            StandardScaler(
                with_mean=pick(rng, True, False), with_std=pick(rng, True, False) or not knows_width(StandardScaler)
            ),
            MinMaxScaler(
                feature_range=(low, low + 10 ** rng.uniform(-3, 3)),
                **accepted(MinMaxScaler, clip=pick(rng, True, False))
            ),
        )
        yield scaler_case(rng, name, model, pick(rng, True, False))
