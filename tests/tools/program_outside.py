"""What an imported module may hold: the values that a source does not contain, each with several draws."""

from __future__ import annotations

from random import Random

DRAWS = 4
"""How many runs a program gets, each with other values."""

NUMBERS = [f"NAME = {number}" for number in range(1, 10)]

TRUE = ["NAME = True", "NAME = 1", "NAME = 'x'", "NAME = [0]"]

FALSE = ["NAME = False", "NAME = 0", "NAME = None", "NAME = ''", "NAME = []"]

TEXTS = ["NAME = 'lstm'", "NAME = 'gru'", "NAME = 'a'", "NAME = 'b'", "NAME = ''"]

LISTS = ["NAME = [3]", "NAME = [5, 2]", "NAME = [4, 4, 1]", "NAME = (6, 2)", "NAME = []", "NAME = {2, 7}"]

MAPPINGS = ["NAME = {}", "NAME = {'a': 4}", "NAME = {'a': 2, 'units': 6}", "NAME = {'b': 5}", "NAME = {'units': 3}"]

CHECKS = [
    "def NAME(*given): return True",
    "def NAME(*given): return False",
    "def NAME(*given): return len(repr(given)) % 2",
    "def NAME(*given): return given[:0]",
    "def NAME(*given): return 'yes'",
    "def NAME(*given): raise ValueError('outside')",
]

FAILURES = [
    "def NAME(*given): pass",
    "def NAME(*given): change(given, 1)",
    "def NAME(*given): return None",
    "def NAME(*given): raise ValueError('outside')",
    "def NAME(*given): raise KeyError('outside')",
    "def NAME(*given): return 3",
]

EFFECTS = [
    "def NAME(*given): pass",
    "def NAME(*given): change(given, 1)",
    "def NAME(*given): change(given, 2)",
    "def NAME(*given): change(given, 3)",
]

CALLERS = [
    "def NAME(function, *given): return 2",
    "def NAME(function, *given): function(*given); return 5",
    "def NAME(function, *given): function(*given); function(*given); return 5",
    "def NAME(function, *given): return 7",
]

DECORATORS = [
    "def NAME(made): return made",
    "def NAME(made): return lambda *given, **named: made(*given, **named)",
    "def NAME(made):\n    def around(*given, **named):\n        made(*given, **named)\n"
    "        return made(*given, **named)\n    return around",
    "def NAME(made):\n    if isinstance(made, type): made.units = 9\n    return made",
]

KEEPERS = ["def NAME(x): held.append(x)", "def NAME(x): pass", "def NAME(x): change([x], 1); held.append(x)"]

LATER = ["def NAME(): change(held, 1)", "def NAME(): pass", "def NAME(): change(held, 2)", "def NAME(): make_layer()"]

KINDS = {
    "number": NUMBERS,
    "text": TEXTS,
    "list": LISTS,
    "mapping": MAPPINGS,
    "check": CHECKS,
    "failure": FAILURES,
    "effect": EFFECTS,
    "caller": CALLERS,
    "decorator": DECORATORS,
    "keeper": KEEPERS,
    "later": LATER,
}
"""What each kind of outside value may be."""

SETTINGS = """
import sys

held = []

def make_layer():
    if 'keras' in sys.modules:
        sys.modules['keras'].layers.Dense(2)

def change(values, way):
    for value in values:
        if isinstance(value, list):
            value.append(7) if way == 1 else value.clear() if way == 2 else value.insert(0, 2)
        elif isinstance(value, dict):
            value.update(a=9, units=8) if way == 1 else value.clear() if way == 2 else value.pop('a', None)
        elif callable(getattr(value, 'count_params', None)):
            value.trainable = way == 2
            if way == 1 and hasattr(value, 'pop'):
                value.pop()
        elif callable(getattr(value, 'requires_grad_', None)):
            value.requires_grad_(way == 2)
        elif callable(value):
            [value() for _ in range(way - 1)]
        elif hasattr(value, 'units'):
            value.units = way + 3
"""
"""What the functions of an outside module share: every way in which they change what they are given."""


def draws(generator: Random, kind: str) -> list[str]:
    """The values of one name in each run; a flag is true in one of them and false in another."""
    if kind == "flag":
        values = [*generator.sample(TRUE, 2), *generator.sample(FALSE, 2)]
        generator.shuffle(values)
        return values
    values = generator.sample(KINDS[kind], min(DRAWS, len(KINDS[kind])))
    return values + generator.choices(KINDS[kind], k=DRAWS - len(values))


def module(names: dict[str, list[str]], draw: int, common: str = SETTINGS) -> str:
    """The source of the outside module in one run."""
    return common + "\n".join(values[draw].replace("NAME", name) for name, values in names.items())
