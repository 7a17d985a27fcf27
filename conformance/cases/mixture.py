"""sklearn.mixture, and EllipticEnvelope of sklearn.covariance: normal distributions."""

import numpy as np
from sklearn.covariance import EllipticEnvelope
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from cases import data, probes
from cases.case import Case, pick

TYPES = ["full", "tied", "diag", "spherical"]


def cases(draw):
    for generate in (gaussian, bayesian, envelopes, drawn_mixtures, drawn_envelopes):
        for case in generate(draw):
            yield case


def gaussian(draw):
    for kind in TYPES:
        for frame in (False, True):
            name = "gaussian-mixture-" + kind + ("-frame" if frame else "")
            bundle = "wine" if frame else "iris"
            model = GaussianMixture(n_components=3, covariance_type=kind, random_state=0, reg_covar=1e-3)
            yield mixture_case(draw.rng(name), name, model, bundle, frame)
    name = "gaussian-mixture-one"
    yield mixture_case(draw.rng(name), name, GaussianMixture(random_state=0), "iris", False)


def bayesian(draw):
    for kind in TYPES:
        for prior in ("dirichlet_process", "dirichlet_distribution"):
            name = "bayesian-mixture-%s-%s" % (kind, prior.replace("_", "-"))
            model = BayesianGaussianMixture(
                n_components=3, covariance_type=kind, weight_concentration_prior_type=prior, random_state=0, max_iter=20
            )
            yield mixture_case(draw.rng(name), name, model, "iris", prior == "dirichlet_process")


def mixture_case(rng, name, model, bundle, frame):
    split = data.standardised(data.split(bundle, rng, rows=60, features=4, frame=frame, held=5))
    model.fit(split.X)
    return Case(name, model, list(questions(split.held)))


def questions(held):
    width = held.shape[1]
    row = held[:1]
    yield probes.Probe("held-out", held)
    yield probes.Probe("zeros", probes.like(held, np.zeros((1, width))))
    yield probes.Probe("larger", probes.like(held, np.vstack([np.asarray(row) * 10.0, np.asarray(row) * -10.0])))
    yield probes.Probe("missing", probes.replaced(row, 0, np.nan))
    yield probes.Probe("infinite", probes.replaced(row, width - 1, np.inf))
    yield probes.Probe("too-narrow", probes.without_last_column(row))


def envelopes(draw):
    for name, options, frame in [
        ("elliptic-envelope", {}, False),
        ("elliptic-envelope-frame", {"contamination": 0.3}, True),
        ("elliptic-envelope-centered", {"assume_centered": True}, False),
        ("elliptic-envelope-no-precision", {"store_precision": False}, False),
        ("elliptic-envelope-support", {"support_fraction": 0.8}, True),
    ]:
        yield envelope_case(draw.rng(name), name, EllipticEnvelope(random_state=0, **options), frame)


def envelope_case(rng, name, model, frame):
    split = data.standardised(data.split(pick(rng, "wine", "iris"), rng, rows=60, features=4, frame=frame, held=5))
    model.fit(split.X)
    return Case(name, model, list(questions(split.held)))


def drawn_mixtures(draw):
    for name, rng in draw.named("mixture"):
        options = {
            "n_components": pick(rng, 1, 2, 4),
            "covariance_type": pick(rng, *TYPES),
            "reg_covar": 10 ** rng.uniform(-6, -1),
            "random_state": rng.randint(100),
            "init_params": pick(rng, "kmeans", "random"),
            "max_iter": 30,
        }
        if pick(rng, True, False):
            model = GaussianMixture(**options)
        else:
            model = BayesianGaussianMixture(
                weight_concentration_prior_type=pick(rng, "dirichlet_process", "dirichlet_distribution"),
                weight_concentration_prior=pick(rng, None, 10 ** rng.uniform(-2, 2)),
                mean_precision_prior=pick(rng, None, 10 ** rng.uniform(-1, 1)),
                degrees_of_freedom_prior=pick(rng, None, 4 + rng.uniform(0, 5)),
                **options
            )
        yield mixture_case(rng, name, model, pick(rng, "iris", "wine"), pick(rng, True, False))


def drawn_envelopes(draw):
    for name, rng in draw.named("envelope"):
        model = EllipticEnvelope(
            contamination=rng.uniform(0.01, 0.5),
            assume_centered=pick(rng, True, False),
            store_precision=pick(rng, True, False),
            support_fraction=pick(rng, None, rng.uniform(0.6, 0.95)),
            random_state=rng.randint(100),
        )
        yield envelope_case(rng, name, model, pick(rng, True, False))
