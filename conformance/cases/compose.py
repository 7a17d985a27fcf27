"""sklearn.pipeline and sklearn.compose: steps in a row, columns side by side, and both inside each other."""

import numpy as np
from joblib import Memory
from sklearn import compose
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier

from cases import data, probes
from cases.case import Case, accepts, pick

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
        ("pipeline-passthrough", Pipeline([("nothing", "passthrough"), ("tree", small_tree())]), False),
        ("pipeline-none", Pipeline([("none", None), ("scale", scale()), ("tree", small_tree())]), False),
        ("pipeline-memory-path", Pipeline([("scale", scale()), ("tree", small_tree())], memory="cache"), False),
        (
            "pipeline-memory",
            Pipeline([("scale", scale()), ("tree", small_tree())], memory=Memory(None, verbose=0)),
            False,
        ),
        ("pipeline-verbose", Pipeline([("scale", scale()), ("tree", small_tree())], verbose=False), False),
        ("pipeline-one-step", Pipeline([("only", LogisticRegression(max_iter=300))]), False),
    ]
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


def small_tree():
    return DecisionTreeClassifier(max_depth=3, random_state=0)


def small_forest():
    return RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0)


def unfinished_pipelines(draw):
    """Pipelines that transform and do not predict."""
    for name, model in [
        ("pipeline-transform", make_pipeline(SimpleImputer(), StandardScaler())),
        ("pipeline-transform-passthrough", Pipeline([("scale", MinMaxScaler()), ("end", "passthrough")])),
        ("pipeline-transform-none", Pipeline([("scale", MinMaxScaler()), ("end", None)])),
    ]:
        split = data.split("wine", draw.rng(name), features=4, frame=True)
        yield Case(name, model.fit(split.X), list(probes.numeric(split.held)))


def numeric_steps(*steps):
    return make_pipeline(SimpleImputer(strategy="median"), *(steps or (StandardScaler(),)))


def text_steps():
    fill = SimpleImputer(strategy="constant", fill_value="unknown")
    return make_pipeline(fill, OneHotEncoder(handle_unknown="ignore"))


def tables(draw):
    """What people train: a table of mixed columns, a ColumnTransformer over it, and a model behind."""
    both = [("numbers", numeric_steps(), NUMBERS), ("text", text_steps(), TEXT)]
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
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


def table_case(rng, name, model, split=None):
    split = split or data.mixed(rng)
    model.fit(split.X, split.y)
    asked = list(probes.table(split.held, UNSEEN, missing=["alcohol", "hue", "body", "magnesium"]))
    return Case(name, model, asked)


def column_transformers(draw):
    hot = OneHotEncoder(handle_unknown="ignore")
    numbers = compose.make_column_selector(dtype_include=np.number)
    impute = SimpleImputer()
    recipes = [
        ("columns-drop", ColumnTransformer([("n", impute, ["alcohol", "malic acid"])])),
        ("columns-by-index", ColumnTransformer([("n", impute, [0, 1]), ("h", hot, [3])])),
        ("columns-by-negative-index", ColumnTransformer([("b", hot, [-1]), ("v", MinMaxScaler(), [-2])])),
        ("columns-by-slice", ColumnTransformer([("n", impute, slice(0, 3)), ("h", hot, slice(3, 4))])),
        ("columns-by-name-slice", ColumnTransformer([("n", impute, slice("alcohol", "magnesium"))])),
        ("columns-by-mask", ColumnTransformer([("n", impute, [True, True, True, False, False, False, False])])),
        ("columns-by-callable", ColumnTransformer([("n", numeric_steps(), numbers), ("h", hot, ["hue"])])),
        ("columns-by-pattern", make_column_transformer((hot, compose.make_column_selector(pattern="^hu")))),
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
    if accepts(ColumnTransformer, "verbose_feature_names_out"):
        brief = ColumnTransformer([("n", impute, NUMBERS)], remainder="drop", verbose_feature_names_out=False)
        recipes.append(("columns-brief-names", brief))
    for name, model in recipes:
        split = data.mixed(draw.rng(name))
        model.fit(split.X)
        asked = list(probes.table(split.held[:4], {"hue": "orange"}, missing=["alcohol", "malic acid", "hue"]))
        yield Case(name, model, asked)
    yield on_array(draw)


def nested():
    return ColumnTransformer([("m", numeric_steps(MinMaxScaler()), ["magnesium"])], remainder=SimpleImputer())


def on_array(draw):
    name = "columns-array"
    split = data.split("wine", draw.rng(name), features=5, classes=3, labels="str")
    columns = ColumnTransformer([("a", StandardScaler(), [4, 0]), ("b", MinMaxScaler(), [1])], remainder="passthrough")
    model = make_pipeline(columns, LogisticRegression(max_iter=300)).fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held)))


def drawn_tables(draw):
    for name, rng in draw.named("table"):
        chosen = [column for column in NUMBERS if rng.uniform() < 0.8] or ["alcohol"]
        scaler = pick(rng, StandardScaler(), MinMaxScaler(), "passthrough")
        fill = SimpleImputer(strategy=pick(rng, "mean", "median"), add_indicator=pick(rng, True, False))
        text = text_steps()
        if pick(rng, True, False):
            text = make_pipeline(
                SimpleImputer(strategy="most_frequent"),
                OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
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
