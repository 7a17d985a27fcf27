"""sklearn.naive_bayes, sklearn.dummy and sklearn.isotonic."""

import numpy as np
import scipy.sparse
from sklearn import naive_bayes
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.isotonic import IsotonicRegression
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB

from cases import data, probes
from cases.case import Case, accepted, pick


def cases(draw):
    for generate in (
        gaussian,
        discrete,
        categorical,
        dummy_classifiers,
        dummy_regressors,
        dummy_limits,
        isotonic,
        drawn_gaussian,
        drawn_discrete,
        drawn_categorical,
        drawn_dummy,
        drawn_isotonic,
    ):
        for case in generate(draw):
            yield case


def gaussian(draw):
    for name, options, classes, labels, frame in [
        ("gaussian-binary", {}, 2, "str", True),
        ("gaussian-three", {}, 3, "gaps", False),
        ("gaussian-priors", {"priors": [0.2, 0.3, 0.5]}, 3, "str", False),
        ("gaussian-smooth", {"var_smoothing": 0.1}, 3, "float", True),
    ]:
        yield gaussian_case(draw.rng(name), name, GaussianNB(**options), classes, labels, frame)
    name = "gaussian-partial"
    split = data.split("wine", draw.rng(name), rows=60, features=4, classes=3, labels="str", held=3)
    model = GaussianNB()
    for start in (0, 30):
        model.partial_fit(split.X[start : start + 30], split.y[start : start + 30], classes=data.LABELS["str"])
    yield Case(name, model, list(probes.numeric(split.held, huge=False)), data="wine")


def gaussian_case(rng, name, model, classes, labels, frame):
    bundled = "cancer" if classes == 2 else "iris"
    split = data.split(bundled, rng, rows=60, features=4, classes=classes, labels=labels, frame=frame, held=4)
    model.fit(split.X, split.y)
    # Far away the largest likelihood is small beside the terms that it is made of, and so are all probabilities.
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data=bundled)


def discrete(draw):
    for name, model, classes, labels, frame in [
        ("multinomial-binary", MultinomialNB(), 2, "str", False),
        ("multinomial-three", MultinomialNB(alpha=0.01, fit_prior=False), 3, "gaps", True),
        ("multinomial-priors", MultinomialNB(class_prior=[0.1, 0.2, 0.7]), 3, "str", False),
        ("complement-binary", ComplementNB(), 2, "int", True),
        ("complement-norm", ComplementNB(norm=True, alpha=2.0), 3, "str", False),
        ("bernoulli-binary", BernoulliNB(), 2, "bool", False),
        ("bernoulli-threshold", BernoulliNB(binarize=4.0, alpha=0.3), 3, "str", True),
        ("bernoulli-as-it-is", BernoulliNB(binarize=None, fit_prior=False), 3, "gaps", False),
    ]:
        yield discrete_case(draw.rng(name), name, model, classes, labels, frame)


def discrete_case(rng, name, model, classes, labels, frame):
    split = data.split("iris", rng, rows=60, features=4, classes=classes, labels=labels, frame=frame, held=4)
    if getattr(model, "binarize", 0.0) is None:
        split.X = (split.X > 3).astype(float)
    model.fit(split.X, split.y)
    # Counts in the millions leave few digits of a probability.
    asked = [probe for probe in probes.numeric(split.held, huge=False) if probe.name != "large"]
    asked.append(probes.Probe("larger", probes.like(split.held, np.asarray(split.held[:2]) * [[20.0], [-20.0]])))
    if getattr(model, "binarize", None) is not None:
        edge = model.binarize
        rows = [[edge, np.nextafter(edge, 9), np.nextafter(edge, -9), -0.0]]
        asked.append(probes.Probe("threshold", probes.like(split.held, rows)))
    if not frame:
        asked.append(probes.Probe("sparse", scipy.sparse.csr_matrix(split.held)))
    # A feature that nearly all rows have leaves few digits of the logarithm of 1 - exp(log p) for those that lack it.
    vanishes = isinstance(model, BernoulliNB) and model.alpha < 0.1
    reason = "log(1 - exp(log p)), as Python computes it, where p is nearly 1" if vanishes else None
    return Case(name, model, asked, data="iris", tolerance=1e-10 if vanishes else None, reason=reason)


def categorical(draw):
    if not hasattr(naive_bayes, "CategoricalNB"):
        return
    for name, options, labels in [
        ("categorical", {}, "str"),
        ("categorical-room", accepted(naive_bayes.CategoricalNB, min_categories=12, alpha=0.5), "gaps"),
        ("categorical-uniform", {"fit_prior": False, "alpha": 2.0}, "int"),
    ]:
        yield categorical_case(draw.rng(name), name, naive_bayes.CategoricalNB(**options), 3, labels)


