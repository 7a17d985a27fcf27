"""sklearn.neighbors: votes and means of neighbours, graphs, outliers, centroids, densities, learned projections."""

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn import neighbors
from sklearn.neighbors import (
    KernelDensity,
    KNeighborsClassifier,
    KNeighborsRegressor,
    LocalOutlierFactor,
    NearestCentroid,
    NearestNeighbors,
    RadiusNeighborsClassifier,
    RadiusNeighborsRegressor,
)

from cases import data, probes
from cases.case import Case, Probe, accepted, accepts, pick

FLAGS = ["dice", "jaccard", "rogerstanimoto", "russellrao", "sokalsneath"]
CANCELS = "Euclidean distances by matrix products are what is left of a cancellation"


def cases(draw):
    for generate in (
        classifiers,
        metrics,
        ties,
        regressors,
        by_radius,
        graphs,
        outlier_factors,
        centroids,
        densities,
        projections,
        limits,
        drawn_metrics,
        drawn_neighbors,
        drawn_by_radius,
        drawn_scores,
    ):
        for case in generate(draw):
            yield case


def metric_params(rng, metric, X):
    """What a metric asks for."""
    width = X.shape[1]
    if metric == "seuclidean":
        return {"V": np.var(X, axis=0, ddof=1) + 0.1}
    if metric == "mahalanobis":
        noise = rng.normal(size=(width, width))
        return {"VI": np.linalg.inv(np.dot(noise, noise.T) + np.eye(width))}
    return None


def probes_of(split, exact=True):
    """exact: whether a row's distance to itself is 0, and not what is left of a cancellation."""
    edges = np.asarray(split.X)[:2] if exact else None
    return list(probes.numeric(split.held, edges=edges, huge=exact))


def classifier_case(rng, name, model, set_name="iris", labels="str", frame=False, classes=3, rows=30, features=3, **more):
    split = data.split(set_name, rng, rows=rows, features=features, classes=classes, labels=labels, frame=frame, held=3)
    if set_name != "iris":
        columns = split.X.columns if frame else None
        split = data.standardised(split)
        if frame:
            split.X, split.held = pd.DataFrame(split.X, columns=columns), pd.DataFrame(split.held, columns=columns)
    model.fit(split.X, split.y)
    return Case(name, model, probes_of(split, exact=model._fit_method != "brute"), data=set_name, **more)


def classifiers(draw):
    for name, set_name, labels, frame, options in [
        ("k-neighbors-classifier", "iris", "str", False, {"leaf_size": 8}),
        ("k-neighbors-classifier-frame", "wine", "gaps", True, {"weights": "distance", "algorithm": "ball_tree"}),
        ("k-neighbors-classifier-brute", "wine", "str", False, {"algorithm": "brute", "weights": "distance"}),
        ("k-neighbors-classifier-cubes", "wine", "float", False, {"p": 3, "leaf_size": 7, "weights": "distance"}),
    ]:
        yield classifier_case(draw.rng(name), name, KNeighborsClassifier(**options), set_name, labels, frame)
    name = "k-neighbors-classifier-two-outputs"
    rng = draw.rng(name)
    split = data.split("iris", rng, rows=24, features=3, classes=3, labels="str", held=4)
    y = np.stack([split.y, np.where(split.X[:, 0] > 5.5, "long", "short")], axis=1)
    model = KNeighborsClassifier(6, weights="distance").fit(split.X, y)
    yield Case(name, model, probes_of(split))
    name = "k-neighbors-classifier-sparse"
    rng = draw.rng(name)
    X = rng.uniform(0, 3, size=(40, 5)) * (rng.uniform(size=(40, 5)) < 0.5)
    model = KNeighborsClassifier(3).fit(scipy.sparse.csr_matrix(X), (X[:, 0] > 0).astype(int) + (X[:, 1] > 1))
    rows = rng.uniform(0, 3, size=(4, 5))
    yield Case(name, model, [Probe("rows", rows), Probe("sparse", scipy.sparse.csr_matrix(rows * (rows > 1)))])


def metrics(draw):
    for algorithm, metric in [
        ("ball_tree", "haversine"),
        ("ball_tree", "jaccard"),
        ("ball_tree", "mahalanobis"),
        ("brute", "braycurtis"),
        ("brute", "cosine"),
        ("brute", "nan_euclidean"),
    ]:
        name = "neighbors-%s-%s" % (algorithm.replace("_", "-"), metric.replace("_", "-"))
        if metric in neighbors.VALID_METRICS[algorithm]:
            yield metric_case(draw.rng(name), name, algorithm, metric)


