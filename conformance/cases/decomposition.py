"""sklearn.decomposition where a row is solved for: sparse codes, sparse components, topics, nonnegative factors."""

import numpy as np
import scipy.sparse
from sklearn import decomposition
from sklearn.decomposition import (
    DictionaryLearning,
    NMF,
    LatentDirichletAllocation,
    MiniBatchDictionaryLearning,
    MiniBatchSparsePCA,
    SparseCoder,
    SparsePCA,
)

from cases import data, probes
from cases.case import Case, accepted, knows, pick

ITERATED = "the last of many steps, each of which rounds, decide by a threshold when to stop"


def cases(draw):
    for generate in (
        coders,
        dictionaries,
        sparse_components,
        topics,
        factors,
        drawn_coders,
        drawn_components,
        drawn_topics,
        drawn_factors,
    ):
        for case in generate(draw):
            yield case


def questions(held, inverse=False, negative=True):
    width = held.shape[1]
    row = held[:1]
    yield probes.Probe("held-out", held, inverse=inverse)
    yield probes.Probe("zeros", probes.like(held, np.zeros((2, width))))
    yield probes.Probe("larger", probes.like(held, np.asarray(held[:2]) * 20.0))
    if negative:
        yield probes.Probe("negative", probes.replaced(row, 0, -2.5))
    yield probes.Probe("missing", probes.replaced(row, 0, np.nan))
    yield probes.Probe("infinite", probes.replaced(row, width - 1, np.inf))
    yield probes.Probe("too-narrow", probes.without_last_column(row))


def has_inverse(model):
    return hasattr(model, "inverse_transform")


ALGORITHMS = ["lasso_lars", "lasso_cd", "lars", "omp", "threshold"]


def atoms(rng, count, features):
    dictionary = rng.normal(size=(count, features))
    return dictionary / np.sqrt(np.sum(dictionary ** 2, axis=1))[:, np.newaxis]


def coders(draw):
    for algorithm in ALGORITHMS:
        for suffix, options in [
            ("", {}),
            ("-split", {"split_sign": True, "transform_alpha": 0.3, "transform_n_nonzero_coefs": 3}),
            ("-positive", {"positive_code": True, "transform_alpha": 0.2}),
        ]:
            if suffix == "-positive" and algorithm in ("omp", "lars"):
                continue
            name = "sparse-coder-" + algorithm.replace("_", "-") + suffix
            yield coder_case(draw.rng(name), name, algorithm, 8, 5, options)
    name = "sparse-coder-orthonormal"
    rng = draw.rng(name)
    model = SparseCoder(np.eye(4), transform_algorithm="lasso_lars", transform_alpha=0.5).fit(np.zeros((2, 4)))
    yield Case(name, model, list(questions(rng.normal(size=(3, 4)), has_inverse(model))))


def coder_case(rng, name, algorithm, count, features, options):
    model = SparseCoder(atoms(rng, count, features), transform_algorithm=algorithm, **options)
    held = rng.normal(size=(5, features))
    model.fit(held)
    return Case(name, model, list(questions(held, has_inverse(model))), tolerance=1e-9, reason=ITERATED)


def dictionaries(draw):
    for name, cls, options, frame in [
        ("dictionary-learning", DictionaryLearning, {"max_iter": 5}, False),
        ("dictionary-learning-frame", DictionaryLearning, {"max_iter": 5, "transform_algorithm": "threshold"}, True),
        ("dictionary-learning-lasso", DictionaryLearning, {"max_iter": 5, "transform_algorithm": "lasso_lars"}, False),
        ("dictionary-learning-cd", DictionaryLearning, {"max_iter": 5, "transform_algorithm": "lasso_cd"}, True),
        ("mini-batch-dictionary", MiniBatchDictionaryLearning, {"alpha": 0.4}, False),
        (
            "mini-batch-dictionary-lasso",
            MiniBatchDictionaryLearning,
            {"alpha": 0.4, "transform_algorithm": "lasso_lars", "split_sign": True},
            True,
        ),
    ]:
        split = data.standardised(data.split("wine", draw.rng(name), rows=40, features=5, frame=frame, held=4))
        model = cls(n_components=4, random_state=0, **options)
        model.fit(split.X)
        yield Case(name, model, list(questions(split.held, has_inverse(model))), tolerance=1e-9, reason=ITERATED)


