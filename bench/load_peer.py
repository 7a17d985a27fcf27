"""The same as load-brine.mjs for pickle.load, after the import of scikit-learn: `python load_peer.py [MODEL]`"""

import json
import pickle
import resource
import sys
import time

import sklearn.ensemble  # noqa: F401

start = time.perf_counter()
if len(sys.argv) > 1:
    with open(sys.argv[1], "rb") as file:
        model = pickle.load(file)
milliseconds = (time.perf_counter() - start) * 1000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"milliseconds": milliseconds, "peakBytes": peak}))