def categorical_case(rng, name, model, classes, labels):
    split = data.split("iris", rng, rows=60, features=4, classes=classes, labels=labels, held=4)
    model.fit(np.floor(split.X), split.y)
    row = np.floor(split.X[:1])
    asked = [probes.Probe("held-out", np.floor(split.X[:6])), probes.Probe("fractions", split.X[:3])]
    for what, value in [
        ("negative", -1.0),
        ("almost-negative", -0.5),
        ("unknown", 10.0),
        ("far", 1e300),
        ("missing", np.nan),
        ("infinite", np.inf),
    ]:
        asked.append(probes.Probe(what, probes.replaced(row, 1, value)))
    asked.append(probes.Probe("too-narrow", row[:, :3]))
    asked.append(probes.Probe("too-wide", np.hstack([row, row])))
    return Case(name, model, asked, data="iris")


def dummy_probes(held):
    """Nobody looks at the rows: they may be anything, of any width."""
    yield probes.Probe("held-out", held)
    yield probes.Probe("missing", probes.replaced(held[:1], 0, np.nan))
    yield probes.Probe("infinite", probes.replaced(held[:1], 0, np.inf))
    if not hasattr(held, "columns"):
        yield probes.Probe("narrow", held[:2, :1])
        yield probes.Probe("wide", np.hstack([held, held]))
        yield probes.Probe("text", np.array([["a", "b"], ["c", "d"]], dtype=object))


def dummy_classifiers(draw):
    for name, options, classes, labels in [
        ("dummy-prior", {"strategy": "prior"}, 3, "str"),
        ("dummy-most-frequent", {"strategy": "most_frequent"}, 3, "gaps"),
        ("dummy-most-frequent-binary", {"strategy": "most_frequent"}, 2, "bool"),
        ("dummy-constant", {"strategy": "constant", "constant": "virginica"}, 3, "str"),
        ("dummy-constant-int", {"strategy": "constant", "constant": 3}, 3, "gaps"),
    ]:
        split = data.split("iris", draw.rng(name), rows=40, classes=classes, labels=labels, features=4, held=2)
        model = DummyClassifier(**options).fit(split.X, split.y)
        yield Case(name, model, list(dummy_probes(split.held)), data="iris")

    for name, options in [
        ("dummy-prior-multi", {"strategy": "prior"}),
        ("dummy-most-frequent-multi", {"strategy": "most_frequent"}),
        ("dummy-constant-multi", {"strategy": "constant", "constant": ["setosa", "wide"]}),
    ]:
        split = data.split("iris", draw.rng(name), rows=40, classes=3, labels="str", features=4, held=2)
        y = np.column_stack([split.y, np.where(split.X[:, 1] > 3, "wide", "narrow")])
        model = DummyClassifier(**options).fit(split.X, y)
        yield Case(name, model, list(dummy_probes(split.held)), data="iris")

    for name, options in [
        ("dummy-most-frequent-sparse", {"strategy": "most_frequent"}),
        ("dummy-constant-sparse", {"strategy": "constant", "constant": [1, 0]}),
    ]:
        split = data.split("iris", draw.rng(name), rows=40, features=4, held=2)
        y = scipy.sparse.csc_matrix(np.column_stack([(split.y > 0) * 2, split.y == 1]).astype(int))
        if options["strategy"] == "constant":
            y = scipy.sparse.csc_matrix((y.toarray() > 0).astype(int))
        model = DummyClassifier(**options).fit(split.X, y)
        yield Case(name, model, list(dummy_probes(split.held)), data="iris")


def dummy_regressors(draw):
    for name, options, multi in [
        ("dummy-mean", {}, False),
        ("dummy-median", {"strategy": "median"}, False),
        ("dummy-quantile", {"strategy": "quantile", "quantile": 0.8}, False),
        ("dummy-value", {"strategy": "constant", "constant": 7}, False),
        ("dummy-mean-multi", {}, True),
        ("dummy-value-multi", {"strategy": "constant", "constant": [1.5, 2.0, -3.0]}, True),
    ]:
        rng = draw.rng(name)
        split = data.multi_output(rng, held=2) if multi else data.regression(rng, rows=30, held=2)
        model = DummyRegressor(**options).fit(split.X, split.y)
        yield Case(name, model, list(dummy_probes(split.held)), data="linnerud" if multi else "diabetes")


def dummy_limits(draw):
    """These answer at random."""
    for strategy in ("stratified", "uniform"):
        name = "dummy-" + strategy
        split = data.split("iris", draw.rng(name), rows=40, classes=3, labels="str", features=4, held=2)
        model = DummyClassifier(strategy=strategy, random_state=0).fit(split.X, split.y)
        yield Case(name, model, [probes.Probe("held-out", split.held)], data="iris", loading="refused")


