"""IPython's magics and commands are left out; what may bind a name is a star import."""

from __future__ import annotations

import ast

import pytest

from paramcalc.readers.magics import as_python, expanded, parses

KEPT = "x = (3\n% 2)\n"

LINES = {
    "a line magic": ("%matplotlib inline", "get_ipython().run_line_magic('matplotlib', 'inline')"),
    "a command": ("!pip install keras", "get_ipython().system('pip install keras')"),
    "a command whose output is kept": ("files = !ls", "files = get_ipython().getoutput('ls')"),
    "in a block": ("if x:\n    !ls", "if x:\n    get_ipython().system('ls')"),
    "in a try": (
        "try:\n  %cd x\nexcept E:\n  pass",
        "try:\n  get_ipython().run_line_magic('cd', 'x')\nexcept E:\n  pass",
    ),
    "a timed statement": ("%time y = f(3)", "y = f(3)"),
    "a question": ("model?", "pass"),
    "a continued command": ("!pip install \\\n  keras\nx = 3", "get_ipython().system('pip install')\n\nx = 3"),
    "a modulo beside a magic": (f"{KEPT}%cd x", f"{KEPT}get_ipython().run_line_magic('cd', 'x')"),
    "a text beside a magic": ("s = '''\n!ls\n'''\n!ls", "s = '''\n!ls\n'''\nget_ipython().system('ls')"),
    "a bracket in a comment": ("# (\n!ls", "# (\nget_ipython().system('ls')"),
    "a timed cell": ("%%time\nx = 3", "pass\nx = 3"),
    "a timed cell behind a comment": ("# train\n%%time\nx = 3", "# train\npass\nx = 3"),
    "a cell in another language": ("%%bash\nls *", "get_ipython().run_line_magic('bash', '')"),
    "Python 2": ("print 'a', x\n%cd x", "print('a', x)\nget_ipython().run_line_magic('cd', 'x')"),
}


@pytest.mark.parametrize(("text", "python"), LINES.values(), ids=LINES)
def test_as_python(text, python):
    assert as_python(text) == python
    assert parses(python)
    assert python.count("\n") == text.count("\n") or text.startswith("%%bash")


@pytest.mark.parametrize("text", [KEPT, "x = '''\n%cd\n'''", "a = b\\\n% c", ""])
def test_python_stays_as_it_is(text):
    assert as_python(text) == text


def test_what_is_not_python_is_handed_on():
    assert as_python("x = = 3") == "x = = 3"
    assert not parses("x = = 3")


def statements(text: str) -> tuple[list[str], list[str]]:
    notes: list[str] = []
    return [ast.unparse(each) for each in expanded(ast.parse(text).body, notes.append)], notes


CALLS = {
    "no effect": ("get_ipython().run_line_magic('matplotlib', 'inline')", ["pass"]),
    "the older form": ("get_ipython().magic('matplotlib inline')", ["pass"]),
    "a command": ("get_ipython().system('pip install keras')", ["pass"]),
    "a cell that runs": ("get_ipython().run_cell_magic('time', '', 'x = 3\\ny = x')", ["x = 3", "y = x"]),
    "another language": ("get_ipython().run_cell_magic('bash', '', 'ls')", ["pass"]),
    "a file that is run": ("get_ipython().run_line_magic('run', 'a.py')", ["from %run a.py import *"]),
    "an unknown magic": ("get_ipython().run_line_magic('mine', '')", ["from %mine import *"]),
    "pylab": ("get_ipython().run_line_magic('pylab', 'inline')", ["from matplotlib.pylab import *"]),
    "in a block": ("if x:\n    get_ipython().system('ls')", ["if x:\n    pass"]),
    "no constant": ("get_ipython().system(x)", ["get_ipython().system(x)"]),
}


@pytest.mark.parametrize(("text", "python"), CALLS.values(), ids=CALLS)
def test_expanded(text, python):
    assert statements(text)[0] == python


def test_the_commands_are_noted():
    assert statements("get_ipython().system('pip install keras==2.2.4')")[1] == ["pip install keras==2.2.4"]
