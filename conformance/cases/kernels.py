"""Kernel machines beside those of libsvm, features that stand for kernels, and random projections."""

import numpy as np
import scipy.sparse
from sklearn import kernel_approximation
from sklearn.decomposition import KernelPCA
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, ExpSineSquared, WhiteKernel
from sklearn.kernel_approximation import AdditiveChi2Sampler, Nystroem, RBFSampler, SkewedChi2Sampler
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KernelCenterer
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from cases import data, probes
from cases.case import Case, accepted, accepts, pick

INVERTED = "the matrix that leads back is inverted from badly conditioned kernel values"


def cases(draw):
    for generate in (
        ridges,
        components,
        centerers,
        nystroem,
        samplers,
        sketches,
        projections,
        drawn_ridges,
        drawn_components,
        drawn_nystroem,
        drawn_features,
    ):
        for case in generate(draw):
            yield case


def questions(held, inverse=False):
    """Held-out rows, zeros, and what is refused; nothing so large that a sum or a cosine of it is noise."""
    width = held.shape[1]
    row = held[:1]
    yield probes.Probe("held-out", held, inverse=inverse)
    yield probes.Probe("zeros", probes.like(held, np.zeros((2, width))))
    yield probes.Probe("larger", probes.like(held, np.asarray(row) * 10.0))
    yield probes.Probe("negative", probes.replaced(row, 0, -2.5))
    yield probes.Probe("missing", probes.replaced(row, 0, np.nan))
    yield probes.Probe("infinite", probes.replaced(row, width - 1, np.inf))
    yield probes.Probe("too-narrow", probes.without_last_column(row))


def rows(rng, kernel, frame=False, bundle="wine", count=24, features=4):
    """A split that suits the kernel: nothing below zero for those that are made for counts."""
    split = data.split(bundle, rng, rows=count, features=features, frame=frame, held=3)
    if kernel in ("chi2", "additive_chi2"):
        # Diabetes has columns below zero.
        return data.Split(abs(split.X), split.y, abs(split.held))
    return data.standardised(split)


def ridges(draw):
    for name, options, frame in [
        ("kernel-ridge", {}, False),
        ("kernel-ridge-rbf-frame", {"kernel": "rbf", "gamma": 0.2}, True),
        ("kernel-ridge-rbf-default", {"kernel": "rbf"}, False),
        ("kernel-ridge-laplacian", {"kernel": "laplacian", "gamma": 0.1}, False),
        ("kernel-ridge-poly", {"kernel": "poly", "degree": 2, "coef0": 0.5}, False),
        ("kernel-ridge-polynomial", {"kernel": "polynomial", "gamma": 0.1}, False),
        ("kernel-ridge-sigmoid", {"kernel": "sigmoid", "gamma": 0.05, "alpha": 0.1}, False),
        ("kernel-ridge-cosine", {"kernel": "cosine"}, True),
        ("kernel-ridge-chi2", {"kernel": "chi2", "gamma": 0.01}, False),
        ("kernel-ridge-additive-chi2", {"kernel": "additive_chi2", "alpha": 30.0}, False),
        ("kernel-ridge-process", {"kernel": ConstantKernel(2.0) * ExpSineSquared(3.0, 4.0) + WhiteKernel(0.1)}, False),
    ]:
        split = rows(draw.rng(name), options.get("kernel"), frame)
        model = KernelRidge(**options).fit(split.X, split.y)
        yield Case(name, model, list(questions(split.held)))

    name = "kernel-ridge-targets"
    split = data.standardised(data.multi_output(draw.rng(name)))
    yield Case(name, KernelRidge(kernel="rbf").fit(split.X, split.y), list(questions(split.held)))

    name = "kernel-ridge-sparse"
    split = rows(draw.rng(name), "rbf")
    model = KernelRidge(kernel="rbf").fit(scipy.sparse.csr_matrix(split.X * (split.X > 0)), split.y)
    yield Case(name, model, list(questions(split.held)))

    name = "kernel-ridge-precomputed"
    split = rows(draw.rng(name), "linear", count=12)
    model = KernelRidge(kernel="precomputed").fit(split.X @ split.X.T, split.y)
    yield Case(name, model, list(questions(split.held @ split.X.T)))

    name = "kernel-ridge-callable"
    split = rows(draw.rng(name), "linear", count=12)
    model = KernelRidge(kernel=manhattan).fit(split.X, split.y)
    # The function is in this module, and pickled by its name.
    yield Case(name, model, [probes.Probe("held-out", split.held)], loading="refused")