def sparse_components(draw):
    for name, cls, options, frame in [
        ("sparse-pca", SparsePCA, {"max_iter": 20}, False),
        ("sparse-pca-frame", SparsePCA, {"max_iter": 20, "alpha": 0.1, "ridge_alpha": 1.0}, True),
        ("sparse-pca-empty", SparsePCA, {"max_iter": 20, "alpha": 8.0}, False),
        ("mini-batch-sparse-pca", MiniBatchSparsePCA, {"alpha": 0.5}, False),
        ("mini-batch-sparse-pca-frame", MiniBatchSparsePCA, {"alpha": 0.2, "ridge_alpha": 0.3}, True),
    ]:
        yield component_case(draw.rng(name), name, cls, options, frame)
    name = "sparse-pca-unnormalized"
    if SparsePCA().get_params().get("normalize_components") is False:
        split = data.split("wine", draw.rng(name), rows=30, features=4, held=3)
        model = SparsePCA(2, max_iter=5, random_state=0).fit(split.X)
        yield Case(name, model, [probes.Probe("held-out", split.held)], loading="refused")


def component_case(rng, name, cls, options, frame):
    split = data.standardised(data.split("wine", rng, rows=40, features=5, frame=frame, held=4))
    if cls().get_params().get("normalize_components") is False:
        options = dict(options, normalize_components=True)
    model = cls(n_components=3, random_state=0, **options).fit(split.X)
    # Version 1.9 answers a single row with a vector, not with a matrix of one row.
    return Case(name, model, list(questions(split.held, has_inverse(model), negative=False)))