def metric_case(rng, name, algorithm, metric):
    options = {"algorithm": algorithm, "metric": metric, "leaf_size": 6}
    if metric in FLAGS + ["yule", "hamming"]:
        width = pick(rng, 6, 11)
        X, rows = rng.randint(0, 2, size=(25, width)).astype(float), rng.randint(0, 2, size=(4, width)).astype(float)
        # All-zero rows, for which some metrics divide by nothing, are not the question here.
        X[:, 0] = rows[:, 0] = 1
        # Many are at the same distance, and which is taken first is up to the processor in some versions.
        model = RadiusNeighborsRegressor(radius=rng.uniform(0.3, 0.7), weights="distance", **options)
        return Case(name, model.fit(X, rng.normal(size=25)), [Probe("rows", rows)])
    if metric == "haversine":
        X, rows = rng.uniform(-1.5, 1.5, size=(26, 2)), rng.uniform(-1.5, 1.5, size=(4, 2))
    else:
        X, rows = rng.normal(size=(26, 3)), rng.normal(size=(4, 3))
    more = [Probe("missing", probes.replaced(rows[:1], 0, np.nan))]
    if metric == "nan_euclidean":
        X = np.where(rng.uniform(size=X.shape) < 0.1, np.nan, X)
        more.append(Probe("gaps", np.where(rng.uniform(size=rows.shape) < 0.3, np.nan, rows)))
    model = NearestNeighbors(n_neighbors=5, metric_params=metric_params(rng, metric, X), **options)
    try:
        model.fit(X)
    except ValueError:
        # Not every version lets gaps in.
        X = np.nan_to_num(X)
        model.fit(X)
    return Case(name, model, [Probe("rows", rows)] + more)


def drawn_metrics(draw):
    skipped = ("precomputed", "pyfunc", "wminkowski", "kulsinski", "matching", "sokalmichener", "p")
    for name, rng in draw.named("neighbors-metric"):
        algorithm = pick(rng, "ball_tree", "kd_tree", "brute")
        known = [metric for metric in sorted(set(neighbors.VALID_METRICS[algorithm])) if metric not in skipped]
        yield metric_case(rng, name, algorithm, pick(rng, *known))


def ties(draw):
    """Whole numbers: many points at the same distance, and nothing is rounded."""
    for algorithm, k in (("kd_tree", 17), ("ball_tree", 6), ("brute", 9)):
        name = "neighbors-ties-%s-%d" % (algorithm.replace("_", "-"), k)
        rng = draw.rng(name)
        X = rng.randint(0, 4, size=(48, 3)).astype(float)
        y = rng.randint(0, 4, size=48)
        weights = pick(rng, "uniform", "distance")
        model = KNeighborsClassifier(k, algorithm=algorithm, weights=weights, leaf_size=5).fit(X, y)
        yield Case(name, model, [Probe("rows", rng.randint(0, 5, size=(8, 3)).astype(float))])


def regressors(draw):
    for name, options, frame in [
        ("k-neighbors-regressor-distance-frame", {"weights": "distance", "n_neighbors": 8}, True),
    ]:
        split = data.regression(draw.rng(name), rows=24, frame=frame, held=3, features=5)
        model = KNeighborsRegressor(**options).fit(split.X, split.y)
        yield Case(name, model, probes_of(split), data="diabetes")
    name = "k-neighbors-regressor-three-outputs"
    split = data.multi_output(draw.rng(name))
    yield Case(name, KNeighborsRegressor(4, weights="distance").fit(split.X, split.y), probes_of(split))