def manhattan(a, b):
    return laplacian_kernel(np.atleast_2d(a), np.atleast_2d(b))[0, 0]


def components(draw):
    for name, options, frame in [
        ("kernel-pca", {"n_components": 3}, False),
        ("kernel-pca-rbf-frame", {"n_components": 2, "kernel": "rbf", "gamma": 0.1}, True),
        ("kernel-pca-rbf-all", {"kernel": "rbf"}, False),
        ("kernel-pca-poly", {"n_components": 2, "kernel": "poly", "degree": 2}, False),
        ("kernel-pca-sigmoid", {"n_components": 2, "kernel": "sigmoid", "coef0": 0.5}, False),
        ("kernel-pca-cosine", {"n_components": 2, "kernel": "cosine", "eigen_solver": "arpack"}, True),
        ("kernel-pca-arpack", {"n_components": 2, "eigen_solver": "arpack", "random_state": 0}, False),
        ("kernel-pca-inverse", {"n_components": 3, "fit_inverse_transform": True}, False),
        ("kernel-pca-rbf-inverse", {"n_components": 3, "kernel": "rbf", "fit_inverse_transform": True}, True),
    ]:
        split = rows(draw.rng(name), None, frame)
        model = KernelPCA(**options).fit(split.X)
        values = getattr(model, "eigenvalues_" if hasattr(model, "eigenvalues_") else "lambdas_")
        if values.min() < 1e-9:
            # Version 0.20 keeps eigenvalues that are nothing but noise, and divides by them.
            model = KernelPCA(n_components=6, **options).fit(split.X)
        yield component_case(name, model, split)

    name = "kernel-pca-process"
    split = rows(draw.rng(name), None)
    yield component_case(name, KernelPCA(2, kernel=RBF([1.0, 2.0, 3.0, 4.0])).fit(split.X), split)

    name = "kernel-pca-precomputed"
    split = rows(draw.rng(name), None, count=12)
    model = KernelPCA(2, kernel="precomputed").fit(split.X @ split.X.T)
    yield Case(name, model, list(questions(split.held @ split.X.T)))

    name = "kernel-pca-sparse"
    split = rows(draw.rng(name), None)
    model = KernelPCA(2, kernel="rbf").fit(scipy.sparse.csr_matrix(split.X * (split.X > 0)))
    yield component_case(name, model, split)


def component_case(name, model, split):
    inverse = model.fit_inverse_transform
    options = {"tolerance": 1e-9, "reason": INVERTED} if inverse else {}
    return Case(name, model, list(questions(split.held, inverse)), **options)


def centerers(draw):
    for name, frame in [("kernel-centerer", False), ("kernel-centerer-precise", False)]:
        split = rows(draw.rng(name), None, frame, count=10)
        model = KernelCenterer().fit(split.X @ split.X.T)
        yield Case(name, model, list(questions(split.held @ split.X.T)))


def nystroem(draw):
    for name, options, frame in [
        ("nystroem", {"n_components": 6}, False),
        ("nystroem-frame", {"n_components": 4, "gamma": 0.1}, True),
        ("nystroem-poly", {"n_components": 4, "kernel": "poly", "degree": 2, "coef0": 1, "gamma": 0.5}, False),
        ("nystroem-poly-default", {"n_components": 4, "kernel": "polynomial"}, False),
        ("nystroem-params", {"n_components": 4, "kernel": "sigmoid", "kernel_params": {"gamma": 0.05, "coef0": 2}}, False),
        ("nystroem-cosine", {"n_components": 4, "kernel": "cosine"}, False),
        ("nystroem-linear", {"n_components": 3, "kernel": "linear"}, True),
        ("nystroem-laplacian", {"n_components": 4, "kernel": "laplacian"}, False),
        ("nystroem-chi2", {"n_components": 4, "kernel": "chi2", "gamma": 0.02}, False),
        ("nystroem-chi2-default", {"n_components": 4, "kernel": "chi2"}, False),
        ("nystroem-process", {"n_components": 4, "kernel": ConstantKernel(2.0) * RBF(2.0)}, False),
    ]:
        split = rows(draw.rng(name), options.get("kernel"), frame)
        if name == "nystroem-chi2-default":
            split = data.Split(split.X / split.X.max(axis=0), split.y, split.held / split.X.max(axis=0))
        yield Case(name, Nystroem(random_state=0, **options).fit(split.X), list(questions(split.held)))

    name = "nystroem-precomputed"
    split = rows(draw.rng(name), None, count=8)
    model = Nystroem(kernel="precomputed", n_components=8, random_state=0)
    try:
        model.fit(split.X @ split.X.T + np.eye(8))
        yield Case(name, model, list(questions(split.held @ split.X.T)))
    except KeyError:
        # Version 0.20 has the kernel in its documentation only.
        pass

    name = "nystroem-in-pipeline"
    split = rows(draw.rng(name), None, frame=True)
    model = make_pipeline(Nystroem(n_components=5, random_state=0), KernelRidge(kernel="rbf", gamma=1.0))
    yield Case(name, model.fit(split.X, split.y), list(questions(split.held)), about="Nystroem")


