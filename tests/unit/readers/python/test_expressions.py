"""Expressions, containers and Python's own functions."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import units

KNOWN = {
    "walrus": ("n = (m := 4) + m", 8),
    "chained comparison": ("n = 3 if 1 < 2 < 3 else 4", 3),
    "tuple keys": ("n = {(3, 3): 64}.get((3, 3), 16)", 64),
    "an f-string": ("n = len(f'{7:>5}')", 5),
    "a comprehension": ("n = sum([a * b for a in (1, 2) for b in (3, 4) if a * b != 4])", 17),
    "a comprehension has its own names": ("x = 5\n[x for x in range(3)]\nn = x", 5),
    "a generator": ("n = sum(x * x for x in [1, 2, 3])", 14),
    "a generator is used up": ("g = zip([8, 16], [1, 2])\nlist(g)\nn = 1 + len(list(g))", 1),
    "map does nothing by itself": ("l = [1]\nmap(l.append, [2, 3])\nn = len(l)", 1),
    "map": ("l = [1]\nlist(map(l.append, [2, 3]))\nn = len(l)", 3),
    "any and all": ("n = 3 if all(x > 4 for x in [5, 6]) and any([0, 1]) else 4", 3),
    "max with a key": ("n = len(max(['a', 'bbb', 'cc'], key=len))", 3),
    "next and iter": ("it = iter([4, 5])\nnext(it)\nn = next(it)", 5),
    "sorted": ("n = sorted([3, 1, 2], reverse=True)[0]", 3),
    "slices": ("n = sum([1, 2, 3, 4][1:-1])", 5),
    "an alias": ("a = {'n': 1}\nb = a\nb |= {'n': 5}\nn = a['n']", 5),
    "unpacking": ("a, *b = [1, 2, 3]\nn = len(b)", 2),
    "spreading": ("def f(a, *b, c=1, **d): return a + len(b) + c + len(d)\nn = f(*[1, 2], **{'c': 3, 'e': 0})", 6),
    "a set": ("n = len({1, 2, 2})", 2),
    "getattr": ("class C: u = 4\nn = getattr(C, 'u') + getattr(C, 'v', 1)", 5),
    "eval of a text": ("n = eval('2 + 3')", 5),
    "exec of a text": ("n = 1\nexec('n = 4')", 4),
    "namedtuple": ("from collections import namedtuple\nC = namedtuple('C', 'a b')\nn = C(1, b=4).b", 4),
    "defaultdict": ("from collections import defaultdict\nd = defaultdict(int)\nd['a'] += 4\nn = d['a']", 4),
    "partial": ("from functools import partial\nn = partial(pow, 2)(3)", 8),
    "lru_cache": ("import functools\n@functools.lru_cache(None)\ndef f(): return []\nf().append(1)\nn = len(f())", 1),
    "argparse": (
        "import argparse\np = argparse.ArgumentParser()\n"
        "p.add_argument('--n', type=int, default='6')\nn = p.parse_args().n",
        6,
    ),
    "vars is a view": ("class C: pass\nc = C()\nv = vars(c)\nc.u = 4\nn = v['u']", 4),
    "enum": ("import enum\nclass E(enum.Enum):\n    A = 4\n    B = 4\nn = E['A'].value + len(E)", 5),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known(name):
    text, number = KNOWN[name]
    assert units(text) == number


UNKNOWN = {
    "a filter": "n = len([x for x in [1, 2] if check(x)])",
    "a key": "l = [1, 2]\nl[number] = 5\nn = l[0]",
    "a key of a dictionary": "d = {'a': 1, number: 2}\nn = d['a']",
    "a length": "n = len([1, *things])",
    "a spread": "d = {'a': 1, **things}\nn = len(d)",
    "what outside code may change": "l = [1]\ncheck(l)\nn = l[0]",
    "what it may change later": "l = [1]\ncheck(l)\nl = l\nl[0] = 4\ncheck()\nn = l[0]",
    "what a callback may change": "n = 1\ndef f():\n    global n\n    n = 5\ncheck(f)",
    "what a star may bind": "n = 1\nfrom other import *",
    "exec of something unknown": "n = 1\nexec(number)",
    "the environment": "import os\nn = int(os.environ.get('N', 3))",
    "random": "import random\nn = random.choice([3, 3])",
    "an attribute that is not known": "class C: pass\nsetattr(C, number, 3)\nC.n = 4\nsetattr(C, number, 3)\nn = C.n",
    "a generator that changes what is read": "l = [1]\ndef g():\n    yield 1\n    l.append(2)\n    yield 2\n"
    "for each in g(): n = len(l)",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known(name):
    assert units(UNKNOWN[name]) is None
