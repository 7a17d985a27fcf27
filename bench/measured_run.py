"""Runs a command to its end and prints how long it took, and its peak memory, as JSON.

python measured_run.py COMMAND ARGUMENT...
"""

import json
import resource
import subprocess
import sys
import time


def main(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps({"milliseconds": seconds * 1000, "peakBytes": peak}))


if __name__ == "__main__":
    main(sys.argv[1:])
