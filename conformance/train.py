"""Train models with the installed scikit-learn and record what it answers, for Brine to be compared with.

    python train.py OUT [--group sklearn] [--family tree] [--fresh SEED]

Writes into OUT, for each case, the model file and `<family>/<case>.json` beside it, and `estimators.json`: the
estimators of this version that answer for new rows. The same versions and seed give the same
answers. Without --fresh the cases are those of the committed fixtures, each in one file form; with it, data splits and
options are drawn anew, there are more of the drawn cases, and each model is written in several forms.
"""

import argparse
import json
import os
import sys
import tempfile
import traceback
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cases import GROUPS, installed, of_family  # noqa: E402
from cases.case import Draw  # noqa: E402
import estimators  # noqa: E402
import recording  # noqa: E402

FIXTURE_SEED = "fixtures"
FIXTURE_ROUNDS = 3
FRESH_ROUNDS = 25


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--group", choices=sorted(GROUPS), default="sklearn")
    parser.add_argument("--family")
    parser.add_argument("--fresh", metavar="SEED")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")

    out = os.path.abspath(arguments.out)
    os.makedirs(out, exist_ok=True)
    is_fresh = arguments.fresh is not None
    draw = Draw(arguments.fresh, FRESH_ROUNDS, True) if is_fresh else Draw(FIXTURE_SEED, FIXTURE_ROUNDS, False)
    count = 0
    stopped = []
    # A pipeline's `memory` is a path that is relative to where one stands.
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for case in all_cases(draw, arguments.group, arguments.family, stopped):
            folder = os.path.join(out, case.family)
            os.makedirs(folder, exist_ok=True)
            recording.write(case, folder, every_form=is_fresh)
            count += 1
        os.chdir(out)
    with open(os.path.join(out, "estimators.json"), "w") as file:
        json.dump(estimators.inference_capable(), file, indent=0)
        file.write("\n")
    with open(os.path.join(out, "stopped.json"), "w") as file:
        json.dump(stopped, file)
    print("%d cases written to %s" % (count, out))


def all_cases(draw, group, family, stopped):
    """The cases of each family. One whose training fails goes no further, and `stopped` says why."""
    for name in installed(group):
        if family is not None and family != name:
            continue
        names = set()
        try:
            for case in of_family(name, draw):
                if case.name in names:
                    raise ValueError("two cases are called " + case.name)
                names.add(case.name)
                case.family = name
                yield case
        except Exception:
            print(traceback.format_exc(), file=sys.stderr)
            stopped.append("%s stopped after %d cases: %s" % (name, len(names), traceback.format_exc().splitlines()[-1]))


if __name__ == "__main__":
    main()