def counts(rng, rows, words):
    """Documents of two kinds, one of them empty."""
    kind = rng.randint(2, size=rows)
    rates = np.where(np.arange(words) < words // 2, 3.0, 0.3)
    drawn = rng.poisson(np.where(kind[:, np.newaxis] == 1, rates, rates[::-1])).astype(float)
    drawn[1] = 0
    return drawn


def topics(draw):
    for name, options in [
        ("topics", {}),
        ("topics-online", {"learning_method": "online", "doc_topic_prior": 0.3}),
        ("topics-few-steps", {"max_doc_update_iter": 3, "topic_word_prior": 0.7}),
        ("topics-loose", {"mean_change_tol": 0.1}),
        ("topics-tight", {"mean_change_tol": 1e-9, "max_doc_update_iter": 500}),
    ]:
        yield topic_case(draw.rng(name), name, options, name == "topics-online")


def topic_case(rng, name, options, is_sparse):
    drawn = counts(rng, 30, 7)
    model = LatentDirichletAllocation(n_components=3, max_iter=4, random_state=0, **options)
    model.fit(scipy.sparse.csr_matrix(drawn[4:]) if is_sparse else drawn[4:])
    return Case(name, model, list(questions(drawn[:4])), tolerance=1e-9, reason=ITERATED)


def penalties(cls, alpha, l1_ratio):
    """As the installed version wants them."""
    if knows(cls, "alpha_W"):
        return {"alpha_W": alpha, "l1_ratio": l1_ratio}
    return {"alpha": alpha, "l1_ratio": l1_ratio}


def factors(draw):
    for name, options in [
        ("nmf", {}),
        ("nmf-ridge", penalties(NMF, 0.3, 0.0)),
        ("nmf-lasso", penalties(NMF, 0.05, 1.0)),
        ("nmf-loose", {"tol": 0.05}),
        ("nmf-few-steps", {"max_iter": 4}),
        ("nmf-mu", {"solver": "mu"}),
        ("nmf-mu-penalised", dict({"solver": "mu"}, **penalties(NMF, 0.05, 0.4))),
        ("nmf-mu-kullback", {"solver": "mu", "beta_loss": "kullback-leibler"}),
        ("nmf-mu-kullback-lasso", dict({"solver": "mu", "beta_loss": 1}, **penalties(NMF, 0.01, 0.8))),
        ("nmf-mu-itakura", {"solver": "mu", "beta_loss": "itakura-saito"}),
        ("nmf-mu-half", {"solver": "mu", "beta_loss": 0.5}),
        ("nmf-mu-three", {"solver": "mu", "beta_loss": 3.0, "tol": 1e-6}),
        ("nmf-mu-negative", {"solver": "mu", "beta_loss": -0.5}),
        ("nmf-mu-until-the-end", {"solver": "mu", "tol": 0.0, "max_iter": 25}),
    ]:
        yield factor_case(draw.rng(name), name, NMF, options)
    name = "nmf-shuffled"
    rng = draw.rng(name)
    model = NMF(2, init="nndsvda", shuffle=True, max_iter=20).fit(rng.uniform(size=(20, 4)))
    yield Case(name, model, [probes.Probe("held-out", rng.uniform(size=(3, 4)))], loading="refused")
    if not hasattr(decomposition, "MiniBatchNMF"):
        return
    cls = decomposition.MiniBatchNMF
    for name, options in [
        ("mini-batch-nmf", {}),
        ("mini-batch-nmf-penalised", {"alpha_W": 0.02, "l1_ratio": 0.5}),
        ("mini-batch-nmf-kullback", {"beta_loss": "kullback-leibler", "alpha_W": 0.01, "l1_ratio": 1.0}),
        ("mini-batch-nmf-itakura", {"beta_loss": "itakura-saito", "transform_max_iter": 7}),
        ("mini-batch-nmf-still", {"tol": 0.01}),
    ]:
        yield factor_case(draw.rng(name), name, cls, options)


def factor_case(rng, name, cls, options):
    X = rng.gamma(2.0, size=(30, 2)).dot(rng.uniform(size=(2, 5))) + rng.uniform(0.01, 0.3, size=(30, 5))
    model = cls(**dict({"n_components": 3, "init": "nndsvda", "random_state": 0}, **options))
    model.fit(X[6:])
    held = X[:6]
    asked = list(questions(held, inverse=True, negative=cls is NMF))
    # Rows that are asked about together stop together.
    asked.append(probes.Probe("one", held[:1]))
    asked.append(probes.Probe("unlike", np.vstack([held[:2], held[2:4] * 100.0])))
    return Case(name, model, asked, tolerance=1e-9, reason=ITERATED)


def drawn_factors(draw):
    for name, rng in draw.named("nmf"):
        beta = pick(rng, 2, 1, 0, 1.5, 2.5, -0.5)
        classes = [NMF, NMF]
        if hasattr(decomposition, "MiniBatchNMF"):
            classes.append(decomposition.MiniBatchNMF)
        cls = pick(rng, *classes)
        solver = pick(rng, "cd", "mu")
        options = {"tol": 10 ** rng.uniform(-6, -2), "max_iter": rng.randint(5, 100)}
        options["beta_loss"] = 2 if solver == "cd" and cls is NMF else beta
        if cls is NMF:
            options["solver"] = solver
        if pick(rng, True, False):
            options.update(penalties(cls, 10 ** rng.uniform(-4, -1), rng.uniform()))
        yield factor_case(rng, name, cls, options)


def drawn_coders(draw):
    for name, rng in draw.named("sparse-coder"):
        algorithm = pick(rng, *ALGORITHMS)
        count = rng.randint(2, 12)
        features = rng.randint(2, 12)
        options = accepted(
            SparseCoder,
            transform_alpha=pick(rng, None, 10 ** rng.uniform(-2, 0.5)),
            transform_n_nonzero_coefs=pick(rng, None, rng.randint(1, count + 1)),
            split_sign=pick(rng, True, False),
            positive_code=pick(rng, True, False) if algorithm not in ("omp", "lars") else False,
            transform_max_iter=pick(rng, 1000, rng.randint(1, 20)),
        )
        yield coder_case(rng, name, algorithm, count, features, options)


def drawn_components(draw):
    for name, rng in draw.named("sparse-pca"):
        cls = pick(rng, SparsePCA, MiniBatchSparsePCA)
        options = {"alpha": 10 ** rng.uniform(-2, 0.5), "ridge_alpha": 10 ** rng.uniform(-3, 1)}
        yield component_case(rng, name, cls, options, pick(rng, True, False))


def drawn_topics(draw):
    for name, rng in draw.named("topics"):
        options = {
            "doc_topic_prior": pick(rng, None, 10 ** rng.uniform(-2, 0)),
            "topic_word_prior": pick(rng, None, 10 ** rng.uniform(-2, 0)),
            "mean_change_tol": 10 ** rng.uniform(-6, -1),
            "max_doc_update_iter": rng.randint(1, 200),
            "learning_method": pick(rng, "batch", "online"),
        }
        yield topic_case(rng, name, options, pick(rng, True, False))
