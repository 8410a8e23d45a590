"""Values and functions of libraries that are the same everywhere."""

from __future__ import annotations

import math
import string
from collections.abc import Callable
from typing import Any

from paramcalc.readers.python.values import (
    Value,
    words,
)

CONSTANTS: dict[str, Value] = {
    "math.e": math.e,
    "math.inf": math.inf,
    "math.pi": math.pi,
    "numpy.newaxis": None,
    "numpy.pi": math.pi,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "string.hexdigits": string.hexdigits,
    "string.octdigits": string.octdigits,
    "string.printable": string.printable,
    "string.punctuation": string.punctuation,
    "string.whitespace": string.whitespace,
    "tensorflow.newaxis": None,
    "typing.TYPE_CHECKING": False,
}
"""Values of modules that are the same everywhere."""


VARIABLES = {"os.environ", "sys.version_info", "sys.modules", "sys.platform"}
"""Values of modules that another run may have otherwise."""


COMPUTED: dict[str, Callable[..., Any]] = {
    "math.ceil": math.ceil,
    "math.exp": math.exp,
    "math.fabs": math.fabs,
    "math.floor": math.floor,
    "math.gcd": math.gcd,
    "math.isclose": math.isclose,
    "math.log": math.log,
    "math.log10": math.log10,
    "math.log2": math.log2,
    "math.sqrt": math.sqrt,
    "math.trunc": math.trunc,
    "numpy.ceil": lambda number: float(math.ceil(number)),
    "numpy.floor": lambda number: float(math.floor(number)),
    "numpy.sqrt": math.sqrt,
    "operator.add": lambda one, two: one + two,
    "operator.sub": lambda one, two: one - two,
}
"""Functions of plain numbers."""

STARRED: dict[str, frozenset[str]] = {
    "collections": words("Counter OrderedDict defaultdict namedtuple"),
    "copy": words("copy deepcopy"),
    "dataclasses": words("asdict dataclass field replace"),
    "enum": words("Enum IntEnum auto"),
    "functools": words("cache lru_cache partial reduce wraps"),
    "itertools": words("chain product repeat"),
    "math": words("ceil e exp fabs floor gcd inf isclose log log10 log2 pi prod sqrt trunc"),
    "numpy": words("abs all any ceil floor max min pi prod round sqrt sum"),
    "types": words("SimpleNamespace"),
}
"""What a star brings in from a module, as far as it is worked out here or hides a name of Python's."""
