"""sklearn.feature_extraction.text: texts to counts, weights and hashes; alone, in a Pipeline, in a ColumnTransformer."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from cases.case import Case, Probe, pick

SUBJECTS = ["The cat", "A small dog", "Nobody", "The café's owner", "My 2 sisters", "El niño", "Ein Straßenbahnfahrer"]
VERBS = ["liked", "hated", "ate", "never saw", "has bought", "couldn't stand", "re-read"]
OBJECTS = ["the film", "this ice-cream", "a naïve plot", "it", "the 1990s remake", "what we saw", "e-mail no_7"]
ENDS = [".", "!", "  again and\nagain", ", I think", "?!", " in Zürich", ""]

# Where implementations part ways: accents composed and not, capitals whose lower case is longer or depends on what
# follows, numbers that are no digits, blanks of all kinds, characters beyond the first plane, marks that do not combine.
EDGES = [
    "",
    " ",
    "a",
    "liked it liked it LIKED IT",
    u"Caf\u00e9 cafe\u0301 CAFE\u0301 caf\u00e9s",
    u"\u0130stanbul I\u0307stanbul",
    u"\u03a3\u03a3 \u039f\u0394\u039f\u03a3 \u039f\u0394\u039f\u03a3\u0397 \u03a3",
    u"\u00bd\u00b2\u2460 \u2167 \u0663\u0664 x\u00b2y",
    u"the\u00a0cat\u2003saw\u3000it\x1cagain\x85end\ufeffmark",
    u"\U0001d49c\U0001d49e \U0001f600film\U0001f600\U0001f600 \U00020000\U00020001",
    u"\u0915\u094d\u0937\u093f \u0e01\u0e33 \u05d1\u05bc \u0345x \ufe0fx \u302ea",
    u"\ufb01lm \u2126 \u212b \u01c6 \uff21\uff22 \u3392",
    "snake_case __init__ a_b _ __ 7_7",
    "it's ice-cream's e-mail@zurich.ch, http://a.b/c?d=e",
    "tab\tand\r\nlines\x0b\x0c",
    u"\u0410\u0411\u0412 \u0430\u0431\u0432 \u4e2d\u6587\u5206\u8bcd \u65e5\u672c",
]


def texts(rng, rows=30):
    return [
        pick(rng, *SUBJECTS) + " " + pick(rng, *VERBS) + " " + pick(rng, *OBJECTS) + pick(rng, *ENDS)
        for _ in range(rows)
    ]


def moods(documents):
    return np.array(["good" if "lik" in text or "b" in text else "bad" for text in documents])


def asked(rng, edges=EDGES):
    yield Probe("held-out", texts(rng, 3))
    yield Probe("edges", edges)
    yield Probe("none", ["a film", None])


def cases(draw):
    for generate in (counts, patterns, weights, hashes, transformers, pipelines, tables, refused, drawn):
        for case in generate(draw):
            yield case


def fitted(draw, name, model, **options):
    rng = draw.rng(name)
    is_pipeline = hasattr(model, "steps")
    documents = texts(rng, 20) if is_pipeline else texts(rng, 4) + EDGES
    model.fit(documents, moods(documents))
    if hasattr(model, "stop_words_"):  # Words that were left out, which nothing reads.
        del model.stop_words_
    return Case(name, model, list(asked(rng, EDGES[::3] if is_pipeline else EDGES)), **options)


def counts(draw):
    recipes = [
        ("count", {}),
        ("count-cased", {"lowercase": False}),
        ("count-ngrams", {"ngram_range": (1, 3), "max_features": 30}),
        ("count-bigrams-only", {"ngram_range": (2, 2), "max_features": 30}),
        ("count-char", {"analyzer": "char", "ngram_range": (1, 2), "max_features": 40}),
        ("count-char-wb", {"analyzer": "char_wb", "ngram_range": (2, 6), "max_features": 40}),
        ("count-char-wb-one", {"analyzer": "char_wb", "ngram_range": (1, 12), "max_features": 40}),
        ("count-english", {"stop_words": "english"}),
        ("count-stop-list", {"stop_words": ["the", "it", "saw"], "ngram_range": (1, 2), "max_features": 30}),
        ("count-unicode", {"strip_accents": "unicode"}),
        ("count-ascii", {"strip_accents": "ascii"}),
        ("count-unicode-char", {"strip_accents": "unicode", "analyzer": "char", "lowercase": False}),
        ("count-binary", {"binary": True, "dtype": np.float32}),
        ("count-uint8", {"dtype": np.uint8}),
        ("count-frequent", {"min_df": 2, "max_df": 0.5}),
        ("count-vocabulary-list", {"vocabulary": ["film", "liked it", "it", "zebra"], "ngram_range": (1, 2)}),
        ("count-vocabulary-dict", {"vocabulary": {"film": 1, "it": 0}}),
        ("count-vocabulary-set", {"vocabulary": {"film", "it", "again"}}),
    ]
    for name, options in recipes:
        yield fitted(draw, name, CountVectorizer(**options))
    unfitted = CountVectorizer(vocabulary=["it", "film"])
    yield Case("count-never-fitted", unfitted, list(asked(draw.rng("count-never-fitted"), EDGES[:4])))


PATTERNS = [
    ("three", r"\w{3,}"),
    ("letters", r"[a-z]+"),
    ("no-digits", r"[^\W\d_]+"),
    ("apostrophes", r"(?u)\b\w[\w'-]*\w\b|\w"),
    ("hyphens", r"\w+(?:-\w+)*"),
    ("not-blank", r"\S+"),
    ("group", r"(?u)(?:^|\s)(\w+)"),
    ("choice", r"ice-cream|film|a|an|and|\d+s?"),
    ("lazy", r"[a-z]{2,5}?"),
    ("counted", r"\b[a-z]{1,3}\b"),
    ("looking", r"(?<!\w)[a-z]+(?=\s)"),
    ("ends", r"^\w+|\w+$"),
    ("escapes", r"[\u00e0-\u00ff]|\x41|[\]\-.!]|\."),
    ("optional-group", r"(\w)?\s"),
]


def patterns(draw):
    for slug, pattern in PATTERNS:
        yield fitted(draw, "pattern-" + slug, CountVectorizer(token_pattern=pattern, lowercase=slug != "escapes"))
    for slug, pattern in [("back-reference", r"(?u)(\w)\1"), ("can-be-empty", r"\w*"), ("ignore-case", r"(?i)[a-z]+")]:
        name = "pattern-refused-" + slug
        yield fitted(draw, name, CountVectorizer(token_pattern=pattern), loading="refused")


def weights(draw):
    recipes = [
        ("tfidf", {}),
        ("tfidf-l1", {"norm": "l1"}),
        ("tfidf-sublinear", {"sublinear_tf": True, "smooth_idf": False}),
        ("tfidf-no-idf", {"use_idf": False}),
        ("tfidf-float32", {"dtype": np.float32, "sublinear_tf": True}),
        ("tfidf-integers", {"dtype": np.int64}),
        ("tfidf-all", {"analyzer": "char_wb", "ngram_range": (2, 3), "max_features": 30, "strip_accents": "unicode"}),
    ]
    for name, options in recipes:
        yield fitted(draw, name, TfidfVectorizer(**options))


def hashes(draw):
    recipes = [
        ("hashing", {"n_features": 64}),
        ("hashing-odd", {"n_features": 37, "norm": None}),
        ("hashing-unsigned", {"n_features": 20, "alternate_sign": False, "norm": "l1"}),
        ("hashing-binary", {"n_features": 8, "binary": True, "norm": None}),
        ("hashing-max", {"n_features": 16, "norm": "max"}),
        ("hashing-char", {"n_features": 50, "analyzer": "char", "ngram_range": (1, 4)}),
        ("hashing-float32", {"n_features": 32, "dtype": np.float32}),
    ]
    for name, options in recipes:
        try:
            model = HashingVectorizer(**options)
            model.fit_transform(["x"])
        except ValueError:  # Not every version has every norm.
            continue
        yield fitted(draw, name, model)


def transformers(draw):
    for name, options in [
        ("tfidf-transformer", {}),
        ("tfidf-transformer-sublinear", {"sublinear_tf": True}),
        ("tfidf-transformer-l1", {"norm": "l1", "smooth_idf": False}),
    ]:
        rng = draw.rng(name)
        rows = rng.poisson(0.8, size=(20, 5)).astype(float) + (np.arange(5) == 2)
        model = TfidfTransformer(**options).fit(rows)
        probed = [
            Probe("rows", rows[:4]),
            Probe("fractions", np.array([[0.5, -0.5, 1.5, 0.0, 1e9], [0.0, 0.0, 0.0, 0.0, 0.0]])),
            Probe("missing", np.array([[np.nan, 1.0, 0.0, 0.0, 0.0]])),
            Probe("infinite", np.array([[np.inf, 1.0, 0.0, 0.0, 0.0]])),
            Probe("too-narrow", np.ones((1, 4))),
            Probe("too-wide", np.ones((1, 6))),
        ]
        yield Case(name, model, probed)


def pipelines(draw):
    recipes = [
        ("pipeline-tfidf-logistic", make_pipeline(TfidfVectorizer(), LogisticRegression())),
        ("pipeline-count-tfidf", make_pipeline(CountVectorizer(), TfidfTransformer(sublinear_tf=True))),
        ("pipeline-count-tfidf-logistic", make_pipeline(CountVectorizer(), TfidfTransformer(), LogisticRegression(C=9))),
        (
            "pipeline-hashing-tfidf",
            make_pipeline(
                HashingVectorizer(n_features=64, norm=None, alternate_sign=False), TfidfTransformer(), LogisticRegression()
            ),
        ),
        (
            "pipeline-scaled",
            make_pipeline(TfidfVectorizer(max_features=50), StandardScaler(with_mean=False), LogisticRegression()),
        ),
        (
            "pipeline-forest",
            make_pipeline(TfidfVectorizer(), small_forest()),
        ),
        ("pipeline-svc", make_pipeline(TfidfVectorizer(max_features=9), SVC(gamma="scale"))),
    ]
    for name, model in recipes:
        yield fitted(draw, name, model)
    name = "pipeline-ridge"
    rng = draw.rng(name)
    documents = texts(rng)
    model = make_pipeline(CountVectorizer(), Ridge()).fit(documents, [[len(text), text.count("a")] for text in documents])
    yield Case(name, model, list(asked(rng)))


def table(rng, rows=20):
    return pd.DataFrame(
        {"review": texts(rng, rows), "stars": rng.randint(1, 6, size=rows), "title": texts(rng, rows)},
        columns=["review", "stars", "title"],
    )


def tables(draw):
    recipes = [
        ("columns-text", [("t", TfidfVectorizer(), "review"), ("n", StandardScaler(), ["stars"])], {}),
        (
            "columns-two-texts",
            [("a", CountVectorizer(max_features=30), "review"), ("b", HashingVectorizer(n_features=32), "title")],
            {"sparse_threshold": 1.0, "remainder": "passthrough"},
        ),
        (
            "columns-weights",
            [("t", TfidfVectorizer(max_features=30), "review"), ("n", StandardScaler(), ["stars"])],
            {"transformer_weights": {"t": 0.3, "n": 2.0}},
        ),
    ]
    for name, parts, options in recipes:
        rng = draw.rng(name)
        rows = table(rng)
        y = moods(rows["review"])
        held = table(rng, 4)
        gap = held[:1].copy()
        gap["review"] = [None]
        probed = [Probe("held-out", held), Probe("missing", gap)]
        yield Case(name, ColumnTransformer(parts, **options).fit(rows), probed)
        last = small_forest() if name == "columns-two-texts" else LogisticRegression(max_iter=300)
        model = make_pipeline(ColumnTransformer(parts, **options), last).fit(rows, y)
        yield Case(name + "-predict", model, probed)


def small_forest():
    return RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0)


def refused(draw):
    for name, options in [
        ("refused-tokenizer", {"tokenizer": str.split, "token_pattern": None}),
        ("refused-preprocessor", {"preprocessor": str.upper}),
        ("refused-analyzer", {"analyzer": str.split}),
    ]:
        yield fitted(draw, name, CountVectorizer(**options), loading="refused")


def drawn(draw):
    for name, rng in draw.named("text"):
        words = {
            "token_pattern": pick(rng, r"(?u)\b\w\w+\b", *[pattern for slug, pattern in PATTERNS[:6]]),
            "stop_words": pick(rng, None, "english", ["the", "it", "a", "liked"]),
        }
        analyzer = pick(rng, "word", "word", "char", "char_wb")
        least = rng.randint(1, 4)
        options = {
            "analyzer": analyzer,
            "ngram_range": (least, least + rng.randint(0, 3)),
            "lowercase": pick(rng, True, False),
            "strip_accents": pick(rng, None, "unicode", "ascii"),
            "binary": pick(rng, True, False),
        }
        if analyzer == "word":
            options.update(words)
        fit_options = {"max_features": pick(rng, 30, 90), "min_df": pick(rng, 1, 2)}
        norm = pick(rng, None, "l1", "l2")
        model = pick(
            rng,
            CountVectorizer(**dict(options, **fit_options)),
            TfidfVectorizer(
                norm=norm,
                use_idf=pick(rng, True, False),
                smooth_idf=pick(rng, True, False),
                sublinear_tf=pick(rng, True, False),
                **dict(options, **fit_options)
            ),
            HashingVectorizer(
                n_features=int(2 ** rng.uniform(3, 9)), alternate_sign=pick(rng, True, False), norm=norm, **options
            ),
        )
        last = pick(rng, None, LogisticRegression(C=10 ** rng.uniform(-1, 2), max_iter=500), small_forest())
        yield fitted(draw, name, model if last is None else make_pipeline(model, last))
