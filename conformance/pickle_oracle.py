"""What Python's own unpickler makes of pickles, without importing anything: the judge of `npm run fuzz`.

Reads pickles in hexadecimal, one a line, and answers each with a line of JSON: whether it loads, the names it looked
up before it ended or failed, and the value in a form that JavaScript can compare.
"""

import json
import pickle
import struct
import sys


class Inert:
    """Stands for every class and function: takes any call, state and item."""

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.__dict__["log"] = ["call", list(args), sorted(kwargs.items())]
        return self

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args):
        return Inert(self, *args)

    def __setstate__(self, state):
        self.log.append("state")

    def append(self, item):
        self.log.append("item")

    def extend(self, items):
        self.log.extend("item" for _ in items)

    def add(self, item):
        self.log.append("item")

    def __setitem__(self, key, value):
        hash(key)
        self.log.append("entry")


class Recorder(pickle._Unpickler):
    def __init__(self, stream):
        super().__init__(stream, encoding="latin1", fix_imports=False)
        self.names = []
        self.classes = {}

    def find_class(self, module, name):
        self.names.append(f"{module}\n{name}")
        key = (module, name)
        if key not in self.classes:
            self.classes[key] = type("Inert", (Inert,), {"name": f"{module}.{name}"})
        return self.classes[key]

    def get_extension(self, code):
        self.append(self.find_class("<extension>", str(code)))
        if code <= 0:
            raise pickle.UnpicklingError("EXT specifies code <= 0")

    def persistent_load(self, pid):
        return Inert(pid)


def plain(value, budget):
    """Nested lists with a tag first; numbers as the bits of a float64, so that NaN and -0 can be compared."""
    budget[0] -= 1
    if budget[0] < 0:
        raise OverflowError
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) >= 2**53:
        return ["int", str(value)]
    if isinstance(value, (int, float)):
        return ["number", "nan" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["str", value.encode("utf-16-be", "surrogatepass").hex()]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *(plain(item, budget) for item in value)]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            return ["dict"]
        return ["dict", *([plain(key, budget), plain(item, budget)] for key, item in value.items())]
    if isinstance(value, (set, frozenset)):
        return [type(value).__name__]
    if isinstance(value, type):
        return ["name", value.name]
    return ["object"]


def judge(data):
    import io

    unpickler = Recorder(io.BytesIO(data))
    answer = {"ok": False}
    try:
        value = unpickler.load()
        answer["ok"] = True
        try:
            answer["value"] = plain(value, [2000])
        except (OverflowError, RecursionError):
            pass
    except BaseException as error:
        answer["error"] = f"{type(error).__name__}: {error}"[:200]
    answer["names"] = unpickler.names
    return answer


for line in sys.stdin:
    print(json.dumps(judge(bytes.fromhex(line.strip()))), flush=True)
