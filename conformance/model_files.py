"""The forms in which people save a model: each pickle protocol, and joblib plain and compressed."""

import pickle
import zlib

import joblib

GZIP_TIME = slice(4, 8)


def write_pickle(protocol):
    def write(model, path):
        with open(path, "wb") as file:
            pickle.dump(model, file, protocol=min(protocol, pickle.HIGHEST_PROTOCOL))

    return write


def write_joblib(compress):
    def write(model, path):
        joblib.dump(model, path, compress=compress)

    return write


def write_joblib_gzip(model, path):
    """A gzip header holds the time; without it the same model gives the same bytes."""
    joblib.dump(model, path, compress=("gzip", 3))
    with open(path, "rb") as file:
        content = bytearray(file.read())
    content[GZIP_TIME] = b"\0\0\0\0"
    with open(path, "wb") as file:
        file.write(content)


# Name of the form -> (suffix of the file, how it is written).
FORMS = {
    "pickle-2": (".p2.pkl", write_pickle(2)),
    "pickle-3": (".p3.pkl", write_pickle(3)),
    "pickle-4": (".p4.pkl", write_pickle(4)),
    "pickle-5": (".p5.pkl", write_pickle(5)),
    "joblib": (".joblib", write_joblib(0)),
    "joblib-zlib": (".zlib.joblib", write_joblib(("zlib", 3))),
    "joblib-gzip": (".gz.joblib", write_joblib_gzip),
    "joblib-bz2": (".bz2.joblib", write_joblib(("bz2", 3))),
    "joblib-xz": (".xz.joblib", write_joblib(("xz", 3))),
    "joblib-lzma": (".lzma.joblib", write_joblib(("lzma", 3))),
    "joblib-lz4": (".lz4.joblib", write_joblib(("lz4", 3))),
}
# Text, and long: only for what is small.
PROTOCOL_0 = ("pickle-0", ".p0.pkl", write_pickle(0))
PROTOCOL_0_LIMIT = 4000

FRESH_FORMS = ["pickle-2", "pickle-4", "pickle-5", "joblib", "joblib-zlib", "joblib-lzma"]


def write_one_form(model, stem):
    """The form goes by the case's name, so that it stays when cases are added. Returns (form, path)."""
    number = zlib.crc32(stem.rpartition("/")[2].encode())
    if number % 8 == 0 and len(pickle.dumps(model, protocol=0)) < PROTOCOL_0_LIMIT:
        form, suffix, write = PROTOCOL_0
    else:
        form = sorted(FORMS)[number // 8 % len(FORMS)]
        suffix, write = FORMS[form]
    write(model, stem + suffix)
    return [(form, stem + suffix)]


def write_forms(model, stem):
    """Each form that is common today. Returns [(form, path)]."""
    written = []
    for form in FRESH_FORMS:
        suffix, write = FORMS[form]
        write(model, stem + suffix)
        written.append((form, stem + suffix))
    return written