def by_radius(draw):
    recipes = [
        ("radius-neighbors-classifier", "str", {"radius": 1.1, "weights": "distance", "leaf_size": 6}),
        ("radius-neighbors-classifier-label", "int", {"radius": 0.5, "outlier_label": 2}),
        ("radius-neighbors-classifier-other-label", "gaps", {"radius": 0.5, "outlier_label": 1}),
        ("radius-neighbors-classifier-brute", "int", {"radius": 0.8, "algorithm": "brute", "outlier_label": 1}),
        ("radius-neighbors-classifier-counted", "gaps", {"p": 1, "algorithm": "brute", "outlier_label": 1}),
    ]
    if hasattr(RadiusNeighborsClassifier, "predict_proba"):
        recipes += [
            ("radius-neighbors-classifier-most-frequent", "str", {"radius": 0.5, "outlier_label": "most_frequent"}),
        ]
    for name, labels, options in recipes:
        case = classifier_case(draw.rng(name), name, RadiusNeighborsClassifier(**options), labels=labels)
        # Some versions do not look at how wide the rows are where they count votes while searching.
        case.probes = [probe for probe in case.probes if probe.name != "too-wide" or "counted" not in name]
        yield case
    name = "radius-neighbors-classifier-two-outputs"
    rng = draw.rng(name)
    split = data.split("iris", rng, rows=24, features=3, classes=3, held=4)
    y = np.stack([split.y, (split.X[:, 0] > 5.5) * 5], axis=1)
    options = {"outlier_label": [2, 7]} if hasattr(RadiusNeighborsClassifier, "predict_proba") else {"outlier_label": 7}
    yield Case(name, RadiusNeighborsClassifier(0.4, **options).fit(split.X, y), probes_of(split))
    for name, weights, algorithm in [
        ("radius-neighbors-regressor-distance", "distance", "ball_tree"),
    ]:
        split = data.regression(draw.rng(name), rows=24, held=3, features=4)
        model = RadiusNeighborsRegressor(radius=0.09, weights=weights, algorithm=algorithm).fit(split.X, split.y)
        yield Case(name, model, probes_of(split))


def graphs(draw):
    name = "nearest-neighbors"
    split = data.standardised(data.split("wine", draw.rng(name), rows=40, features=4, held=4))
    yield Case(name, NearestNeighbors(n_neighbors=6, leaf_size=9).fit(split.X), probes_of(split), data="wine")
    if not hasattr(neighbors, "KNeighborsTransformer"):
        return
    for name, model, frame in [
        ("k-neighbors-transformer", neighbors.KNeighborsTransformer(n_neighbors=4), True),
        ("radius-neighbors-transformer-connectivity", neighbors.RadiusNeighborsTransformer(radius=1.0, mode="connectivity"), True),
    ]:
        split = data.split("iris", draw.rng(name), rows=24, features=4, frame=frame, held=4)
        yield Case(name, model.fit(split.X), probes_of(split))


def outlier_factors(draw):
    for name, options, frame in [
        ("local-outlier-factor", {"n_neighbors": 10, "contamination": "auto"}, False),
        ("local-outlier-factor-contamination-frame", {"n_neighbors": 5, "contamination": 0.2}, True),
    ]:
        split = data.split("cancer", draw.rng(name), rows=24, features=4, frame=frame, held=3)
        model = LocalOutlierFactor(novelty=True, **options).fit(split.X)
        yield Case(name, model, probes_of(split))
    name = "local-outlier-factor-own-rows"
    split = data.split("iris", draw.rng(name), rows=12, features=3, held=2)
    # Python offers kneighbors, but nothing of what the class is for.
    yield Case(name, LocalOutlierFactor(n_neighbors=5).fit(split.X), [Probe("held-out", split.held)], loading="refused")


def centroids(draw):
    recipes = [
        ("nearest-centroid", {"shrink_threshold": 0.4}, 3, True),
        ("nearest-centroid-binary", {"shrink_threshold": 1.5}, 2, False),
        ("nearest-centroid-manhattan", {"metric": "manhattan"}, 3, False),
    ]
    if accepts(NearestCentroid, "priors"):
        recipes += [
            ("nearest-centroid-priors", {"priors": [0.2, 0.5, 0.3]}, 3, False),
            ("nearest-centroid-manhattan-priors", {"metric": "manhattan", "priors": [0.6, 0.1, 0.3]}, 3, False),
        ]
    for name, options, classes, frame in recipes:
        split = data.split("iris", draw.rng(name), rows=24, features=4, classes=classes, labels="str" if classes == 3 else "bool", frame=frame, held=3)
        model = NearestCentroid(**options).fit(split.X, split.y)
        # Of two classes the decision is a difference, of which nothing is left far away.
        asked = [probe for probe in probes.numeric(split.held, huge=False) if probe.name != "large" or classes > 2]
        yield Case(name, model, asked)


