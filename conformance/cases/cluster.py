"""sklearn.cluster: clusters known by their centres, and columns put together."""

import numpy as np
import pandas as pd
from sklearn import cluster
from sklearn.cluster import AffinityPropagation, Birch, FeatureAgglomeration, KMeans, MeanShift, MiniBatchKMeans

from cases import data, probes
from cases.case import Case, Probe, accepted, pick


def cases(draw):
    for generate in (centres, agglomerations, limits, drawn):
        for case in generate(draw):
            yield case


def centre_case(rng, name, model, set_name="iris", frame=False):
    split = data.split(set_name, rng, rows=24, features=3, frame=frame, held=3)
    columns = split.X.columns if frame else None
    split = data.standardised(split)
    if frame:
        split.X, split.held = pd.DataFrame(split.X, columns=columns), pd.DataFrame(split.held, columns=columns)
    model.fit(split.X)
    # The distance of a row to a centre that is the same row is what a cancellation leaves.
    edges = None if isinstance(model, Birch) or "-drawn-" in name else np.asarray(split.X)[:2]
    return Case(name, model, list(probes.numeric(split.held, edges=edges, huge=False)), data=set_name)


def k_means(cls, **options):
    return cls(random_state=0, **dict(accepted(cls, n_init=2), **options))


def centres(draw):
    recipes = [
        ("k-means", k_means(KMeans, n_clusters=3), "iris", False),
        ("mini-batch-k-means", k_means(MiniBatchKMeans, n_clusters=4, batch_size=20), "wine", True),
        ("affinity-propagation", AffinityPropagation(damping=0.8, **accepted(AffinityPropagation, random_state=0)), "iris", False),
        ("mean-shift", MeanShift(bandwidth=1.4), "iris", False),
        ("birch", Birch(threshold=0.6, n_clusters=3), "wine", False),
    ]
    if hasattr(cluster, "BisectingKMeans"):
        recipes += [
            ("bisecting-k-means", k_means(cluster.BisectingKMeans, n_clusters=5), "iris", False),
            (
                "bisecting-k-means-largest-frame",
                k_means(cluster.BisectingKMeans, n_clusters=6, bisecting_strategy="largest_cluster"),
                "wine",
                True,
            ),
        ]
    for name, model, set_name, frame in recipes:
        yield centre_case(draw.rng(name), name, model, set_name, frame)
    name = "k-means-ties"
    rng = draw.rng(name)
    X = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]])
    rows = np.array([[2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [2.0, 5.0], [4.0, 2.0]])
    yield Case(name, KMeans(4, init=X, n_init=1).fit(X), [Probe("between", rows)])


def agglomerations(draw):
    for name, options, frame in [
        ("feature-agglomeration", {"n_clusters": 3}, False),
        ("feature-agglomeration-median-frame", {"n_clusters": 2, "pooling_func": np.median}, True),
        ("feature-agglomeration-max", {"n_clusters": 4, "pooling_func": np.max, "linkage": "average"}, False),
    ]:
        yield agglomeration_case(draw.rng(name), name, FeatureAgglomeration(**options), frame)


def agglomeration_case(rng, name, model, frame):
    split = data.split("wine", rng, rows=20, features=9, frame=frame, held=3)
    model.fit(split.X)
    return Case(name, model, [inverted(probe) for probe in probes.numeric(split.held, huge=False)], data="wine")


def inverted(probe):
    return Probe(probe.name, probe.X, inverse=probe.name == "held-out")


def limits(draw):
    name = "affinity-propagation-precomputed"
    split = data.split("iris", draw.rng(name), rows=20, features=4, held=3)
    model = AffinityPropagation(affinity="precomputed", **accepted(AffinityPropagation, random_state=0))
    model.fit(-((split.X[:, None] - split.X[None]) ** 2).sum(axis=2))
    yield Case(name, model, [Probe("held-out", split.held)], loading="refused")
    name = "feature-agglomeration-function"
    split = data.split("iris", draw.rng(name), rows=20, features=4, held=3)
    # Of numpy's functions, one that nobody pools with.
    model = FeatureAgglomeration(pooling_func=np.ptp).fit(split.X)
    yield Case(name, model, [Probe("held-out", split.held)], loading="refused")


def drawn(draw):
    for name, rng in draw.named("cluster"):
        if rng.uniform() < 0.3:
            yield agglomeration_case(rng, name, drawn_agglomeration(rng), pick(rng, True, False))
            continue
        classes = [KMeans, MiniBatchKMeans, "birch", "shift", "affinity"]
        classes += [cluster.BisectingKMeans] if hasattr(cluster, "BisectingKMeans") else []
        cls = pick(rng, *classes)
        if cls == "birch":
            model = Birch(threshold=rng.uniform(0.4, 1.2), n_clusters=pick(rng, None, 2, 5), branching_factor=pick(rng, 3, 50))
        elif cls == "shift":
            model = MeanShift(bandwidth=rng.uniform(0.8, 2.5), cluster_all=pick(rng, True, False))
        elif cls == "affinity":
            model = AffinityPropagation(
                damping=rng.uniform(0.5, 0.95), preference=pick(rng, None, -20), **accepted(AffinityPropagation, random_state=0)
            )
        else:
            model = k_means(cls, n_clusters=pick(rng, 1, 2, 5, 12), init=pick(rng, "k-means++", "random"))
        yield centre_case(rng, name, model, pick(rng, "iris", "wine", "cancer"), pick(rng, True, False))


def drawn_agglomeration(rng):
    return FeatureAgglomeration(
        n_clusters=pick(rng, 1, 3, 6, 9),
        linkage=pick(rng, "ward", "complete", "average"),
        pooling_func=pick(rng, np.mean, np.median, np.max, np.min, np.sum),
    )
