"""What a case is: a fitted estimator, and the inputs that it is asked about."""

import inspect
import zlib

import numpy as np


class Case(object):
    """A fitted estimator with its probes.

    bitwise: whether its labels, values and probabilities must equal Python's bit for bit (trees, tables).
    loading: "required", or "refused" where no reader without Python can serve the model (a kernel that is a Python
    function), or "optional" where refusing is as good as agreeing.
    about: the class that the case is about, where it is not the outermost one.
    data: name of the data set that it was fitted on.
    forms: names of `model_files.FORMS` in which it is saved, where it is not saved as all cases are.
    tolerance: the largest relative error that is let pass, where 1e-12 is too much to ask; `reason` says why it is.
    left_out: methods that are not asked, and that Brine must not offer, each with the reason: Python answers at random, or
    never.
    """

    def __init__(
        self,
        name,
        estimator,
        probes,
        bitwise=False,
        loading="required",
        about=None,
        data=None,
        tolerance=None,
        reason=None,
        left_out=None,
        forms=None,
    ):
        if (tolerance is None) != (reason is None):
            raise ValueError("a tolerance needs a reason, and a reason a tolerance: " + name)
        self.name = name
        self.estimator = estimator
        self.probes = probes
        self.bitwise = bitwise
        self.loading = loading
        self.about = about or type(estimator).__name__
        self.data = data
        self.tolerance = tolerance
        self.reason = reason
        self.left_out = left_out or {}
        self.forms = forms


class Probe(object):
    """A named input: an array, sparse or not, a DataFrame, or a list of texts. What Python makes of it, answer or refusal,
    is recorded.

    inverse: whether `inverse_transform` is asked too, about what `transform` answers.
    """

    def __init__(self, name, X, inverse=False):
        self.name = name
        self.X = X
        self.inverse = inverse


class Draw(object):
    """Where the randomness of a run comes from: one stream a name, so that adding a case moves no other.

    is_fresh: whether the cases are drawn for one comparison, and not kept as fixtures.
    """

    def __init__(self, seed, rounds, is_fresh):
        self.seed = seed
        self.rounds = rounds
        self.is_fresh = is_fresh

    def rng(self, name):
        return np.random.RandomState(zlib.crc32(("%s/%s" % (self.seed, name)).encode()))

    def named(self, prefix):
        """(name, stream) of each case that a family draws at random."""
        for i in range(self.rounds):
            name = "%s-drawn-%d" % (prefix, i)
            yield name, self.rng(name)


def knows(cls, parameter):
    """Whether the installed version has the parameter."""
    return parameter in inspect.signature(cls).parameters


def accepts(cls, parameter):
    """Whether the installed version has the parameter and has not deprecated it."""
    return knows(cls, parameter) and inspect.signature(cls).parameters[parameter].default != "deprecated"


def accepted(cls, **options):
    """Those of the options that the installed version accepts."""
    return {name: value for name, value in options.items() if accepts(cls, name)}


def pick(rng, *choices):
    """One of the choices. Unlike rng.choice it does not turn them into numpy values."""
    return choices[rng.randint(len(choices))]
