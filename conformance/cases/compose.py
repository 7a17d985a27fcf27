"""sklearn.pipeline and sklearn.compose: steps in a row, columns side by side, and both inside each other."""

import numpy as np
import pandas as pd
from joblib import Memory
from sklearn import compose
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier

from cases import data, probes
from cases.case import Case, Probe, accepted, accepts, pick

NUMBERS = ["alcohol", "malic acid", "magnesium"]
TEXT = ["hue", "body"]
UNSEEN = {"hue": "orange", "vintage": 1900}


def cases(draw):
    for generate in (pipelines, unfinished_pipelines, tables, column_transformers, drawn_tables):
        for case in generate(draw):
            yield case


def pipelines(draw):
    scale = StandardScaler
    recipes = [
        ("pipeline", make_pipeline(scale(), LogisticRegression()), False),
        ("pipeline-frame", make_pipeline(scale(), LogisticRegression()), True),
        ("pipeline-svc", make_pipeline(MinMaxScaler(), SVC(probability=True, random_state=0)), True),
        ("pipeline-forest", make_pipeline(scale(), small_forest()), False),
        (
            "pipeline-nested",
            make_pipeline(make_pipeline(SimpleImputer(), scale()), make_pipeline(small_forest())),
            True,
        ),
        ("pipeline-none", Pipeline([("none", None), ("scale", scale()), ("tree", small_tree())]), False),
        ("pipeline-memory-path", Pipeline([("scale", scale()), ("tree", small_tree())], memory="cache"), False),
        (
            "pipeline-memory",
            Pipeline([("scale", scale()), ("tree", small_tree())], memory=Memory(None, verbose=0)),
            False,
        ),
        ("pipeline-one-step", Pipeline([("only", LogisticRegression(max_iter=300))]), False),
    ]
    if takes_passthrough():
        recipes += [
            ("pipeline-passthrough", Pipeline([("nothing", "passthrough"), ("tree", small_tree())]), False),
            ("pipeline-passthrough-frame", Pipeline([("nothing", "passthrough"), ("tree", small_tree())]), True),
        ]
    if accepts(Pipeline, "verbose"):
        recipes.append(("pipeline-verbose", Pipeline([("scale", scale()), ("tree", small_tree())], verbose=False), False))
    for name, model, frame in recipes:
        split = data.split("wine", draw.rng(name), classes=3, labels="str", frame=frame)
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)))
    for name, model in [
        ("pipeline-regressor", make_pipeline(StandardScaler(), Ridge())),
        ("pipeline-svr", make_pipeline(StandardScaler(), SVR(C=50.0))),
    ]:
        split = data.regression(draw.rng(name), frame=True)
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)))


def takes_passthrough():
    return "passthrough" in (Pipeline.__doc__ or "")


def small_tree():
    return DecisionTreeClassifier(max_depth=3, random_state=0)


def small_forest():
    return RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0)


def unfinished_pipelines(draw):
    """Pipelines that transform and do not predict."""
    recipes = [
        ("pipeline-transform", make_pipeline(SimpleImputer(), StandardScaler())),
        ("pipeline-transform-none", Pipeline([("scale", MinMaxScaler()), ("end", None)])),
    ]
    if takes_passthrough():
        steps = [("scale", MinMaxScaler()), ("end", "passthrough")]
        recipes.append(("pipeline-transform-passthrough", Pipeline(steps)))
    for name, model in recipes:
        split = data.split("wine", draw.rng(name), features=4, frame=True)
        yield Case(name, model.fit(split.X), list(probes.numeric(split.held)))
    name = "pipeline-inverse"
    split = data.split("wine", draw.rng(name), features=4, frame=True)
    model = make_pipeline(StandardScaler(), make_pipeline(MinMaxScaler((-1, 3)))).fit(split.X)
    yield Case(name, model, [Probe("held-out", split.held, inverse=True)])


def numeric_steps(*steps):
    return make_pipeline(SimpleImputer(strategy="median"), *(steps or (StandardScaler(),)))


def text_steps():
    fill = SimpleImputer(strategy="constant", fill_value="unknown")
    return make_pipeline(fill, OneHotEncoder(handle_unknown="ignore"))


