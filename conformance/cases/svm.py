"""sklearn.svm: the kernel machines of libsvm and the linear ones of liblinear."""

import scipy.sparse
from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, NuSVR, OneClassSVM

from cases import data, probes
from cases.case import Case, accepted, knows, pick

# Version 0.20 warns of another default of gamma.
BASE = {"random_state": 0, "gamma": "scale"}
NEAR_THE_BORDER = "on the border of the one class a sum of weights of one sign cancels against the offset"
KERNELS = ["linear", "poly", "rbf", "sigmoid"]


def cases(draw):
    for generate in (
        classifiers,
        regressors,
        outliers,
        sparse,
        linear,
        limits,
        drawn_classifiers,
        drawn_regressors,
        drawn_outliers,
        drawn_linear,
    ):
        for case in generate(draw):
            yield case


def classifiers(draw):
    recipes = [
        # name, class, classes, labels, frame, options
        ("svc-binary", SVC, 2, "int", False, {}),
        ("svc-binary-text-frame", SVC, 2, "str", True, {"kernel": "linear"}),
        ("svc-binary-bool-probability", SVC, 2, "bool", False, {"probability": True}),
        ("svc-binary-ovo", SVC, 2, "gaps", False, {"decision_function_shape": "ovo"}),
        ("svc-three", SVC, 3, "str", False, {}),
        ("svc-three-frame-probability", SVC, 3, "str", True, {"probability": True}),
        ("svc-three-ovo", SVC, 3, "gaps", False, {"decision_function_shape": "ovo", "gamma": "auto"}),
        ("svc-three-break-ties", SVC, 3, "str", False, {"break_ties": True, "C": 0.1}),
        ("svc-three-linear-probability", SVC, 3, "float", False, {"kernel": "linear", "probability": True}),
        ("svc-three-poly", SVC, 3, "int", False, {"kernel": "poly", "degree": 2, "coef0": 1.0, "gamma": 0.01}),
        ("svc-three-poly-degree-0", SVC, 3, "int", False, {"kernel": "poly", "degree": 0}),
        ("svc-three-sigmoid", SVC, 3, "int", False, {"kernel": "sigmoid", "coef0": -0.5, "gamma": 1e-4}),
        ("svc-three-balanced", SVC, 3, "str", False, {"class_weight": "balanced", "gamma": 0.5}),
        ("svc-ten", SVC, 10, "int", False, {"gamma": 0.002}),
        ("svc-ten-probability-ovo", SVC, 10, "int", False, {"probability": True, "decision_function_shape": "ovo"}),
        ("nu-svc-binary", NuSVC, 2, "str", False, {"nu": 0.3}),
        ("nu-svc-three-probability", NuSVC, 3, "str", True, {"nu": 0.2, "probability": True}),
        ("nu-svc-three-poly", NuSVC, 3, "gaps", False, {"nu": 0.2, "kernel": "poly", "coef0": 2.0, "gamma": 0.1}),
    ]
    for name, cls, classes, labels, frame, options in recipes:
        known = {option: value for option, value in options.items() if knows(cls, option)}
        yield classifier_case(draw.rng(name), name, cls(**dict(BASE, **known)), classes, labels, frame)


def classifier_case(rng, name, model, classes, labels, frame):
    bundled, features, rows = {2: ("cancer", 6, 60), 3: ("iris", 4, 60), 10: ("digits", 32, 110)}[classes]
    split = data.split(bundled, rng, rows=rows, features=features, classes=classes, labels=labels, frame=frame)
    return svm_case(name, model, split)


def regressors(draw):
    for name, model, frame in [
        ("svr", SVR(C=100.0, gamma="scale"), False),
        ("svr-frame-linear", SVR(kernel="linear", epsilon=5.0), True),
        ("svr-poly", SVR(kernel="poly", degree=4, coef0=0.5, gamma=3.0), False),
        ("svr-sigmoid", SVR(kernel="sigmoid", gamma="auto"), False),
        ("nu-svr", NuSVR(nu=0.4, C=10.0, gamma="scale"), False),
        ("nu-svr-linear", NuSVR(nu=0.4, kernel="linear"), False),
    ]:
        yield regressor_case(draw.rng(name), name, model, frame)


def regressor_case(rng, name, model, frame):
    return svm_case(name, model, data.regression(rng, rows=60, frame=frame))


def svm_case(name, model, split):
    split = data.standardised(split)
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)))


def outliers(draw):
    for name, options, frame in [
        ("one-class-svm", {"nu": 0.3}, False),
        ("one-class-svm-linear-frame", {"kernel": "linear", "nu": 0.2}, True),
        ("one-class-svm-poly", {"kernel": "poly", "degree": 2, "coef0": 1.0}, False),
        ("one-class-svm-sigmoid", {"kernel": "sigmoid", "gamma": 0.01}, False),
    ]:
        yield outlier_case(draw.rng(name), name, OneClassSVM(**dict({"gamma": "scale"}, **options)), frame)

    name = "one-class-svm-precomputed"
    split = data.standardised(data.split("iris", draw.rng(name), rows=20, features=4, held=3))
    model = OneClassSVM(kernel="precomputed", nu=0.4).fit(split.X @ split.X.T)
    yield one_class_case(name, model, split.held @ split.X.T)


def outlier_case(rng, name, model, frame):
    split = data.standardised(data.split("iris", rng, rows=50, features=4, frame=frame))
    model.fit(split.X)
    return one_class_case(name, model, split.held)


def one_class_case(name, model, held):
    return Case(name, model, list(probes.numeric(held, huge=False)), tolerance=1e-9, reason=NEAR_THE_BORDER)


