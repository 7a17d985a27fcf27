"""sklearn.manifold and sklearn.semi_supervised: rows placed, or labelled, by their neighbours."""

import numpy as np
import pandas as pd
from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.semi_supervised import LabelPropagation, LabelSpreading

from cases import data, probes
from cases.case import Case, Probe, accepts, pick

CENTRED = "the squared distances are centred, which cancels, and then divided by the roots of eigenvalues"
SOLVED = "the weights solve a system of equations, nearly singular by design, and LAPACK's steps are its own"
CANCELS = "Python's squared distances are what is left of a cancellation"


def cases(draw):
    for generate in (isomaps, embeddings, propagations, drawn):
        for case in generate(draw):
            yield case


def scaled(rng, set_name="iris", frame=False, rows=18, **options):
    split = data.split(set_name, rng, rows=rows, features=3, frame=frame, held=3, **options)
    columns = split.X.columns if frame else None
    split = data.standardised(split)
    if frame:
        split.X, split.held = pd.DataFrame(split.X, columns=columns), pd.DataFrame(split.held, columns=columns)
    return split


def embedding_case(name, model, split, reason):
    model.fit(split.X)
    far = ("large", "small")
    kept = [probe for probe in probes.numeric(split.held, edges=np.asarray(split.X)[:2], huge=False) if probe.name not in far]
    return Case(name, model, kept, tolerance=1e-9, reason=reason)


def isomaps(draw):
    recipes = [
        ("isomap", {"n_neighbors": 6}, "wine", False),
        ("isomap-frame", {"n_neighbors": 9, "n_components": 3, "neighbors_algorithm": "ball_tree"}, "cancer", True),
    ]
    if accepts(Isomap, "radius"):
        recipes.append(("isomap-radius", {"n_neighbors": None, "radius": 2.0}, "wine", False))
    for name, options, set_name, frame in recipes:
        # A graph in parts, which old versions do not connect, has no distances across.
        split = scaled(draw.rng(name), set_name, frame)
        yield embedding_case(name, Isomap(**options), split, CENTRED)


def embeddings(draw):
    for name, options, set_name, frame in [
        ("locally-linear", {"n_neighbors": 6}, "wine", False),
        ("locally-linear-modified-frame", {"n_neighbors": 9, "method": "modified", "n_components": 3}, "cancer", True),
    ]:
        model = LocallyLinearEmbedding(random_state=0, eigen_solver="dense", **options)
        yield embedding_case(name, model, scaled(draw.rng(name), set_name, frame), SOLVED)


def unlabelled(rng, y):
    """About half of the labels hidden."""
    return np.where(rng.uniform(size=len(y)) < 0.5, -1, y)


def propagation_case(rng, name, model, frame):
    split = scaled(rng, pick(rng, "iris", "wine"), frame, classes=3)
    model.fit(split.X, unlabelled(rng, split.y))
    return Case(
        name, model, list(probes.numeric(split.held, edges=np.asarray(split.X)[:2], huge=False)), tolerance=1e-9, reason=CANCELS
    )


def propagations(draw):
    for name, model, frame in [
        ("label-propagation", LabelPropagation(gamma=0.5), False),
        ("label-propagation-neighbours-frame", LabelPropagation(kernel="knn", n_neighbors=6), True),
        ("label-spreading-frame", LabelSpreading(gamma=0.3, alpha=0.4), True),
    ]:
        yield propagation_case(draw.rng(name), name, model, frame)
    name = "label-propagation-function"
    split = scaled(draw.rng(name), classes=3, rows=20)
    model = LabelPropagation(kernel=laplacian_kernel).fit(split.X, split.y)
    yield Case(name, model, [Probe("held-out", split.held)], loading="refused")


def drawn(draw):
    for name, rng in draw.named("embedding"):
        if rng.uniform() < 0.4:
            yield drawn_propagation(rng, name)
            continue
        split = scaled(rng, pick(rng, "wine", "cancer"), pick(rng, True, False))
        algorithm = pick(rng, "auto", "kd_tree", "ball_tree")
        if pick(rng, True, False):
            model = Isomap(n_neighbors=pick(rng, 7, 9), n_components=pick(rng, 1, 2, 3), neighbors_algorithm=algorithm)
            yield embedding_case(name, model, split, CENTRED)
            continue
        method = pick(rng, "standard", "modified", "hessian", "ltsa")
        model = LocallyLinearEmbedding(
            n_neighbors=pick(rng, 7, 9),
            n_components=2,
            reg=10 ** rng.uniform(-3, -1),
            method=method,
            eigen_solver="dense",
            neighbors_algorithm=algorithm,
        )
        yield embedding_case(name, model, split, SOLVED)


def drawn_propagation(rng, name):
    options = {"kernel": pick(rng, "rbf", "knn"), "gamma": 10 ** rng.uniform(-1, 0.5), "n_neighbors": pick(rng, 3, 8)}
    model = pick(rng, LabelPropagation(**options), LabelSpreading(alpha=rng.uniform(0.1, 0.9), **options))
    return propagation_case(rng, name, model, pick(rng, True, False))