def tables(draw):
    """What people train: a table of mixed columns, a ColumnTransformer over it, and a model behind."""
    both = [("numbers", numeric_steps(), NUMBERS), ("text", text_steps(), TEXT)]
    ordinal = ordinal_encoder()
    recipes = [
        ("table-logistic", ColumnTransformer(both), LogisticRegression(max_iter=300)),
        ("table-svc", ColumnTransformer(both), SVC(probability=True, random_state=0)),
        ("table-forest", ColumnTransformer(both), small_forest()),
        ("table-tree-remainder", ColumnTransformer(both, remainder="passthrough"), small_tree()),
        (
            "table-ordinal",
            ColumnTransformer([("o", ordinal, ["hue", "vintage"]), ("n", numeric_steps(), NUMBERS)]),
            small_forest(),
        ),
        ("table-remainder-scaled", ColumnTransformer(both, remainder=MinMaxScaler()), LogisticRegression(max_iter=300)),
    ]
    for name, columns, model in recipes:
        yield table_case(draw.rng(name), name, make_pipeline(columns, model))
    name = "table-regressor"
    rng = draw.rng(name)
    split = data.mixed(rng)
    split.y = rng.normal(size=len(split.X)) + split.X["magnesium"] / 10
    forest = RandomForestRegressor(n_estimators=5, max_depth=3, random_state=0)
    yield table_case(rng, name, make_pipeline(ColumnTransformer(both), forest), split)


def ordinal_encoder():
    """One that takes unknown categories, in versions that can."""
    return OrdinalEncoder(**accepted(OrdinalEncoder, handle_unknown="use_encoded_value", unknown_value=-1))


def table_case(rng, name, model, split=None):
    split = split or data.mixed(rng)
    model.fit(split.X, split.y)
    asked = list(probes.table(split.held, UNSEEN, missing=["alcohol", "hue", "body", "magnesium"]))
    return Case(name, model, asked)


def column_transformers(draw):
    hot = OneHotEncoder(handle_unknown="ignore")
    impute = SimpleImputer()
    recipes = [
        ("columns-drop", ColumnTransformer([("n", impute, ["alcohol", "malic acid"])])),
        ("columns-by-index", ColumnTransformer([("n", impute, [0, 1]), ("h", hot, [3])])),
        ("columns-by-negative-index", ColumnTransformer([("b", hot, [-1]), ("v", MinMaxScaler(), [-2])])),
        ("columns-by-slice", ColumnTransformer([("n", impute, slice(0, 3)), ("h", hot, slice(3, 4))])),
        ("columns-by-name-slice", ColumnTransformer([("n", impute, slice("alcohol", "magnesium"))])),
        ("columns-by-mask", ColumnTransformer([("n", impute, [True, True, True, False, False, False, False])])),
        ("columns-by-function", ColumnTransformer([("n", numeric_steps(), first_two), ("h", hot, ["hue"])])),
        ("columns-by-index-of-names", ColumnTransformer([("n", impute, pd.Index(NUMBERS)), ("h", hot, ["hue"])])),
        ("columns-by-array", ColumnTransformer([("n", impute, np.array([2, 0])), ("h", hot, ["hue"])])),
        ("columns-by-mask-array", ColumnTransformer([("n", impute, np.arange(7) < 3)], remainder="drop")),
        ("columns-union", ColumnTransformer([("u", union(), NUMBERS[1:]), ("h", hot, ["hue"])])),
        (
            "columns-weights",
            ColumnTransformer([("n", impute, NUMBERS), ("h", hot, ["hue"])], transformer_weights={"n": 0.5}),
        ),
        ("columns-passthrough", ColumnTransformer([("p", "passthrough", ["vintage"]), ("n", impute, NUMBERS)])),
        (
            "columns-passthrough-text",
            ColumnTransformer([("p", "passthrough", ["hue", "vintage"]), ("n", impute, NUMBERS)]),
        ),
        ("columns-dropped", ColumnTransformer([("d", "drop", ["hue"]), ("n", impute, NUMBERS)])),
        ("columns-remainder-passthrough", ColumnTransformer([("h", hot, ["hue"])], remainder="passthrough")),
        (
            "columns-remainder-estimator",
            ColumnTransformer([("h", hot, TEXT[:1]), ("d", "drop", ["body"])], remainder=impute),
        ),
        ("columns-empty-selection", ColumnTransformer([("nothing", StandardScaler(), []), ("n", impute, NUMBERS)])),
        ("columns-sparse", ColumnTransformer([("h", hot, ["hue", "vintage"])], sparse_threshold=1.0)),
        ("columns-dense", ColumnTransformer([("h", hot, ["hue", "vintage"])], sparse_threshold=0)),
        ("columns-reordered", ColumnTransformer([("n", impute, ["magnesium", "alcohol"]), ("h", hot, ["hue"])])),
        ("columns-twice", ColumnTransformer([("a", impute, ["alcohol"]), ("b", numeric_steps(), ["alcohol"])])),
        ("columns-nested", ColumnTransformer([("all", nested(), NUMBERS), ("h", hot, ["hue"])])),
    ]
    if hasattr(compose, "make_column_selector"):
        numbers = compose.make_column_selector(dtype_include=np.number)
        recipes += [
            ("columns-by-callable", ColumnTransformer([("n", numeric_steps(), numbers), ("h", hot, ["hue"])])),
            ("columns-by-pattern", make_column_transformer((hot, compose.make_column_selector(pattern="^hu")))),
        ]
    if accepts(ColumnTransformer, "verbose_feature_names_out"):
        brief = ColumnTransformer([("n", impute, NUMBERS)], remainder="drop", verbose_feature_names_out=False)
        recipes.append(("columns-brief-names", brief))
        named = [("s", StandardScaler(), ["magnesium"]), ("p", "passthrough", ["vintage"])]
        recipes.append(("columns-long-names", ColumnTransformer(named, remainder=MinMaxScaler())))
        recipes[-1][1].transformers.append(("d", "drop", ["hue", "body"]))
    if "callable" in (ColumnTransformer.__doc__ or "").partition("verbose_feature_names_out :")[2][:60]:
        form = ColumnTransformer(
            [("s", StandardScaler(), ["magnesium"])], verbose_feature_names_out="{feature_name}-by-{transformer_name}"
        )
        recipes.append(("columns-formatted-names", form))
    for name, model in recipes:
        split = data.mixed(draw.rng(name))
        model.fit(split.X)
        asked = list(probes.table(split.held[:4], {"hue": "orange"}, missing=["alcohol", "malic acid", "hue"]))
        yield Case(name, model, asked)
    yield on_array(draw)
    yield by_integer_names(draw)
    if hasattr(ColumnTransformer, "set_output"):
        yield on_named_output(draw)


