"""Layers from a class and its arguments, their names, and the input shape that they state."""

from __future__ import annotations

import pytest

from paramcalc.classes.base import Unknown
from paramcalc.errors import UsageError
from paramcalc.models.spec import LayerSpec
from paramcalc.readers.construct import Names, construct, first_shape


def make(kind, *given, framework="keras", **named):
    return construct(framework, kind, given, named, Names())


class TestConstruct:
    def test_arguments_by_position_and_by_name(self):
        spec = make("Dense", 3, "relu", use_bias=False, name="d")
        assert (spec.kind, spec.name) == ("Dense", "d")
        assert spec.config == {"units": 3, "activation": "relu", "use_bias": False, "name": "d"}
        assert make("Linear", 3, 4, framework="pytorch").config == {"in_features": 3, "out_features": 4}

    def test_a_renamed_argument(self):
        assert make("LeakyReLU", alpha=0.1).config == {"negative_slope": 0.1}

    @pytest.mark.parametrize(
        ("given", "named", "says"),
        [
            ((), {}, "(?s)Dense needs units.*Dense\\(units, ...\\)"),
            ((3,), {"units": 3}, "Dense is given units twice"),
            (tuple(range(99)), {}, "Dense takes at most .* arguments without a name, got 99"),
            ((3,), {"use_bais": 1}, "(?s)no argument 'use_bais'.*did you mean use_bias"),
            ((), {"output_dim": 3}, "(?s)no argument 'output_dim'.*did you mean units"),
        ],
    )
    def test_mistakes(self, given, named, says):
        with pytest.raises(UsageError, match=says) as caught:
            make("Dense", *given, **named)
        assert "initializer" not in str(caught.value)

    def test_names_are_numbered_as_keras_does(self):
        names = Names()
        assert [construct("keras", "GRU", [3], {}, names).name for _ in range(3)] == ["gru", "gru_1", "gru_2"]
        assert construct("keras", "Dense", [3], {"name": None}, names).name == "dense"
        assert names.total == 4


class TestFirstShape:
    @pytest.mark.parametrize(
        ("kind", "config", "shape"),
        [
            ("InputLayer", {"batch_shape": [None, 5, 3]}, [None, 5, 3]),
            ("InputLayer", {"batch_input_shape": (8, 3)}, [8, 3]),
            ("Dense", {"input_shape": (4,)}, [None, 4]),
            ("Dense", {"input_shape": 4, "batch_size": 2}, [2, 4]),
            ("Dense", {"input_dim": 4}, [None, 4]),
            ("GRU", {"input_dim": 4, "input_length": 7}, [None, 7, 4]),
            ("GRU", {"input_dim": 4}, [None, None, 4]),
            ("Embedding", {"input_dim": 100, "input_length": 7}, [None, 7]),
            ("Embedding", {"input_dim": 100}, None),
            ("Dense", {"units": 3}, None),
            ("Custom", {"input_dim": 4}, [None, 4]),
        ],
    )
    def test_shapes(self, kind, config, shape):
        assert first_shape(LayerSpec(kind, "l", config)) == shape

    def test_an_unknown_shape_is_needed_and_an_unknown_length_is_not(self):
        unknown = Unknown("shape", 3, "it is an argument")
        with pytest.raises(UsageError, match="line 3: shape cannot be known") as caught:
            first_shape(LayerSpec("Dense", "d", {"input_shape": unknown}))
        assert caught.value.remedy == ("set", "shape=(28, 28)")
        assert first_shape(LayerSpec("Embedding", "e", {"input_length": unknown})) == [None, unknown]
