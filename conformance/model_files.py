"""The forms in which people save a model: each pickle protocol, and joblib plain and compressed."""

import io
import os
import pickle
import zipfile
import zlib

import joblib

GZIP_TIME = slice(4, 8)


def write_pickle(protocol):
    def write(model, path):
        with open(path, "wb") as file:
            # Python 3.7 knows no protocol 5.
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
try:
    import cloudpickle
except ImportError:
    cloudpickle = None
try:
    import skops.io
except ImportError:
    skops = None


def write_cloudpickle(protocol):
    def write(model, path):
        with open(path, "wb") as file:
            cloudpickle.dump(model, file, protocol=protocol)

    return write


def write_skops(compression):
    def write(model, path):
        data = skops.io.dumps(model)
        # Old versions cannot compress; the archive is written again, so that the time in it is the same every time.
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(path, "w", compression) as copy:
            for name in archive.namelist():
                info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                info.compress_type = compression
                copy.writestr(info, archive.read(name))

    return write


def load_skops(path):
    """Whatever types it holds: the file was written a moment ago."""
    if hasattr(skops.io, "get_untrusted_types"):
        return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))
    return skops.io.load(path, trusted=True)


# skops does not compress by itself, and describes each value in some hundred bytes: only for what is small.
STORED_LIMIT = 16000

# For cases that ask for them by name.
NAMED_FORMS = dict(FORMS)
if cloudpickle is not None:
    NAMED_FORMS["cloudpickle"] = (".cloud.pkl", write_cloudpickle(None))
    NAMED_FORMS["cloudpickle-2"] = (".cloud2.pkl", write_cloudpickle(2))
if skops is not None:
    NAMED_FORMS["skops"] = (".skops", write_skops(zipfile.ZIP_STORED))
    NAMED_FORMS["skops-deflated"] = (".deflated.skops", write_skops(zipfile.ZIP_DEFLATED))


def write_named(model, stem, forms, every_form):
    """The forms of these names that this environment can write, or one of them. Returns [(form, path)]."""
    available = [form for form in forms if form in NAMED_FORMS]
    if not every_form:
        number = zlib.crc32(stem.rpartition("/")[2].encode())
        available = [available[number % len(available)]]
    written = []
    for form in available:
        suffix, write = NAMED_FORMS[form]
        write(model, stem + suffix)
        if not every_form and form == "skops" and os.path.getsize(stem + suffix) > STORED_LIMIT:
            os.remove(stem + suffix)
            return write_named(model, stem, ["skops-deflated"], every_form)
        written.append((form, stem + suffix))
    return written


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