def densities(draw):
    for kernel in ("gaussian", "cosine"):
        name = "kernel-density-" + kernel
        rng = draw.rng(name)
        split = data.standardised(data.split("iris", rng, rows=24, features=3, held=3))
        model = KernelDensity(kernel=kernel, bandwidth=0.9, leaf_size=8).fit(split.X)
        yield density_case(name, model, split)
    for name, options, weighted in [
        ("kernel-density-depth-first", {"breadth_first": False, "leaf_size": 8, "metric": "canberra", "algorithm": "ball_tree"}, False),
        ("kernel-density-tolerant", {"rtol": 0.01, "atol": 1e-4, "leaf_size": 4, "bandwidth": 0.5}, False),
        ("kernel-density-weighted-tolerant", {"rtol": 0.05, "leaf_size": 5, "kernel": "linear", "bandwidth": 2.5}, True),
    ]:
        rng = draw.rng(name)
        split = data.standardised(data.split("iris", rng, rows=24, features=3, held=3))
        weights = rng.uniform(0.2, 3.0, size=24) if weighted else None
        yield density_case(name, KernelDensity(**options).fit(split.X, sample_weight=weights), split)


def density_case(name, model, split):
    if model.kernel not in ("gaussian", "exponential"):
        # Beyond a kernel that ends the density is 0, and Python answers what the bounds' cancellation leaves of it.
        reached = model.tree_.query(np.asarray(split.held), 1)[0][:, 0] < 0.95 * model.bandwidth
        split = data.Split(split.X, split.y, split.held[reached])
    if len(split.held) == 0:
        split = data.Split(split.X, split.y, split.X[:1])
    reason = "bounds are added to and taken from the sum, and the C library's exp and log differ in the last bit"
    asked = probes.numeric(split.held, edges=np.asarray(split.X)[:2])
    ends = model.kernel not in ("gaussian", "exponential")
    return Case(name, model, [each for each in asked if each.name != "small" or not ends], tolerance=1e-9, reason=reason)


def projections(draw):
    if not hasattr(neighbors, "NeighborhoodComponentsAnalysis"):
        return
    for name, options, frame in [
        ("neighborhood-components-two-frame", {"n_components": 2, "init": "pca"}, True),
    ]:
        split = data.split("iris", draw.rng(name), rows=50, features=4, classes=3, labels="str", frame=frame, held=4)
        model = neighbors.NeighborhoodComponentsAnalysis(random_state=0, **options).fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held, huge=False)))


def limits(draw):
    """What only Python could call, and what it cannot do itself."""
    for name, model in [
        ("k-neighbors-weights-function", KNeighborsClassifier(weights=np.sqrt)),
        ("k-neighbors-metric-function", KNeighborsClassifier(metric=np.dot, algorithm="brute")),
        ("k-neighbors-too-many", KNeighborsClassifier(13)),
    ]:
        split = data.split("iris", draw.rng(name), rows=12, features=3, classes=3, held=2)
        yield Case(name, model.fit(split.X, split.y), [Probe("held-out", split.held)], loading="refused")


def drawn_search(rng):
    algorithm = pick(rng, "auto", "kd_tree", "ball_tree", "brute")
    metrics_of = {
        "auto": ["minkowski", "manhattan", "chebyshev", "canberra", "seuclidean"],
        "kd_tree": ["minkowski", "manhattan", "chebyshev"],
        "ball_tree": ["minkowski", "canberra", "braycurtis", "seuclidean", "mahalanobis", "chebyshev"],
        "brute": ["minkowski", "cosine", "correlation", "canberra", "braycurtis", "sqeuclidean", "seuclidean", "manhattan"],
    }
    return {
        "algorithm": algorithm,
        "metric": pick(rng, *metrics_of[algorithm]),
        "p": pick(rng, 1, 2, 2, 2.5, 4),
        "leaf_size": pick(rng, 2, 7, 30),
    }


def drawn_split(rng, labels="str", frame=False, classes=3, regression=False):
    """Standardised rows, so that products of matrices have something left after they cancel."""
    rows = pick(rng, 24, 36)
    if regression:
        split = data.regression(rng, rows=rows, features=pick(rng, 2, 4, 6), frame=frame, held=3)
    else:
        split = data.split(
            pick(rng, "wine", "cancer"), rng, rows=rows, features=pick(rng, 3, 5), classes=classes, labels=labels, frame=frame, held=3
        )
    columns = split.X.columns if frame else None
    split = data.standardised(split)
    if frame:
        split.X, split.held = pd.DataFrame(split.X, columns=columns), pd.DataFrame(split.held, columns=columns)
    return split


def fitted_search(rng, cls, split, y, **options):
    search = drawn_search(rng)
    search["metric_params"] = metric_params(rng, search["metric"], np.asarray(split.X))
    model = cls(**dict(search, **options))
    return model.fit(split.X) if y is None else model.fit(split.X, y)


