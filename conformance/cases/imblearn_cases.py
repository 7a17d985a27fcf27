"""Pipelines of imbalanced-learn: samplers choose the rows to train on, and nothing else."""

from imblearn.combine import SMOTETomek
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.under_sampling import RandomUnderSampler, TomekLinks
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from cases import data, probes
from cases.case import Case, pick

SAMPLERS = (
    lambda: SMOTE(random_state=0, k_neighbors=3),
    lambda: RandomOverSampler(random_state=0),
    lambda: RandomUnderSampler(random_state=0),
    lambda: TomekLinks(),
    lambda: SMOTETomek(random_state=0),
)


def cases(draw):
    yield mixed_table(draw)
    for name, rng in draw.named("imblearn-pipeline"):
        yield numeric_pipeline(name, rng)
    for name, rng in draw.named("imblearn-forest"):
        split = data.split("wine", rng, rows=80, classes=3, labels=pick(rng, "str", "gaps"))
        model = BalancedRandomForestClassifier(n_estimators=5, max_depth=pick(rng, 2, 4), random_state=0)
        model.fit(split.X, split.y)
        yield Case(name, model, list(probes.numeric(split.held)), bitwise=True, data="wine")


def numeric_pipeline(name, rng):
    dataset = pick(rng, "iris", "wine", "cancer")
    split = data.split(dataset, rng, rows=90, features=4, classes=pick(rng, 2, 3) if dataset != "cancer" else None)
    final = pick(
        rng,
        LogisticRegression(max_iter=300),
        DecisionTreeClassifier(max_depth=3, random_state=0),
        RandomForestClassifier(n_estimators=4, max_depth=3, random_state=0),
    )
    steps = [pick(rng, StandardScaler, MinMaxScaler)(), pick(rng, *SAMPLERS)(), final]
    if pick(rng, True, False):
        steps[:2] = steps[1::-1]
    model = make_pipeline(*steps).fit(split.X, split.y)
    return Case(name, model, list(probes.numeric(split.held, huge=False)), data=dataset)


def mixed_table(draw):
    split = data.mixed(draw.rng("imblearn-mixed"))
    encoder = ColumnTransformer(
        [
            ("numbers", SimpleImputer(), ["alcohol", "malic acid", "magnesium"]),
            ("hue", OneHotEncoder(handle_unknown="ignore"), ["hue"]),
        ]
    )
    model = Pipeline(
        [("encode", encoder), ("sample", RandomOverSampler(random_state=0)), ("model", LogisticRegression(max_iter=50))]
    )
    model.fit(split.X, split.y)
    return Case("imblearn-mixed", model, list(probes.table(split.held, unseen={"hue": "green"})), data="mixed")