def samplers(draw):
    for name, model, frame in [
        ("rbf-sampler", RBFSampler(n_components=5, random_state=0), False),
        ("rbf-sampler-frame", RBFSampler(gamma=0.1, n_components=3, random_state=0), True),
        ("skewed-chi2-sampler", SkewedChi2Sampler(skewedness=3.0, n_components=5, random_state=0), False),
        ("skewed-chi2-sampler-tight", SkewedChi2Sampler(skewedness=2.5, n_components=5, random_state=0), True),
    ]:
        split = rows(draw.rng(name), None, frame)
        if "chi2" in name:
            split = data.Split(abs(split.X), split.y, abs(split.held))
        yield Case(name, model.fit(split.X), list(questions(split.held)))

    if accepts(RBFSampler, "gamma") and hasattr(RBFSampler(), "_parameter_constraints"):
        name = "rbf-sampler-scale"
        split = rows(draw.rng(name), None)
        yield Case(name, RBFSampler(gamma="scale", n_components=4, random_state=0).fit(split.X), list(questions(split.held)))

    for name, options, frame in [
        ("additive-chi2-sampler", {}, False),
        ("additive-chi2-sampler-one", {"sample_steps": 1}, True),
        ("additive-chi2-sampler-three", {"sample_steps": 3}, False),
        ("additive-chi2-sampler-interval", {"sample_steps": 4, "sample_interval": 0.3}, False),
    ]:
        split = rows(draw.rng(name), "chi2", frame)
        asked = list(questions(split.held)) + [probes.Probe("tiny", probes.like(split.held, np.full((1, 4), 5e-324)))]
        model = AdditiveChi2Sampler(**options).fit(split.X)
        # Before 0.24 it does not say how many columns it was fitted on.
        yield Case(name, model, asked, loading="required" if hasattr(model, "n_features_in_") else "optional")


def sketches(draw):
    if not hasattr(kernel_approximation, "PolynomialCountSketch"):
        return
    for name, options, frame in [
        ("count-sketch", {"n_components": 8}, False),
        ("count-sketch-frame", {"n_components": 6, "degree": 3, "coef0": 1.5}, True),
        ("count-sketch-linear", {"n_components": 6, "degree": 1, "gamma": 0.3}, False),
        ("count-sketch-four", {"n_components": 7, "degree": 4, "gamma": 0.2, "coef0": 0.1}, False),
    ]:
        split = rows(draw.rng(name), None, frame)
        model = kernel_approximation.PolynomialCountSketch(random_state=0, **options)
        yield Case(name, model.fit(split.X), list(questions(split.held)))


def projections(draw):
    for name, model, frame in [
        ("gaussian-projection", GaussianRandomProjection(n_components=3, random_state=0), False),
        ("gaussian-projection-frame", GaussianRandomProjection(n_components=2, random_state=0), True),
        ("gaussian-projection-wider", GaussianRandomProjection(n_components=6, random_state=0), False),
        ("sparse-projection", SparseRandomProjection(n_components=3, random_state=0), False),
        ("sparse-projection-frame", SparseRandomProjection(n_components=3, density=0.6, random_state=1), True),
        ("sparse-projection-dense", SparseRandomProjection(3, density=1.0, dense_output=True, random_state=0), False),
    ]:
        split = rows(draw.rng(name), None, frame)
        yield Case(name, model.fit(split.X), list(questions(split.held, inverse=True)))

    name = "projection-kept-inverse"
    if accepts(GaussianRandomProjection, "compute_inverse_components"):
        split = rows(draw.rng(name), None)
        model = SparseRandomProjection(n_components=3, compute_inverse_components=True, random_state=0).fit(split.X)
        yield Case(name, model, list(questions(split.held, inverse=True)))

    name = "projection-auto"
    split = data.split("digits", draw.rng(name), rows=6, features=60, held=2)
    model = SparseRandomProjection(eps=0.99, density=0.05, random_state=0).fit(split.X)
    yield Case(name, model, list(questions(split.held)))


