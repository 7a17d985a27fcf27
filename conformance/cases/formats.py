"""Files of other programs than pickle and joblib: skops and cloudpickle, with what each keeps in a way of its own."""

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import model_files
from cases import data, probes
from cases.case import Case, pick

FORMS = ["skops", "skops-deflated", "cloudpickle", "cloudpickle-2"]
BY_VALUE = ["cloudpickle", "cloudpickle-2"]


def cases(draw):
    for generate in (plain_models, tables, by_value, drawn_models):
        for case in generate(draw):
            # An environment without skops has nothing to say about a case that only skops keeps.
            if any(form in model_files.NAMED_FORMS for form in case.forms):
                yield case


def plain_models(draw):
    """Keys of dicts that are no strings, object arrays, numpy scalars, trees, generators of random numbers."""
    for name, model, labels, bitwise in [
        ("formats-class-weight", LogisticRegression(class_weight={0: 1.0, 1: np.float64(2.5), 2: 1}), "int", False),
        ("formats-string-labels", LogisticRegression(), "str", False),
        ("formats-object-labels", LogisticRegression(), "object", False),
        ("formats-numpy-options", LogisticRegression(C=np.float64(0.7), max_iter=np.int64(200)), "gaps", False),
        ("formats-svc", SVC(gamma="scale", kernel="rbf"), "str", False),
        ("formats-tree", DecisionTreeClassifier(max_depth=3, random_state=np.random.RandomState(3)), "float", True),
        ("formats-forest", RandomForestClassifier(n_estimators=3, max_depth=2, random_state=0), "bool", True),
    ]:
        rng = draw.rng(name)
        two = labels == "bool"
        split = data.split(
            "iris", rng, rows=60, features=4, classes=2 if two else 3, labels="str" if labels == "object" else labels, held=4
        )
        y = split.y.astype(object) if labels == "object" else split.y
        yield Case(name, model.fit(split.X, y), list(probes.numeric(split.held)), bitwise=bitwise, forms=FORMS, data="iris")
    name = "formats-multi-output"
    split = data.multi_output(draw.rng(name))
    model = DecisionTreeRegressor(max_depth=2, random_state=0).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held)), bitwise=True, forms=FORMS)


def tables(draw):
    """Slices, lists and names of columns, categories as arrays of objects, and a matrix with gaps."""
    for name, encoder in [
        ("formats-one-hot", OneHotEncoder(handle_unknown="ignore")),
        ("formats-ordinal", OrdinalEncoder()),
    ]:
        split = data.mixed(draw.rng(name), rows=60, held=4)
        steps = [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["alcohol", "malic acid"]),
            ("text", encoder, ["hue"]),
            ("years", "passthrough", ["vintage"]),
        ]
        frame = split.X.fillna({"hue": "ruby"})
        held = split.held.fillna({"hue": "ruby"})
        model = Pipeline([("columns", ColumnTransformer(steps)), ("model", LogisticRegression(max_iter=300))])
        yield Case(name, model.fit(frame, split.y), list(probes.values(held[:3])), forms=FORMS)
    name = "formats-slice"
    rng = draw.rng(name)
    split = data.split("wine", rng, rows=50, features=5, held=4)
    columns = ColumnTransformer([("first", StandardScaler(), slice(0, 2)), ("last", MinMaxScaler(), [3, 4])])
    model = make_pipeline(columns, Ridge()).fit(split.X, split.y)
    yield Case(name, model, list(probes.numeric(split.held)), forms=FORMS)


class Renamed(LinearRegression):
    """Answers as its base does: only what it is made with, and a report, are its own."""

    purpose = "a constant of the class"

    def __init__(self, fit_intercept=True):
        super(Renamed, self).__init__(fit_intercept=fit_intercept)

    def fit(self, X, y):
        self.rows_ = len(X)
        return super(Renamed, self).fit(X, y)

    def report(self):
        return self.purpose + str(self.rows_)


class Again(Renamed):
    """A subclass of a subclass."""


class Doubled(LinearRegression):
    """Answers otherwise than its base."""

    def predict(self, X):
        return 2 * super(Doubled, self).predict(X)


class Hidden(LinearRegression):
    """So does this one, through what its base's predict calls."""

    def _decision_function(self, X):
        return 2 * super(Hidden, self)._decision_function(X)


def by_value(draw):
    """Functions and classes with their code. They belong to a notebook, whose classes can be imported from nowhere."""
    name = "formats-by-value"
    split = data.regression(draw.rng(name), rows=40, features=3, held=4)
    for cls in (Renamed, Again, Doubled, Hidden):
        cls.__module__ = "__main__"
    for suffix, model, loading in [
        ("subclass", Renamed(), "required"),
        ("subclass-again", Again(), "required"),
        ("subclass-in-pipeline", make_pipeline(StandardScaler(), Renamed()), "required"),
        ("overridden", Doubled(), "refused"),
        ("overridden-inside", Hidden(), "refused"),
        ("lambda", make_pipeline(FunctionTransformer(lambda X: X * 2), LinearRegression()), "refused"),
    ]:
        model.fit(split.X, split.y)
        yield Case(name + "-" + suffix, model, list(probes.numeric(split.held)), loading=loading, forms=BY_VALUE)


def drawn_models(draw):
    for name, rng in draw.named("formats"):
        frame = pick(rng, True, False)
        split = data.split("wine", rng, rows=50, features=4, classes=3, labels=pick(rng, "str", "gaps"), frame=frame, held=4)
        scaler = pick(rng, StandardScaler(), MinMaxScaler(), SimpleImputer())
        model = pick(
            rng,
            LogisticRegression(C=10 ** rng.uniform(-2, 1), max_iter=300),
            DecisionTreeClassifier(max_depth=int(rng.randint(1, 5)), random_state=0),
            SVC(C=10 ** rng.uniform(-1, 1), kernel=pick(rng, "rbf", "linear")),
        )
        fitted = make_pipeline(scaler, model).fit(split.X, split.y)
        yield Case(name, fitted, list(probes.numeric(split.held, huge=False)), forms=FORMS)