def first_two(table):
    return list(table.columns[:2])


def union():
    return FeatureUnion([("a", numeric_steps()), ("b", numeric_steps(MinMaxScaler()))])


def by_integer_names(draw):
    """A table whose columns are called 10, 20, …: they are known by where they stand."""
    name = "columns-integer-names"
    split = data.split("wine", draw.rng(name), features=4, classes=3, labels="str")
    frame = pd.DataFrame(split.X, columns=[10, 20, 30, 40])
    columns = ColumnTransformer([("a", StandardScaler(), [3, 1])], remainder=MinMaxScaler())
    model = make_pipeline(columns, LogisticRegression(max_iter=300)).fit(frame, split.y)
    return Case(name, model, [Probe("held-out", split.held)])


def on_named_output(draw):
    """A step that names its columns for the next, which chooses by these names."""
    name = "columns-by-names-of-a-step"
    split = data.mixed(draw.rng(name))
    first = ColumnTransformer([("n", numeric_steps(), NUMBERS), ("v", "passthrough", ["vintage"])])
    second = ColumnTransformer([("m", MinMaxScaler(), ["v__vintage", "n__magnesium"])], remainder="passthrough")
    model = Pipeline([("first", first), ("second", second), ("tree", small_tree())]).set_output(transform="pandas")
    model.fit(split.X, split.y)
    return Case(name, model, list(probes.table(split.held[:4], UNSEEN, missing=["alcohol", "hue"])))


def nested():
    return ColumnTransformer([("m", numeric_steps(MinMaxScaler()), ["magnesium"])], remainder=SimpleImputer())


def on_array(draw):
    name = "columns-array"
    split = data.split("wine", draw.rng(name), features=5, classes=3, labels="str")
    columns = ColumnTransformer([("a", StandardScaler(), [4, 0]), ("b", MinMaxScaler(), [1])], remainder="passthrough")
    model = make_pipeline(columns, LogisticRegression(max_iter=300)).fit(split.X, split.y)
    asked = probes.numeric(split.held)
    # Columns too many were let pass by the ColumnTransformers of old, which Brine does not do.
    return Case(name, model, [probe for probe in asked if probe.name != "too-wide" or hasattr(model, "n_features_in_")])


def drawn_tables(draw):
    for name, rng in draw.named("table"):
        chosen = [column for column in NUMBERS if rng.uniform() < 0.8] or ["alcohol"]
        scaler = pick(rng, StandardScaler(), MinMaxScaler(), "passthrough" if takes_passthrough() else None)
        marks = accepted(SimpleImputer, add_indicator=pick(rng, True, False))
        fill = SimpleImputer(strategy=pick(rng, "mean", "median"), **marks)
        text = text_steps()
        if pick(rng, True, False):
            text = make_pipeline(
                SimpleImputer(strategy="most_frequent"),
                ordinal_encoder(),
            )
        remainder = "drop"
        if set(chosen) == set(NUMBERS):
            remainder = pick(rng, "drop", "passthrough", SimpleImputer(strategy="most_frequent"))
        columns = ColumnTransformer(
            [("n", make_pipeline(fill, scaler), chosen), ("t", text, TEXT)],
            remainder=remainder,
            sparse_threshold=pick(rng, 0, 0.3, 1.0),
            transformer_weights=pick(rng, None, {"n": rng.uniform(0.1, 2)}),
        )
        model = pick(
            rng,
            LogisticRegression(max_iter=300),
            small_forest(),
            small_tree(),
            SVC(C=10 ** rng.uniform(-1, 2), random_state=0),
        )
        yield table_case(rng, name, make_pipeline(columns, model))
