"""DataFrameMapper: columns by name, each through transformers of its own."""

import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, MultiLabelBinarizer, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn_pandas import DataFrameMapper

from cases import data, probes
from cases.case import Case, pick

NUMBERS = ["alcohol", "malic acid"]


def cases(draw):
    for name, rng in draw.named("mapper"):
        yield drawn(name, rng)
    for name, features, options in (
        ("mapper-one-by-one", [(["magnesium"], StandardScaler()), (["hue"], OneHotEncoder()), (["vintage"], None)], {}),
        ("mapper-lists", [(NUMBERS, [SimpleImputer(), MinMaxScaler()]), (["hue"], OrdinalEncoder())], {}),
        ("mapper-options", [(["magnesium"], MinMaxScaler(), {"alias": "mg"}), (["hue"], OrdinalEncoder(), {})], {}),
        ("mapper-rest-passes", [(["hue"], OneHotEncoder())], {"default": None}),
        ("mapper-frames", [(NUMBERS, SimpleImputer()), (["vintage", "magnesium"], MinMaxScaler())], {"input_df": True}),
        ("mapper-df-out", [(NUMBERS, SimpleImputer()), (["hue"], OrdinalEncoder())], {"df_out": True}),
    ):
        yield mapper_case(draw.rng(name), name, features, options)
    yield label_lists()


def mapper_case(rng, name, features, options):
    split = data.mixed(rng)
    used = [column for selection, *_ in features for column in selection]
    if options.get("default", False) is None:
        used = used + ["vintage", "magnesium"]
    X, held = split.X[used], split.held[used]
    model = DataFrameMapper(features, **options)
    model.fit(X, split.y)
    model.transform(X)
    # What passes unselected may be missing in Python, which answers with a column less.
    asked = [probe for probe in probes.table(held) if "default" not in options or probe.name != "too-narrow"]
    return Case(name, model, asked, data="mixed")


def label_lists():
    """A column of lists beside one of numbers."""
    films = pd.DataFrame({"year": [1950.0, 1977.0, 1994.0], "genres": [["crime"], ["crime", "drama"], []]})
    model = DataFrameMapper([(["year"], StandardScaler()), ("genres", MultiLabelBinarizer())]).fit(films)
    asked = [("rows", films["genres"]), ("unknown", [["western", "drama"], ["drama", "drama"], []]), ("gap", [["drama"], None, []])]
    return Case("mapper-label-lists", model, [probes.Probe(name, films.assign(genres=genres)) for name, genres in asked])


def drawn(name, rng):
    split = data.mixed(rng)
    features = [
        (NUMBERS, [SimpleImputer(strategy=pick(rng, "mean", "median")), pick(rng, StandardScaler, MinMaxScaler)()]),
        (["hue"], pick(rng, OneHotEncoder(handle_unknown="ignore"), OrdinalEncoder())),
        (["magnesium"], pick(rng, None, StandardScaler())),
    ]
    final = pick(rng, LogisticRegression(max_iter=200), DecisionTreeClassifier(max_depth=3, random_state=0))
    used = NUMBERS + ["hue", "magnesium"]
    model = make_pipeline(DataFrameMapper(features), final).fit(split.X[used], split.y)
    return Case(name, model, list(probes.table(split.held[used])), about="DataFrameMapper", data="mixed")
