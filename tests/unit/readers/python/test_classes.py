"""Functions and classes of a source."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import units

DATACLASS = "from dataclasses import dataclass, field\n"

KNOWN = {
    "a default is made once": ("def f(u, acc=[]):\n    acc.append(u)\n    return len(acc)\nf(1)\nn = f(1)", 2),
    "nonlocal": (
        "def f():\n    n = 2\n    def g():\n        nonlocal n\n        n *= 2\n    g()\n    return n\nn = f()",
        4,
    ),
    "a closure": ("def f(k):\n    return lambda x: x + k\nn = f(2)(3)", 5),
    "a decorator": ("def d(f): return lambda u: f(2 * u)\n@d\ndef g(u): return u\nn = g(4)", 8),
    "the order of resolution": ("class A: n = 1\nclass B(A): pass\nclass C(A): n = 2\nclass D(B, C): pass\nn = D.n", 2),
    "super": (
        "class A:\n    def f(self): return 2\nclass B(A):\n    def f(self): return super().f() + 1\nn = B().f()",
        3,
    ),
    "a property": ("class C:\n    k = 3\n    @property\n    def n(self): return self.k * 2\nn = C().n", 6),
    "a setter": (
        "class C:\n    @property\n    def n(self): return self._n\n    @n.setter\n    def n(self, v): self._n = v * 2\n"
        "c = C()\nc.n = 4\nn = c.n",
        8,
    ),
    "a class method": ("class C:\n    n = 1\n    @classmethod\n    def set(cls, v): cls.n = v\nC.set(5)\nn = C().n", 5),
    "a private name": (
        "class A:\n    def __init__(self): self.__u = 4\nclass B(A):\n"
        "    def __init__(self):\n        super().__init__()\n        self.__u = 9\n"
        "    def n(self): return self._A__u\nn = B().n()",
        4,
    ),
    "a call of an object": ("class C:\n    def __call__(self, u): return u + 1\nn = C()(3)", 4),
    "a dataclass": (
        f"{DATACLASS}@dataclass\nclass C:\n    a: int\n"
        "    b: list = field(default_factory=list)\n    def __post_init__(self): self.a *= 2\n"
        "n = C(4).a",
        8,
    ),
    "the attributes of an object": (
        "class C:\n    def __init__(self, **kw): self.__dict__.update(kw)\nn = C(n=7).n",
        7,
    ),
    "a generator function": ("def g():\n    for u in [8, 4]: yield u\nn = sum(g())", 12),
    "__init_subclass__": ("class A:\n    def __init_subclass__(cls): cls.n = 5\nclass B(A): pass\nn = B.n", 5),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known(name):
    text, number = KNOWN[name]
    assert units(text) == number


UNKNOWN = {
    "a base that is not known": "from other import Base\nclass C(Base): n = 4\nn = C.n",
    "a metaclass": "class C(metaclass=things): n = 4\nn = C.n",
    "a decorator of a class": "@check\nclass C: n = 4\nn = C.n",
    "a method that may be called": "class C:\n    n = 1\n    def grow(self): self.n += 1\n"
    "c = C()\nif check(): c.grow()\nn = c.n",
    "an object that outside code has": "class C: n = 1\nc = C()\ncheck(c)\nn = c.n",
    "a class through its object": "class C: n = 1\ncheck(C())\nn = C.n",
    "a function that calls itself": "def f(k): return 1 if k < 2 else 1 + f(k - 1)\nn = f(number)",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known(name):
    assert units(UNKNOWN[name]) is None