def drawn_kernel(rng, *names):
    kernel = pick(rng, *names)
    options = {"kernel": kernel, "gamma": pick(rng, None, 10 ** rng.uniform(-2, 0))}
    if kernel == "chi2":
        options["gamma"] = 10 ** rng.uniform(-3, -1)
    if kernel in ("poly", "polynomial"):
        options["degree"] = pick(rng, 1, 2, 3)
        options["coef0"] = rng.uniform(1, 2)
    if kernel == "sigmoid":
        options["gamma"] = 10 ** rng.uniform(-2, -1)
        options["coef0"] = rng.uniform(0, 1)
    return options


NAMES = ["linear", "poly", "polynomial", "rbf", "laplacian", "sigmoid", "cosine", "chi2", "additive_chi2"]


def drawn_ridges(draw):
    for name, rng in draw.named("kernel-ridge"):
        options = drawn_kernel(rng, *NAMES)
        # A DataFrame of pandas 3 gives arrays that cannot be written, which these kernels of scikit-learn refuse.
        split = rows(rng, options["kernel"], pick(rng, True, False) and "chi2" not in options["kernel"])
        y = np.asarray(split.y, dtype=float)
        if pick(rng, True, False):
            y = np.column_stack([y, rng.normal(size=len(y))])
        model = KernelRidge(alpha=10 ** rng.uniform(0, 1), **options).fit(split.X, y)
        yield Case(name, model, list(questions(split.held)))


def drawn_components(draw):
    for name, rng in draw.named("kernel-pca"):
        options = drawn_kernel(rng, "linear", "poly", "rbf", "sigmoid", "cosine")
        split = rows(rng, options["kernel"], pick(rng, True, False), bundle=pick(rng, "wine", "iris"))
        model = KernelPCA(
            n_components=pick(rng, 2, 3),
            fit_inverse_transform=pick(rng, True, False),
            remove_zero_eig=pick(rng, True, False),
            alpha=10 ** rng.uniform(-1, 1),
            **options
        )
        yield component_case(name, model.fit(split.X), split)


def drawn_nystroem(draw):
    for name, rng in draw.named("nystroem"):
        options = drawn_kernel(rng, *NAMES[:-1])
        split = rows(rng, options["kernel"], pick(rng, True, False))
        model = Nystroem(n_components=pick(rng, 2, 3, 4), random_state=rng.randint(100), **options)
        yield Case(name, model.fit(split.X), list(questions(split.held)))


def drawn_features(draw):
    for name, rng in draw.named("features"):
        size = {"n_components": rng.randint(2, 7), "random_state": rng.randint(100)}
        choices = [
            RBFSampler(gamma=10 ** rng.uniform(-2, 0), **size),
            SkewedChi2Sampler(skewedness=rng.uniform(0.01, 3), **size),
            AdditiveChi2Sampler(sample_steps=pick(rng, 1, 2, 3), sample_interval=pick(rng, None, rng.uniform(0.1, 1))),
            GaussianRandomProjection(**size),
            SparseRandomProjection(density=pick(rng, "auto", rng.uniform(0.3, 1)), **size),
        ]
        if hasattr(kernel_approximation, "PolynomialCountSketch"):
            options = accepted(
                kernel_approximation.PolynomialCountSketch,
                gamma=10 ** rng.uniform(-1, 1),
                degree=pick(rng, 1, 2, 3),
                coef0=pick(rng, 0, rng.uniform(0, 2)),
            )
            choices.append(kernel_approximation.PolynomialCountSketch(**dict(options, **size)))
        split = rows(rng, "chi2", pick(rng, True, False))
        model = pick(rng, *choices)
        if isinstance(model, (RBFSampler, SkewedChi2Sampler)):
            split = data.Split(split.X / 100, split.y, split.held / 100)
        model.fit(split.X)
        is_unsure = isinstance(model, AdditiveChi2Sampler) and not hasattr(model, "n_features_in_")
        asked = list(questions(split.held, inverse=True))
        yield Case(name, model, asked, loading="optional" if is_unsure else "required")