def drawn_case(name, model, split):
    cancels = model._fit_method == "brute"
    more = {"tolerance": 1e-9, "reason": CANCELS} if cancels else {}
    asked = probes_of(split, exact=not cancels)
    if model.metric in ("cosine", "correlation"):
        # Rows of zeros are equally far from everything, and which comes first is up to the processor.
        asked = [probe for probe in asked if probe.name != "small"]
    return Case(name, model, asked, **more)


def drawn_neighbors(draw):
    for name, rng in draw.named("k-neighbors"):
        frame, weights = pick(rng, True, False), pick(rng, "uniform", "distance")
        kind = pick(rng, "classifier", "classifier", "regressor", "nearest", "transformer", "factor")
        split = drawn_split(rng, labels=pick(rng, "str", "gaps", "int"), frame=frame, regression=kind == "regressor")
        count = pick(rng, 1, 3, 6, 15)
        if kind == "classifier":
            model = fitted_search(rng, KNeighborsClassifier, split, split.y, n_neighbors=count, weights=weights)
        elif kind == "regressor":
            model = fitted_search(rng, KNeighborsRegressor, split, split.y, n_neighbors=count, weights=weights)
        elif kind == "factor":
            contamination = pick(rng, "auto", rng.uniform(0.05, 0.4))
            model = fitted_search(
                rng, LocalOutlierFactor, split, None, n_neighbors=count + 2, novelty=True, contamination=contamination
            )
        elif kind == "transformer" and hasattr(neighbors, "KNeighborsTransformer"):
            mode = pick(rng, "distance", "connectivity")
            model = fitted_search(rng, neighbors.KNeighborsTransformer, split, None, n_neighbors=count, mode=mode)
        else:
            model = fitted_search(rng, NearestNeighbors, split, None, n_neighbors=count)
        yield drawn_case(name, model, split)


def drawn_by_radius(draw):
    for name, rng in draw.named("radius-neighbors"):
        options = {"radius": rng.uniform(0.2, 3)}
        kind = pick(rng, "classifier", "classifier", "regressor", "transformer")
        split = drawn_split(rng, labels=pick(rng, "gaps", "int"), frame=pick(rng, True, False), regression=kind == "regressor")
        if kind == "transformer" and hasattr(neighbors, "RadiusNeighborsTransformer"):
            options["mode"] = pick(rng, "distance", "connectivity")
            model = fitted_search(rng, neighbors.RadiusNeighborsTransformer, split, None, **options)
        elif kind == "regressor":
            options["weights"] = pick(rng, "uniform", "distance")
            model = fitted_search(rng, RadiusNeighborsRegressor, split, split.y, **options)
        else:
            options.update(weights=pick(rng, "uniform", "distance"), outlier_label=pick(rng, None, 0, 1, 3, 1000))
            model = fitted_search(rng, RadiusNeighborsClassifier, split, split.y, **options)
        yield drawn_case(name, model, split)


def drawn_scores(draw):
    for name, rng in draw.named("neighbors-score"):
        split = drawn_split(rng, labels=pick(rng, "str", "gaps"), frame=pick(rng, True, False))
        if pick(rng, True, False) and len(set(split.y)) == 3:
            options = {"metric": pick(rng, "euclidean", "manhattan"), "shrink_threshold": pick(rng, None, rng.uniform(0.1, 1))}
            options.update(accepted(NearestCentroid, priors=pick(rng, "uniform", "empirical", [0.3, 0.3, 0.4])))
            model = NearestCentroid(**options).fit(split.X, split.y)
            yield Case(name, model, list(probes.numeric(split.held, huge=False)))
            continue
        model = KernelDensity(
            kernel=pick(rng, "gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"),
            bandwidth=10 ** rng.uniform(-0.4, 0.6),
            algorithm=pick(rng, "kd_tree", "ball_tree"),
            metric=pick(rng, "euclidean", "manhattan", "chebyshev"),
            atol=pick(rng, 0, 0, 1e-3),
            rtol=pick(rng, 0, 0, 1e-2),
            breadth_first=pick(rng, True, False),
            leaf_size=pick(rng, 3, 10, 40),
        )
        weights = pick(rng, None, rng.uniform(0.5, 2, size=len(split.X)))
        yield density_case(name, model.fit(split.X, sample_weight=weights), split)
