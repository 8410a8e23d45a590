"""A definition of a layer class becomes an entry of the registry; anything else is refused with the place."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes import define, defined, defined_classes, layer_classes, restore
from paramcalc.classes.base import UNKNOWN_MACS, LayerCall
from paramcalc.classes.definition import KEYS, checked_arguments, definition
from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec
from paramcalc.models.weights import weighed

BATCH, STEPS = Polynomial.symbol("batch"), Polynomial.symbol("steps")


def entry(**table):
    return definition("Mine", table)[1]


def counted(shape, table, **config):
    """The shapes of the weights, the output and the multiply-adds of a layer."""
    made = entry(**table)
    call = LayerCall(made, config, (shape,))
    output = made.output(call)
    result = weighed(LayerSpec("Mine", "mine", config), call, (output,), trainable=True)
    return {weight.name: weight.shape for weight in result.weights}, output, result.macs


class TestCounts:
    def test_weights_switches_and_multiply_adds(self):
        table = {
            "arguments": "units, use_bias=True",
            "weights": "kernel (input, 2 * units)\nbias (units) if use_bias",
            "output": "(batch, ..., units)",
            "macs": "positions * input * 2 * units",
        }
        assert counted((BATCH, 7, 5), table, units=3) == (
            {"kernel": (5, 6), "bias": (3,)},
            (BATCH, 7, 3),
            7 * 5 * 6,
        )
        assert counted((BATCH, 5), table, units=3, use_bias=False) == ({"kernel": (5, 6)}, (BATCH, 3), 5 * 6)

    def test_the_axes_of_the_input_have_names(self):
        table = {
            "arguments": "ratio=4",
            "input": "(batch, height, width, channels)",
            "weights": "down (channels, channels // ratio)\nmap (height, width)",
            "output": "(batch, height * width, channels)",
            "macs": "channels * (channels // ratio)",
        }
        assert counted((BATCH, 6, 5, 32), table) == ({"down": (32, 8), "map": (6, 5)}, (BATCH, 30, 32), 256)

    def test_an_argument_can_stand_for_several_axes(self):
        table = {"arguments": "window", "weights": "kernel (*window, input)", "output": "same"}
        assert counted((BATCH, 9, 9, 4), table, window=[3, 2])[0] == {"kernel": (3, 2, 4)}
        assert counted((BATCH, 9, 9, 4), table, window=3)[0] == {"kernel": (3, 4)}

    def test_what_is_not_stated_is_unknown_and_not_zero(self):
        weights, output, macs = counted((BATCH, 7, 5), {"weights": "gamma (input)"})
        assert (weights, output, macs) == ({"gamma": (5,)}, None, None)
        assert entry().macs == UNKNOWN_MACS
        assert counted((BATCH, 5), {"macs": 0, "output": "same"}) == ({}, (BATCH, 5), 0)

    def test_an_axis_of_the_output_can_be_unknown(self):
        table = {"output": "(batch, ?, input)"}
        assert counted((BATCH, STEPS, 5), table)[1] == (BATCH, None, 5)

    def test_another_rank_is_refused(self):
        table = {"input": "(batch, ..., width, channels)", "output": "same", "weights": "a (width)"}
        assert counted((BATCH, 2, 3), table)[0] == {"a": (2,)}
        with pytest.raises(UsageError, match=r"it reads \(batch, \.\.\., width, channels\)"):
            counted((BATCH, 3), table)

    def test_frozen_weights_and_dtypes(self):
        made = entry(weights="seen () frozen as int64\nmean (input) frozen unsaved")
        call = LayerCall(made, {}, ((BATCH, 5),))
        weights = weighed(LayerSpec("Mine", "m", {}), call, (None,), trainable=True).weights
        assert [(w.name, w.trainable, w.dtype, w.saved) for w in weights] == [
            ("seen", False, "int64", True),
            ("mean", False, "float32", False),
        ]


REFUSED = {
    "a key": ({"weigts": ""}, "did you mean 'weights'"),
    "not a text": ({"weights": 3}, "weights is a text"),
    "a line": ({"weights": "gamma input"}, "not a weight"),
    "twice": ({"weights": "g (input)\ng (3)"}, "twice"),
    "a name of an axis": ({"weights": "g (inptu)"}, "did you mean input"),
    "a switch": ({"arguments": "scale=True", "weights": "g (input) if scael"}, "did you mean scale"),
    "a switch of the input": ({"weights": "g (input) if input"}, "neither an argument"),
    "macs": ({"macs": "positions * unit"}, "neither an argument"),
    "macs that are no formula": ({"macs": "f(3)"}, "is not a size"),
    "macs of another type": ({"macs": 1.5}, "macs is a formula"),
    "an output": ({"output": "(batch, unit)"}, "neither an argument"),
    "an output without batch": ({"output": "(units, 3)"}, "begins with the batch"),
    "an open output": ({"input": "(batch, a)", "output": "(batch, ..., 3)"}, "names all its axes"),
    "an input": ({"input": "(batch, a, a)"}, "a name of its own"),
    "an input with numbers": ({"input": "(batch, 3)"}, "a name of its own"),
    "both": ({"arguments": "a", "input": "(batch, a)"}, "both an argument and a size"),
    "arguments": ({"arguments": "a, b=print()"}, "arguments are names"),
    "inputs": ({"inputs": 0}, "inputs"),
    "gates alone": ({"gates": {"f": "forget"}}, "belong to equations"),
    "weights beside equations": ({"equations": "h: n\nh = U @ h", "weights": ""}, "follow from the equations"),
}


@pytest.mark.parametrize(("table", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_definition_is_refused_with_the_class(table, message):
    with pytest.raises(UsageError, match="the definition of Mine") as caught:
        definition("Mine", table)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["", "my layer", "3D", 7])
def test_a_class_has_a_name_of_python(name):
    with pytest.raises(UsageError, match="is called as in Python"):
        definition(name, {})


def test_a_definition_is_a_table():
    with pytest.raises(UsageError, match="is a table"):
        definition("Mine", ["weights"])


@pytest.mark.parametrize(
    "text",
    ["a): pass\ndef g(", "a: int", "*a", "**a", "a, /", "*, a", "a=b", "a, a", "a) -> int: 0; (", "a=1, b", "1"],
)
def test_arguments_are_a_plain_signature(text):
    with pytest.raises(UsageError, match="arguments are names"):
        checked_arguments(text)


def test_arguments_may_go_over_lines():
    assert checked_arguments("units,\n  axis=-1, mode='x', size=(2, 3)") == "units, axis=-1, mode='x', size=(2, 3)"
    assert checked_arguments("") == ""


def test_every_word_is_documented():
    from support import ROOT

    page = (ROOT / "docs" / "models" / "own-layers.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []


class TestRegistry:
    @pytest.fixture(autouse=True)
    def _restored(self):
        before = defined()
        yield
        restore(before)

    def test_a_defined_class_is_one_of_the_framework(self):
        define([("keras", "Mine", entry(weights="a (3)"))])
        assert layer_classes("keras")["Mine"].weights == "a (3)"
        assert "Mine" not in layer_classes("pytorch")
        define([("keras", "Mine", entry(weights="b (3)")), ("torch", "Other", entry())])
        assert layer_classes("keras")["Mine"].weights == "b (3)"
        assert list(defined_classes("pytorch")) == ["Other"]

    def test_what_was_defined_can_be_taken_back(self):
        before = defined()
        define([("keras", "Mine", entry())])
        restore(before)
        assert "Mine" not in layer_classes("keras")
        assert not defined_classes("keras")

    @pytest.mark.parametrize("name", ["GRU", "Dense", "Sequential", "Input"])
    def test_a_class_of_the_framework_cannot_be_replaced(self, name):
        with pytest.raises(UsageError, match=f"has {name} itself"):
            define([("keras", "Mine", entry()), ("keras", name, entry())])
        assert "Mine" not in layer_classes("keras")

    def test_an_unknown_framework_is_refused(self):
        with pytest.raises(UsageError, match="no framework"):
            define([("kears", "Mine", entry())])
