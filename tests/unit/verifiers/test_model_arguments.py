"""What may reach a constructor."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paramcalc.classes import layer_classes
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.model_arguments import (
    LeftOutError,
    class_of,
    constructor_arguments,
    first_line,
    is_accepted,
    is_plain,
    with_real_layers,
)

ENTRY = layer_classes("keras")["GRU"]._replace(arguments="units, layer=None, mode='a'")


class Real:
    """A class with fewer arguments than the entry."""

    def __init__(self, units, layer=None):
        pass


def build(spec):
    return f"real {spec.kind}"


def test_what_is_plain():
    assert is_plain([1, 2.5, "same", None, True, (1, [2]), LayerSpec("GRU", "gru", {})])
    for value in ({"class_name": "x"}, print, [print], [[[[[[1]]]]]], object()):
        assert not is_plain(value)


def test_layers_in_lists():
    spec = LayerSpec("GRU", "gru", {})
    assert with_real_layers([1, (spec, [spec])], build) == [1, ("real GRU", ["real GRU"])]


def test_accepted_arguments():
    assert is_accepted(Real, "units")
    assert not is_accepted(Real, "mode")
    assert is_accepted(type("Any", (), {"__init__": lambda self, **others: None}), "mode")


def test_a_class():
    namespace = SimpleNamespace(GRU=Real)
    assert class_of(namespace, "GRU", ENTRY, "Toy", "1.2") is Real
    with pytest.raises(LeftOutError, match=r"^Toy 1.2 has no LSTM$"):
        class_of(namespace, "LSTM", ENTRY, "Toy", "1.2")
    with pytest.raises(LeftOutError, match=r"^GRU is not a known layer of Toy$"):
        class_of(namespace, "GRU", None, "Toy", "1.2")


def test_arguments():
    config = {"units": 3, "layer": LayerSpec("GRU", "gru", {}), "mode": "a", "other": print}
    assert constructor_arguments(Real, ENTRY, config, build) == {"units": 3, "layer": "real GRU"}
    assert constructor_arguments(Real, ENTRY, {"units": 3, "layer": print}, build) == {"units": 3}


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"units": print}, "its units is not a plain value"),
        ({"units": 3, "layer": {"class_name": "x"}}, "its layer is not a plain value"),
        ({"units": 3, "mode": "b"}, "the installed Real has no argument mode"),
    ],
)
def test_arguments_that_are_refused(config, says):
    with pytest.raises(LeftOutError, match=says):
        constructor_arguments(Real, ENTRY, config, build)


def test_the_first_line_of_an_error():
    assert first_line(ValueError("\nwrong\nand more")) == "ValueError: wrong"
    assert first_line(KeyError()) == "KeyError: "
    assert len(first_line(ValueError("x" * 1000))) < 200