def sparse(draw):
    """Fitted on sparse rows, a machine keeps its vectors and its coefficients sparse."""
    for name, model in [
        ("svc-sparse", SVC(gamma="scale", random_state=0)),
        ("svc-sparse-probability", SVC(kernel="linear", probability=True, random_state=0)),
        ("svr-sparse", SVR(gamma="scale", C=10.0)),
        ("nu-svr-sparse", NuSVR(gamma="scale", C=10.0)),
        ("one-class-svm-sparse", OneClassSVM(gamma="scale", nu=0.4)),
    ]:
        split = data.standardised(data.split("iris", draw.rng(name), rows=40, features=4, classes=3, labels="gaps"))
        rows = split.X * (abs(split.X) > 0.5)
        model.fit(scipy.sparse.csr_matrix(rows), split.y)
        yield one_class_case(name, model, split.held)


def drawn_outliers(draw):
    for name, rng in draw.named("one-class-svm"):
        options = dict(drawn_kernel(rng), nu=rng.uniform(0.05, 0.9), max_iter=100000)
        if options["kernel"] == "poly":
            options["gamma"] = "scale"
        yield outlier_case(rng, name, OneClassSVM(**options), pick(rng, True, False))


def linear(draw):
    for name, classes, labels, frame, options in [
        ("linear-svc-binary", 2, "str", False, {}),
        ("linear-svc-binary-frame", 2, "bool", True, {"loss": "hinge"}),
        ("linear-svc-three", 3, "str", False, {}),
        ("linear-svc-three-l1", 3, "gaps", False, {"penalty": "l1", "dual": False}),
        ("linear-svc-crammer-singer", 3, "int", False, {"multi_class": "crammer_singer"}),
        ("linear-svc-crammer-singer-binary", 2, "int", False, {"multi_class": "crammer_singer"}),
        ("linear-svc-no-intercept", 3, "int", True, {"fit_intercept": False, "class_weight": "balanced"}),
    ]:
        model = LinearSVC(**dict({"random_state": 0, "dual": True}, **options))
        yield classifier_case(draw.rng(name), name, model, classes, labels, frame)
    for name, options in [
        ("linear-svr", {"dual": True}),
        ("linear-svr-squared", {"loss": "squared_epsilon_insensitive", "dual": False}),
        ("linear-svr-no-intercept", {"fit_intercept": False, "epsilon": 1.0, "dual": True}),
    ]:
        model = LinearSVR(random_state=0, max_iter=5000, **options)
        yield regressor_case(draw.rng(name), name, model, frame=False)


def limits(draw):
    """A kernel that is computed outside the model: a matrix that the user brings, or a Python function."""
    name = "svc-precomputed"
    split = data.split("iris", draw.rng(name), rows=40, features=4, classes=3, held=4)
    model = SVC(kernel="precomputed").fit(split.X @ split.X.T, split.y)
    yield Case(name, model, [probes.Probe("held-out", split.held @ split.X.T)], loading="optional")

    name = "svc-callable-kernel"
    split = data.split("iris", draw.rng(name), rows=40, features=4, classes=3, held=4)
    # scikit-learn pickles the function by its name; only Python could call it.
    model = SVC(kernel=laplacian_kernel).fit(split.X, split.y)
    yield Case(name, model, [probes.Probe("held-out", split.held)], loading="refused")


def drawn_kernel(rng):
    return {
        "kernel": pick(rng, *KERNELS),
        "gamma": pick(rng, "scale", "auto", 10 ** rng.uniform(-4, 0)),
        "degree": pick(rng, 1, 2, 3, 5),
        "coef0": pick(rng, 0.0, rng.uniform(-1, 1)),
        "shrinking": pick(rng, True, False),
    }


def drawn_classifiers(draw):
    for name, rng in draw.named("svc"):
        options = drawn_kernel(rng)
        if options["kernel"] == "poly" and options["gamma"] != "auto":
            options["gamma"] = "scale"
        options.update(
            C=10 ** rng.uniform(-2, 2),
            probability=pick(rng, True, False),
            decision_function_shape=pick(rng, "ovr", "ovo"),
            class_weight=pick(rng, None, "balanced"),
            random_state=0,
            max_iter=100000,
        )
        if options["decision_function_shape"] == "ovr":
            options.update(accepted(SVC, break_ties=pick(rng, True, False)))
        classes = pick(rng, 2, 3, 3, 10)
        labels = "int" if classes == 10 else pick(rng, "str", "gaps", "float")
        # Before 0.24 the digits have no names.
        frame = pick(rng, True, False) and classes != 10
        yield classifier_case(rng, name, SVC(**options), classes, labels, frame)


def drawn_regressors(draw):
    for name, rng in draw.named("svr"):
        options = dict(drawn_kernel(rng), C=10 ** rng.uniform(-1, 2), max_iter=100000)
        if options["kernel"] == "poly":
            options["gamma"] = "scale"
        model = pick(rng, SVR(epsilon=rng.uniform(0.1, 10), **options), NuSVR(nu=rng.uniform(0.2, 0.8), **options))
        yield regressor_case(rng, name, model, pick(rng, True, False))


def drawn_linear(draw):
    for name, rng in draw.named("linear-svm"):
        common = {
            "C": 10 ** rng.uniform(-3, 1),
            "fit_intercept": pick(rng, True, False),
            "dual": True,
            "random_state": 0,
        }
        if pick(rng, True, False):
            yield regressor_case(rng, name, LinearSVR(epsilon=rng.uniform(0, 2), **common), pick(rng, True, False))
        else:
            options = accepted(
                LinearSVC, loss=pick(rng, "hinge", "squared_hinge"), class_weight=pick(rng, None, "balanced")
            )
            model = LinearSVC(**dict(common, **options))
            yield classifier_case(rng, name, model, pick(rng, 2, 3), pick(rng, "str", "gaps"), pick(rng, True, False))
