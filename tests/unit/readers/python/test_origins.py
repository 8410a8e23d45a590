"""What a refusal says: the line, what is unknown, why, and the expression that settles it where there is one."""

import pytest

from paramcalc.errors import Remedy, UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.python.origins import normalized
from paramcalc.readers.source import read_source

HEAD = "from keras import Sequential, Input, layers\nfrom outside import config, check, sizes\n"

START = HEAD + "model = Sequential([Input((3,))])\n"


def refused(source: str) -> tuple[str, str | None]:
    """The message without the line, and the expression and value of the tip."""
    with pytest.raises(UsageError) as caught:
        Model(read_source(source, "train.py"))
    error = caught.value
    remedy = error.remedy if isinstance(error.remedy, Remedy) else None
    assert remedy is None or remedy.argument == "set"
    return error.message, remedy.value if remedy else None


CONDITIONS = {
    "a value": ("if config.big: model.add(layers.Dense(4))", "whether `config.big` is true", "config.big=True"),
    "its opposite": ("if not config.big: model.add(layers.Dense(4))", "whether `not config.big` is", "config.big=True"),
    "a call": ("if check(): model.add(layers.Dense(4))", "whether `check()` is true", "check()=True"),
    "a comparison": ("if config.n > 3: model.add(layers.Dense(4))", "whether `config.n > 3` is true", "config.n=N"),
    "a choice": ("model.add(layers.Dense(4) if config.big else layers.Dense(5))", "`config.big` is", "config.big=True"),
    "a function": (
        "def build(m):\n    if config.big: m.add(layers.Dense(4))\nbuild(model)",
        "whether `config.big` is true",
        "config.big=True",
    ),
    "a case": ("match config.n:\n    case 1: model.add(layers.Dense(4))", "which `case` applies", "config.n=N"),
    "while": ("while check(): model.add(layers.Dense(4))", "how often this `while` loop runs", "check()=True"),
    "for": ("for n in sizes: model.add(layers.Dense(n))", "how often the loop over `sizes` runs", "sizes=[N, N]"),
    "a filter": (
        "for n in [u for u in (4, 5) if config.big]: model.add(layers.Dense(n))",
        "how often the loop over",
        "config.big=True",
    ),
    "break": (
        "for n in range(3):\n    if check(): break\n    model.add(layers.Dense(4))",
        "whether `check()` is true",
        "check()=True",
    ),
    "a loop's variable": (
        "for n in range(3):\n    if check(n): break\n    model.add(layers.Dense(4))",
        "whether `check(n)` is true",
        None,
    ),
    "try": (
        "try:\n    check()\n    model.add(layers.Dense(4))\nexcept ValueError: pass",
        "whether a statement in this `try` raises an exception",
        None,
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_named_with_what_settles_it(name):
    body, says, tip = CONDITIONS[name]
    message, setting = refused(f"{START}{body}")
    assert says in message
    assert "cannot be known without running the program" in message
    assert setting == tip
    assert message.count("line 4") + message.count("line 5") <= 1


VALUES = {
    "an attribute": ("n = config.units", "n cannot be known without running the program: it is config.units", "n=N"),
    "computed": ("n = 2", "line 4: config.units cannot be known", "config.units=N"),
    "changed": ("n = [4]\ncheck(n)\nn = n[0]", "n cannot be known", "n=N"),
    "arguments": ("n = 3", "line 4: config cannot be known", "config={'units': N}"),
}

USED = {"computed": "2 * config.units + n", "arguments": "**config"}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_named_with_what_settles_it(name):
    body, says, tip = VALUES[name]
    message, setting = refused(f"{HEAD}{body}\nmodel = Sequential([Input((3,)), layers.Dense({USED.get(name, 'n')})])")
    assert says in message
    assert setting == tip


def test_what_changed_a_variable_is_named():
    source = (
        "def bump():\n    global n\n    n = 5\nn = 4\ncheck.hold(bump)\n"
        "model = Sequential([Input((3,)), layers.Dense(n)])"
    )
    assert (
        "n cannot be known without running the program: check.hold(bump) may have changed it"
        in refused(HEAD + source)[0]
    )


@pytest.mark.parametrize("body", ["model = check(model)", "check(model)", "model += check()"])
def test_a_model_cannot_be_set(body):
    assert refused(f"{START}model.add(layers.Dense(4))\n{body}")[1] is None


def test_an_unknown_shape_is_set_as_a_shape():
    assert refused(f"{HEAD}model = Sequential([Input(config.shape), layers.Dense(4)])")[1] == "config.shape=(28, 28)"


ENDS = {
    "n = int(sys.argv[1])": ("train.py ends at line 4 with IndexError if it is started without arguments", "n=N"),
    "int(sys.argv[1])": ("train.py ends at line 4 with IndexError if it is started without arguments", "sys.argv[1]=N"),
    "n = [][1]": ("train.py ends at line 4 with IndexError", None),
    "raise KeyError('a')": ("train.py ends at line 4 with KeyError", None),
}


@pytest.mark.parametrize("line", ENDS)
def test_a_source_that_ends_early(line):
    assert refused(f"{HEAD}import sys\n{line}\nmodel = Sequential([Input((3,)), layers.Dense(n)])") == ENDS[line]


def test_the_reason_of_a_source_without_a_model_is_part_of_the_message():
    message, setting = refused("from outside import config\nif config.big: from other import *")
    assert message.startswith("train.py has no model that can be determined without running it: line 2: whether")
    assert setting == "config.big=True"


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" n ", "n"), ('config[ "units" ]', "config['units']"), ("int( sys.argv[1] )", "int(sys.argv[1])"), ("(a)", "a")],
)
def test_an_expression_has_one_way_to_be_written(text, expected):
    assert normalized(text) == expected


@pytest.mark.parametrize("text", ["", "n =", "import os", "9" * 5000, "a\0", "(" * 300])
def test_what_is_no_expression_cannot_be_set(text):
    with pytest.raises(UsageError, match="is not a name or expression that can be set"):
        normalized(text)