def isotonic(draw):
    for name, options, dtype in [
        ("isotonic", {}, float),
        ("isotonic-clip", {"out_of_bounds": "clip"}, float),
        ("isotonic-raise", {"out_of_bounds": "raise"}, float),
        ("isotonic-decreasing", {"increasing": False, "out_of_bounds": "clip"}, float),
        ("isotonic-bounded", {"y_min": 100.0, "y_max": 200.0, "increasing": "auto"}, float),
        ("isotonic-float32", {"out_of_bounds": "clip"}, np.float32),
    ]:
        yield isotonic_case(draw.rng(name), name, IsotonicRegression(**options), dtype)

    name = "isotonic-one-point"
    model = IsotonicRegression().fit([2.0, 2.0], [1.0, 4.0])
    yield Case(name, model, [probes.Probe("values", np.array([1.0, 2.0, 3.0]))])


def isotonic_case(rng, name, model, dtype=float):
    split = data.regression(rng, rows=40, features=3, held=4)
    x, y = split.X[:, 0].astype(dtype), split.y.astype(dtype)
    model.fit(x, y)
    inside = np.concatenate([np.sort(x)[::7], [x.min(), x.max()], (np.sort(x)[1:6] + np.sort(x)[2:7]) / 2])
    asked = [probes.Probe("inside", inside.astype(float))]
    for what, value in [
        ("left", x.min() - 1),
        ("right", x.max() + 1e-3),
        ("missing", np.nan),
        ("infinite", np.inf),
        ("minus-infinite", -np.inf),
    ]:
        asked.append(probes.Probe(what, np.array([x[0], value], dtype=float)))
    return Case(name, model, asked, data="diabetes")


def drawn_gaussian(draw):
    for name, rng in draw.named("gaussian"):
        classes = pick(rng, 2, 3)
        priors = rng.dirichlet(np.ones(classes))
        model = GaussianNB(
            priors=pick(rng, None, priors / priors.sum()), **accepted(GaussianNB, var_smoothing=10 ** rng.uniform(-12, 0))
        )
        yield gaussian_case(rng, name, model, classes, pick(rng, "str", "gaps", "float"), pick(rng, True, False))


def drawn_discrete(draw):
    for name, rng in draw.named("discrete"):
        options = {"alpha": 10 ** rng.uniform(-3, 1), "fit_prior": pick(rng, True, False)}
        classes = pick(rng, 2, 3)
        model = pick(
            rng,
            MultinomialNB(class_prior=pick(rng, None, list(np.ones(classes) / classes)), **options),
            ComplementNB(norm=pick(rng, True, False), **options),
            BernoulliNB(binarize=pick(rng, 0.0, rng.uniform(1, 5), None), **options),
        )
        yield discrete_case(rng, name, model, classes, pick(rng, "str", "gaps", "float"), pick(rng, True, False))


def drawn_categorical(draw):
    if not hasattr(naive_bayes, "CategoricalNB"):
        return
    for name, rng in draw.named("categorical"):
        options = accepted(naive_bayes.CategoricalNB, min_categories=pick(rng, None, 9, [8, 9, 10, 11]))
        options.update(alpha=10 ** rng.uniform(-3, 1), fit_prior=pick(rng, True, False))
        yield categorical_case(rng, name, naive_bayes.CategoricalNB(**options), pick(rng, 2, 3), pick(rng, "str", "gaps"))


def drawn_dummy(draw):
    for name, rng in draw.named("dummy"):
        split = data.split("wine", rng, rows=30, classes=3, labels=pick(rng, "str", "gaps", "float"), features=3, held=2)
        y = split.y
        constant = pick(rng, *y.tolist())
        if pick(rng, True, False):
            y = np.column_stack([y, y[::-1], y])
            constant = [constant] * 3
        elif isinstance(constant, float):
            # Some versions take a float only in a list.
            constant = [constant]
        strategy = pick(rng, "prior", "most_frequent", "constant")
        model = DummyClassifier(strategy=strategy, constant=constant).fit(split.X, y)
        yield Case(name, model, list(dummy_probes(split.held)), data="wine")


def drawn_isotonic(draw):
    for name, rng in draw.named("isotonic"):
        model = IsotonicRegression(
            increasing=pick(rng, True, False, "auto"),
            out_of_bounds=pick(rng, "nan", "clip", "raise"),
            y_min=pick(rng, None, 80.0),
            y_max=pick(rng, None, 220.0),
        )
        yield isotonic_case(rng, name, model, pick(rng, float, np.float32))
