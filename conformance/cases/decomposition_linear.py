"""sklearn.decomposition, as far as its transforms are linear: PCA, IncrementalPCA, TruncatedSVD, FactorAnalysis, FastICA."""

import numpy as np
import scipy.sparse
from sklearn.decomposition import PCA, FactorAnalysis, FastICA, IncrementalPCA, TruncatedSVD

from cases import data, probes
from cases.case import Case, accepts, pick

CANCELS = (
    "The likelihood is the difference of two sums that nearly cancel: what the noise says of a row, and what the axes "
    "explain of it. Python's own last digits depend on the order in which its linear algebra adds."
)


def cases(draw):
    for generate in (components, factors, independent, unscaled, drawn):
        for case in generate(draw):
            yield case


def components(draw):
    for name, model, frame in [
        ("pca", PCA(), False),
        ("pca-two", PCA(n_components=2), True),
        ("pca-whiten", PCA(n_components=2, whiten=True), False),
        ("pca-whiten-all", PCA(whiten=True), True),
        ("pca-share", PCA(n_components=0.9, svd_solver="full"), False),
        ("pca-mle", PCA(n_components="mle", svd_solver="full"), False),
        ("pca-arpack", PCA(n_components=2, svd_solver="arpack", random_state=0), True),
        ("pca-randomised", PCA(n_components=2, svd_solver="randomized", whiten=True, random_state=0), False),
        ("incremental-pca", IncrementalPCA(n_components=2, batch_size=20), True),
        ("incremental-pca-whiten", IncrementalPCA(whiten=True, batch_size=25), False),
        ("truncated-svd", TruncatedSVD(random_state=0), False),
        ("truncated-svd-arpack", TruncatedSVD(n_components=3, algorithm="arpack", random_state=0), True),
    ]:
        yield decomposition_case(draw.rng(name), name, model, frame)


def factors(draw):
    for name, model, frame in [
        ("factor-analysis", FactorAnalysis(n_components=2, random_state=0), True),
        ("factor-analysis-all", FactorAnalysis(random_state=0), False),
        ("factor-analysis-lapack", FactorAnalysis(n_components=1, svd_method="lapack"), False),
    ]:
        yield decomposition_case(draw.rng(name), name, model, frame)


def whitening(whiten):
    """What `whiten` takes: until 1.0 True and False; later the variance that is aimed at."""
    import inspect

    is_named = "unit-variance" in (inspect.getdoc(FastICA) or "")
    return whiten if is_named or whiten is False else True


def independent(draw):
    for name, options, frame in [
        ("fast-ica", {"n_components": 2, "whiten": whitening("unit-variance")}, True),
        ("fast-ica-deflation", {"algorithm": "deflation", "fun": "exp", "whiten": whitening("unit-variance")}, False),
        ("fast-ica-arbitrary", {"n_components": 3, "fun": "cube", "whiten": whitening("arbitrary-variance")}, False),
        ("fast-ica-unwhitened", {"whiten": False}, False),
    ]:
        yield decomposition_case(draw.rng(name), name, FastICA(random_state=0, max_iter=500, **options), frame)


def unscaled(draw):
    """Columns of such different spreads that the noise is a thousandth of what the axes explain, and less."""
    for name, model in [
        ("pca-unscaled", PCA(n_components=2)),
        ("factor-analysis-unscaled", FactorAnalysis(n_components=2, random_state=0)),
    ]:
        case = decomposition_case(draw.rng(name), name, model, frame=True, scaled=False)
        case.tolerance, case.reason = 1e-9, CANCELS
        yield case


def decomposition_case(rng, name, model, frame, scaled=True):
    split = data.split("wine", rng, rows=60, features=4, frame=frame, held=4)
    if scaled:
        split = data.standardised(split)
    model.fit(split.X)
    asked = list(probes.numeric(split.held, huge=False))
    asked[0].inverse = True
    if isinstance(model, FactorAnalysis) and not accepts(FactorAnalysis, "rotation"):
        # Before 0.24 score_samples looked at no value, and what it made of these depends on what holds them.
        asked = [probe for probe in asked if probe.name not in ("missing", "infinite")]
    if not frame and ("transform" in vars(type(model)) and isinstance(model, (IncrementalPCA, TruncatedSVD))):
        asked.append(probes.Probe("sparse", scipy.sparse.csr_matrix(split.held)))
    return Case(name, model, asked, data="wine")


def drawn(draw):
    for name, rng in draw.named("linear-decomposition"):
        count = rng.randint(1, 4)
        whiten = pick(rng, True, False)
        fun = pick(rng, "logcosh", "exp", "cube")
        variance = pick(rng, "unit-variance", "arbitrary-variance")
        model = pick(
            rng,
            PCA(n_components=pick(rng, None, count), whiten=whiten),
            PCA(n_components=count, whiten=whiten, svd_solver=pick(rng, "full", "arpack", "randomized"), random_state=0),
            IncrementalPCA(n_components=pick(rng, None, count), whiten=whiten, batch_size=20),
            TruncatedSVD(n_components=count, algorithm=pick(rng, "arpack", "randomized"), random_state=0),
            FactorAnalysis(n_components=count, random_state=0, **rotation(rng)),
            FastICA(n_components=count, fun=fun, whiten=whitening(variance), random_state=0, max_iter=300),
        )
        yield decomposition_case(rng, name, model, pick(rng, True, False))


def rotation(rng):
    return {"rotation": pick(rng, None, "varimax", "quartimax")} if accepts(FactorAnalysis, "rotation") else {}
