"""The mutation runner: which faults it plants, and that it tells a test that asserts from one that does not."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import mutation
import pytest
from mutants import mutants, mutated
from support import ROOT, TOOLS, clean_environment


def changes(text):
    return [mutant.change for mutant in mutants(text)]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("x = 3", "3 -> 4"),
        ("x = True", "True -> False"),
        ("x = 'rows'", "'rows' -> 'rowsx'"),
        ("x = 'h = W @ x + b'", "'h = W @ x + b' -> 'h = W * x + b'"),
        ("x = 'h = W @ x + b'", "'h = W @ x + b' -> 'h = W @ x - b'"),
        ("x = a + b", "a + b -> a - b"),
        ("x = a * b", "a * b -> a + b"),
        ("x = a < b", "a < b -> a <= b"),
        ("x = a == b", "a == b -> a != b"),
        ("x = a in b", "a in b -> a not in b"),
        ("x = a and b", "a and b -> a or b"),
        ("x = not a", "not a -> a"),
        ("x = -a", "-a -> a"),
        ("x = a if b else c", "a if b else c -> c if b else a"),
        ("f(a, b)", "f(a, b) -> f(b, a)"),
        ("f(a)", "f(a) -> pass"),
        ("x += 1", "x += 1 -> pass"),
        ("x = g(x)", "x = g(x) -> pass"),
        ("x.y = a", "x.y = a -> pass"),
        ("def f():\n    return a", "return a -> pass"),
        ("def f():\n    raise ValueError('why')", "raise ValueError('why') -> pass"),
        ("def f(a=1):\n    pass", "1 -> 2"),
        ("if a:\n    b()", "if a: b() -> if not a: b()"),
        ("try:\n    a()\nexcept E:\n    b()", "b() -> pass"),
        ("match a:\n    case 1 if b < c:\n        pass", "b < c -> b <= c"),
        ("with f(a, b):\n    pass", "f(a, b) -> f(b, a)"),
        ("x = f'{a + b} and'", "a + b -> a - b"),
    ],
)
def test_each_kind_of_fault(text, change):
    assert change in changes(text)


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""',
        'x: int\n"""What it is."""',
        "import a",
        "assert a < b",
        "def f(a: int = b) -> Literal['x']:\n    ...",
        "if TYPE_CHECKING:\n    x = 3",
        "A: TypeAlias = 'x | y'",
        "@lru_cache(maxsize=3)\ndef f():\n    pass",
        "x = a",
        "x = zip(a, strict=True)",
        "x = isinstance(a, b)",
    ],
)
def test_what_is_left_alone(text):
    assert changes(text) == []


def test_only_one_thing_is_changed(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("def f(a, b):\n    if a < b and not b:\n        return [a - b, 3]\n    return a\n")
    plain = ast.dump(ast.parse(path.read_text()))
    numbered = mutants(path.read_text())
    assert [mutant.number for mutant in numbered] == list(range(len(numbered)))
    values = {}
    for mutant in numbered:
        space: dict = {}
        exec(mutated(path, mutant.number), space)
        values[mutant.change] = [space["f"](*pair) for pair in ((1, 2), (-1, 0), (0, 0), (2, 1))]
    assert values["a < b -> a <= b"] == [1, [-1, 3], [0, 3], 2]
    assert values["not b -> b"] == [[-1, 3], -1, 0, 2]
    assert values["a - b -> a + b"] == [1, [-1, 3], 0, 2]
    assert values["3 -> 4"] == [1, [-1, 4], 0, 2]
    assert ast.dump(ast.parse(path.read_text())) == plain


def test_the_lines_of_a_statement():
    lines = {mutant.change: list(mutant.lines) for mutant in mutants("if f(a,\n     b):\n    x = g(\n        1)\n")}
    assert (lines["f(a, b) -> f(b, a)"], lines["1 -> 2"]) == ([1, 2], [3, 4])


def test_own_test_file():
    assert mutation.own_test_file("paramcalc/readers/python/flow.py") == "tests/unit/readers/python/test_flow.py"
    assert mutation.own_test_file("paramcalc/frameworks/__init__.py") == "tests/unit/frameworks/test_frameworks.py"
    assert mutation.own_test_file("paramcalc/errors.py") == "tests/unit/test_errors.py"


def test_which_tests_are_run_and_in_which_order():
    own = "tests/unit/algebra/test_integers.py::"
    seconds = {f"{own}slow": 9.0, f"{own}fast": 1.0, "other::fast": 0.5, "other::slow": 99.0, "other::not": 0.1}
    lines = {
        "paramcalc/algebra/integers.py": {
            3: [f"{own}slow", "other::slow", "failed"],
            4: [f"{own}fast", "other::fast"],
            9: [""],
        }
    }
    known = mutation.Baseline(seconds, lines)
    covering = [*known.covering("paramcalc/algebra/integers.py", [3, 4])]
    assert covering == [f"{own}fast", f"{own}slow", "other::fast"]
    assert known.covering("paramcalc/algebra/integers.py", [5]) == []
    assert len(known.covering("paramcalc/algebra/integers.py", [9])) == 4


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A tiny project in the layout of this one, with a test that asserts and one that does not, and its report."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("paramcalc", "tests/unit", "tests/tools"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n")
    (root / "paramcalc/__init__.py").write_text("")
    (root / "paramcalc/area.py").write_text(AREA)
    (root / "tests/unit/test_area.py").write_text(TEST)
    for name in ("mutation.py", "mutants.py"):
        (root / "tests/tools" / name).write_text((TOOLS / name).read_text())
    (root / "tests/tools/equivalent_mutants.json").write_text(
        json.dumps({"paramcalc/area.py": {LINE: {"width > 0 -> width >= 0": "an area of width 0 is 0 in either way"}}})
    )
    command = [sys.executable, "tests/tools/mutation.py", "paramcalc/area.py", "--grace", "5"]
    # Options from outside (CI sets `-n 2`) must not reach the tests whose lines are traced.
    environment = clean_environment(PYTHONPATH="", PYTEST_ADDOPTS="--collect-only")
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


LINE = "return width * height if width > 0 else 0"

AREA = """
def area(width, height):
    return width * height if width > 0 else 0


