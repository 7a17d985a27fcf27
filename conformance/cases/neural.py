"""sklearn.neural_network."""

import numpy as np
import scipy.sparse
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor

from cases import data, probes
from cases.case import Case, knows, pick

ACTIVATIONS = ["identity", "logistic", "tanh", "relu"]
RANDOM_SCORE = {"score_samples": "It flips a bit at random: no two answers of Python's need be equal."}


def cases(draw):
    for generate in (classifiers, multilabel, regressors, machines, drawn_classifiers, drawn_regressors, drawn_machines):
        for case in generate(draw):
            yield case


def network(cls, **options):
    return cls(**dict({"hidden_layer_sizes": (5,), "max_iter": 60, "random_state": 0, "solver": "lbfgs"}, **options))


def classifiers(draw):
    for name, options, classes, labels, frame in [
        ("mlp-binary", {}, 2, "str", True),
        ("mlp-binary-deep", {"hidden_layer_sizes": (4, 3), "activation": "tanh"}, 2, "bool", False),
        ("mlp-three", {"activation": "logistic"}, 3, "gaps", False),
        ("mlp-three-identity", {"activation": "identity", "hidden_layer_sizes": 3}, 3, "str", True),
        ("mlp-three-adam", {"solver": "adam", "early_stopping": True}, 3, "float", False),
        ("mlp-no-hidden", {"hidden_layer_sizes": ()}, 3, "str", False),
    ]:
        yield classifier_case(draw.rng(name), name, network(MLPClassifier, **options), classes, labels, frame)


def classifier_case(rng, name, model, classes, labels, frame):
    bundled = "cancer" if classes == 2 else "iris"
    split = data.split(bundled, rng, rows=60, features=4, classes=classes, labels=labels, frame=frame, held=3)
    if not frame:
        split = data.standardised(split)
    model.fit(split.X, split.y)
    return Case(name, model, asked(split.held, frame), data=bundled)


def asked(held, frame):
    """Far away, all that is left of the sums of a hidden layer is their rounding."""
    found = [probe for probe in probes.numeric(held, huge=False) if probe.name != "large"]
    found.append(probes.Probe("larger", probes.like(held, np.asarray(held[:2]) * [[30.0], [-30.0]])))
    if not frame:
        found.append(probes.Probe("sparse", scipy.sparse.csr_matrix(held)))
    return found


def multilabel(draw):
    for name, options in [("mlp-multilabel", {}), ("mlp-multilabel-tanh", {"activation": "tanh"})]:
        split = data.standardised(data.split("iris", draw.rng(name), rows=60, features=4, held=3))
        y = np.column_stack([split.y == 0, split.y > 0, split.X[:, 0] > 0]).astype(int)
        model = network(MLPClassifier, **options).fit(split.X, y[:, : 3 if options else 2])
        yield Case(name, model, asked(split.held, False), data="iris")


def regressors(draw):
    for name, options, frame in [
        ("mlp-regressor", {}, True),
        ("mlp-regressor-tanh", {"activation": "tanh", "hidden_layer_sizes": (4, 4)}, False),
        ("mlp-regressor-logistic", {"activation": "logistic"}, True),
        ("mlp-regressor-identity", {"activation": "identity", "solver": "sgd", "learning_rate_init": 0.01}, False),
    ]:
        yield regressor_case(draw.rng(name), name, network(MLPRegressor, **options), frame)
    if knows(MLPRegressor, "loss"):
        name = "mlp-regressor-poisson"
        yield regressor_case(draw.rng(name), name, network(MLPRegressor, loss="poisson"), False)
    name = "mlp-regressor-multi"
    split = data.standardised(data.multi_output(draw.rng(name), held=3))
    model = network(MLPRegressor).fit(split.X, split.y / 100.0)
    yield Case(name, model, asked(split.held, False), data="linnerud")


def regressor_case(rng, name, model, frame):
    split = data.regression(rng, rows=60, features=4, frame=frame, held=3)
    if not frame:
        split = data.standardised(split)
    model.fit(split.X, split.y / 100.0)
    return Case(name, model, asked(split.held, frame), data="diabetes")


def machines(draw):
    for name, options, frame in [
        ("rbm", {"n_components": 3}, True),
        ("rbm-many", {"n_components": 6, "learning_rate": 0.5, "batch_size": 5}, False),
        ("rbm-one", {"n_components": 1, "n_iter": 2}, False),
    ]:
        yield machine_case(draw.rng(name), name, BernoulliRBM(random_state=0, **options), frame)


def machine_case(rng, name, model, frame):
    split = data.split("cancer", rng, rows=60, features=5, frame=frame, held=3)
    scale = np.asarray(split.X).max()
    split.X, split.held = split.X / scale, split.held / scale
    model.fit(split.X)
    return Case(name, model, asked(split.held, frame), data="cancer", left_out=RANDOM_SCORE)


def drawn_options(rng):
    return {
        "activation": pick(rng, *ACTIVATIONS),
        "hidden_layer_sizes": pick(rng, (3,), (4, 3), (2, 3, 2), 4),
        "solver": pick(rng, "lbfgs", "adam", "sgd"),
        "alpha": 10 ** rng.uniform(-5, 0),
        "max_iter": 30,
    }


def drawn_classifiers(draw):
    for name, rng in draw.named("mlp-classifier"):
        model = network(MLPClassifier, **drawn_options(rng))
        yield classifier_case(rng, name, model, pick(rng, 2, 3), pick(rng, "str", "gaps", "float"), pick(rng, True, False))


def drawn_regressors(draw):
    for name, rng in draw.named("mlp-regressor"):
        options = drawn_options(rng)
        if options["solver"] == "sgd":
            options["learning_rate_init"] = 1e-4
        yield regressor_case(rng, name, network(MLPRegressor, **options), pick(rng, True, False))


def drawn_machines(draw):
    for name, rng in draw.named("rbm"):
        model = BernoulliRBM(
            n_components=rng.randint(1, 6), learning_rate=10 ** rng.uniform(-2, 0), n_iter=5, random_state=0
        )
        yield machine_case(rng, name, model, pick(rng, True, False))
