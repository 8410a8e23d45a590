"""Branches, loops, `try` and `with`: both ways are followed where a condition is not known, and joined."""

from __future__ import annotations

import pytest

from tests.unit.readers.python.sources import units

KNOWN = {
    "a branch that is known": ("n = 1\nif 2 > 1: n = 2", 2),
    "the same on both ways": ("if check(): n = 2\nelse: n = 2", 2),
    "a way that ends": ("n = 3\nif check(): raise ValueError", 3),
    "a way that leaves the program": ("import sys\nn = 3\nif check(): sys.exit()\nn = 3", 3),
    "a while": ("n = 64\nwhile n > 4: n //= 2", 4),
    "break": ("for n in range(9):\n    if n == 5: break", 5),
    "else of a loop": ("n = 1\nfor i in range(3):\n    if i == 9: break\nelse:\n    n = 7", 7),
    "break in the else of a loop": (
        "n = 1\nfor i in range(3):\n    for k in []: pass\n    else: break\n    n += 10",
        1,
    ),
    "break in the else of a while": (
        "n = 1\nfor i in range(3):\n    while False: pass\n"
        "    else:\n        n += 1\n        if n == 2: break\n    n += 10",
        2,
    ),
    "continue in the else of a loop": (
        "n = 1\nfor i in [1, 2, 3]:\n    for k in (i, i + 1):\n        if k == 3: break\n        n += k\n"
        "    else: continue\n    n *= 2",
        24,
    ),
    "continue": ("n = 1\nfor i in range(4):\n    if i % 2: continue\n    n += i", 3),
    "a loop over something unknown that changes nothing": ("n = 4\nfor each in things: print(each)", 4),
    "a loop over something unknown that sets the same": ("n = 4\nfor each in things: n = 4", 4),
    "a long loop that changes nothing": ("n = 4\nfor i in range(10 ** 6): i * 2", 4),
    "match": ("match 'gru':\n    case 'lstm': n = 1\n    case 'gru' | 'rnn': n = 2", 2),
    "match with parts": ("match ('dense', 3, 4):\n    case ('dense', *sizes): n = len(sizes)", 2),
    "try of what is sure": ("try: n = int('4')\nexcept ValueError: n = 5", 4),
    "try of what fails for sure": ("try: n = int('x')\nexcept ValueError: n = 5", 5),
    "try of an import": ("try: import tensorflow\nexcept ImportError: n = 5\nelse: n = 3", 3),
    "finally": ("n = 1\ntry: n = 2\nfinally: n += 1", 3),
    "finally after return": ("n = 1\ndef f():\n    global n\n    try: return 5\n    finally: n = 9\nf()", 9),
    "a handler for another exception": (
        "n = 1\ntry:\n    n = [][1]\nexcept KeyError: n = 2\nexcept IndexError: n = 3",
        3,
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known(name):
    text, number = KNOWN[name]
    assert units(text) == number


UNKNOWN = {
    "a branch": "n = 1\nif check(): n = 2",
    "not": "n = 1\nif not check(): n = 2",
    "and": "n = 1\nif True and check(): n = 2",
    "a conditional expression": "n = 2 if check() else 3",
    "a comparison of something unknown": "n = 2 if number > 3 else 3",
    "break": "for n in range(9):\n    if check(n): break",
    "a loop": "n = 1\nfor each in things: n += 1",
    "a while": "n = 1\nwhile check(): n += 1",
    "the test of a while": "n = 9\nwhile (m := n) and check():\n    n = 5\n    m = 9\nn = m",
    "return": "def f():\n    if check(): return 2\n    return 3\nn = f()",
    "a name that may not be bound": "n = 1\nif check(): del n",
    "a list that may be changed": "l = [1]\nif check(): l.append(2)\nn = len(l)",
    "an alias that may be changed": "l = k = [1]\nif check(): k[0] = 5\nn = l[0]",
    "an attribute that may be changed": "class C: pass\nc = C()\nc.n = 1\nif check(): c.n = 2\nn = c.n",
    "a case": "n = 1\nmatch number:\n    case 3: n = 2",
    "try": "n = 1\ntry:\n    check()\n    n = 2\nexcept ValueError: pass",
    "try in both branches": "n = 1\ntry:\n    if check(): n = 1; check()\n    else: n = 2; check()\n    n = 1\n"
    "except Exception: pass",
    "assert in try": "n = 1\ntry:\n    assert number\n    n = 2\nexcept AssertionError: pass",
    "finally that swallows": "n = 1\ndef f():\n    global n\n    try:\n        check()\n        n = 2\n"
    "    finally: return\nf()",
    "a context manager that may swallow": "n = 1\nwith check():\n    check()\n    n = 2",
    "suppress": "import contextlib\nn = 1\nwith contextlib.suppress(Exception):\n    check()\n    n = 2",
    "a name of a library": "import os\nn = 2 if os.name == 'nt' else 3",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known(name):
    assert units(UNKNOWN[name]) is None