def edge(width, height):
    return 2 * (width + height)


def never(width):
    return width - 1


def forever(count):
    while count < 3:
        count += 1
    return count
"""

TEST = """
from paramcalc.area import area, edge, forever


def test_area():
    assert (area(3, 4), area(-1, 4)) == (12, 0)


def test_edge():
    edge(3, 4)


def test_forever():
    assert forever(1) == 3
"""


def test_what_is_asserted_is_killed_and_the_rest_is_reported(checkout):
    assert checkout.stderr == ""
    assert checkout.returncode == 1
    lines = checkout.stdout.splitlines()
    assert lines[0] == "3 tests pass without a fault"
    assert "paramcalc/area.py:7: survived: 2 * (width + height) -> 2 + (width + height)" in lines
    assert "paramcalc/area.py:7: survived: return 2 * (width + height) -> pass" in lines
    assert "paramcalc/area.py:11: no test runs it: width - 1 -> width + 1" in lines
    assert not [line for line in lines if "width * height" in line]
    # The test of `edge` asserts nothing (4), and no test has a width of 1 or counts further than two (2).
    assert lines[-1].endswith("6 survived, 3 no test runs it, 1 equivalent")


def test_a_mutant_that_never_ends_is_killed(checkout):
    assert "count += 1 -> pass" not in checkout.stdout


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 writes the changed expressions in another way")
def test_every_equivalent_mutant_exists():
    for path, sources in mutation.equivalents().items():
        text = (ROOT / path).read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines()]
        real = {(lines[mutant.line - 1], mutant.change) for mutant in mutants(text)}
        assert {(source, change) for source, reasons in sources.items() for change in reasons} <= real, path
        assert all(reason.strip() for reasons in sources.values() for reason in reasons.values())
