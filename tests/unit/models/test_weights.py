"""The weights and multiply-adds of a layer at the shapes that it reads."""

import pytest

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.classes.base import LayerCall, LayerEntry
from paramcalc.classes.keras import LAYERS
from paramcalc.classes.pytorch import LAYERS as PYTORCH_LAYERS
from paramcalc.classes.rules import same
from paramcalc.models.spec import LayerSpec
from paramcalc.models.weights import WeightSizes, weighed

BATCH, STEPS, INPUT = map(Polynomial.symbol, ("batch", "steps", "input"))

ENTRY = LayerEntry(
    "units, use_bias=True, data_format=None",
    same,
    """
    kernel (*window, input, units)
    bias (units) if use_bias frozen
    norm (1, 2) if not use_bias unsaved as int8
    """,
    macs="positions * window * units * use_bias + inputs",
    sizes=lambda call: {"window": (3, 2)},
)


def result(shape, output=None, entry=ENTRY, trainable=True, **config):
    call = LayerCall(entry, config, (shape,))
    return weighed(LayerSpec("Test", "t", config), call, (output or shape,), trainable=trainable)


def test_lines_become_weights():
    weights = result((BATCH, 7, 5), units=4).weights
    assert [(each.name, each.shape, each.trainable) for each in weights] == [
        ("kernel", (3, 2, 5, 4), True),
        ("bias", (4,), False),
    ]
    assert [str(axis) for axis in weights[0].symbolic_shape] == ["window_1", "window_2", "input", "units"]


def test_a_single_axis_has_no_number():
    entry = ENTRY._replace(sizes=lambda call: {"window": (3,)})
    (kernel, _) = result((BATCH, 7, 5), entry=entry, units=4).weights
    assert (kernel.shape, [str(axis) for axis in kernel.symbolic_shape]) == ((3, 5, 4), ["window", "input", "units"])


def test_every_value_of_a_weight():
    layer = result((BATCH, 7, 5), units=4, dtype="float16")
    kernel = layer.weights[0]
    assert (kernel.name, kernel.key, kernel.trainable, kernel.saved) == ("kernel", (layer.spec, "kernel"), True, True)
    gru = result((BATCH, 7, 5), (BATCH, 3), LAYERS["GRU"], units=3, dtype="float16", trainable=False)
    kernel = gru.weights[0]
    assert kernel[:3] == ("kernel", (5, 9), (INPUT, 3 * Polynomial.symbol("units")))
    assert kernel[3:] == (False, "float16", (gru.spec, "kernel"), True)


def test_switches_dtypes_and_what_files_leave_out():
    (kernel, norm) = result((BATCH, 7, 5), units=4, use_bias=False, dtype="float16").weights
    assert (kernel.dtype, norm.dtype, kernel.saved, norm.saved, norm.shape) == ("float16", "int8", True, False, (1, 2))


def test_a_frozen_layer_trains_nothing():
    assert not any(weight.trainable for weight in result((BATCH, 7, 5), units=4, trainable=False).weights)


@pytest.mark.parametrize(
    ("config", "macs"),
    [({"units": 4}, 8 * 6 * 4 + 7), ({"units": 4, "use_bias": False}, 7)],
)
def test_multiply_adds_count_positions(config, macs):
    assert result((BATCH, 7, 5), (BATCH, 8, 5), **config).macs == macs


def test_positions_come_after_the_channels_if_these_are_first():
    assert result((BATCH, 5, 7), (BATCH, 5, 8), units=1, data_format="channels_first").macs == 8 * 6 + 7


def test_an_unknown_size_makes_a_formula():
    (weight,) = result((BATCH, INPUT), entry=LAYERS["Dense"], units=3, use_bias=False).weights
    assert weight.count == 3 * INPUT


def test_without_weights_there_are_no_multiply_adds():
    assert result((BATCH, 5), entry=LAYERS["ReLU"])[2:4] == ((), 0)


def test_sizes_by_name():
    sizes = WeightSizes(LayerCall(ENTRY, {"units": 4}, ((BATCH, 7, 5),)), None)
    assert [sizes.number(name) for name in ("window", "input", "positions", "inputs", "units", "use_bias")] == [
        6,
        5,
        1,
        7,
        4,
        1,
    ]


class TestRecurrent:
    def test_gates_and_steps(self):
        gru = result((BATCH, 7, 5), (BATCH, 3), LAYERS["GRU"], units=3, reset_after=False)
        assert sum(weight.count for weight in gru.weights) == 3 * 3 * (5 + 3 + 1)
        assert gru.macs == 7 * 3 * 3 * (5 + 3)
        assert gru.breakdown.total == 81

    def test_an_open_length_stays_open(self):
        gru = result((BATCH, STEPS, 5), (BATCH, 3), LAYERS["GRU"], units=3)
        assert gru.macs == STEPS * 72

    def test_a_convolution_is_computed_at_each_position(self):
        config = {"filters": 2, "kernel_size": 3, "return_sequences": True}
        layer = result((BATCH, 7, 9, 5), (BATCH, 7, 7, 2), LAYERS["ConvLSTM1D"], **config)
        weights = 4 * 2 * 3 * (5 + 2)
        assert (sum(weight.count for weight in layer.weights), layer.macs) == (weights + 4 * 2, 7 * 7 * weights)

    @pytest.mark.parametrize("return_sequences", [True, False])
    @pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
    def test_a_convolution_in_two_dimensions(self, data_format, return_sequences):
        config = {"filters": 2, "kernel_size": 3, "data_format": data_format, "return_sequences": return_sequences}
        last = data_format == "channels_last"
        output = (7, 6, 2) if last else (2, 7, 6)
        layer = result(
            (BATCH, 4, 9, 8, 5) if last else (BATCH, 4, 5, 9, 8),
            (BATCH, 4, *output) if return_sequences else (BATCH, *output),
            LAYERS["ConvLSTM2D"],
            **config,
        )
        assert layer.macs == 4 * 7 * 6 * 4 * 2 * 9 * (5 + 2)

    def test_the_positions_of_other_layers_are_steps_alone(self):
        layer = result((BATCH, 7, 5), (BATCH, 7, 3), PYTORCH_LAYERS["LSTM"], input_size=5, hidden_size=3)
        assert layer.macs == 7 * 4 * 3 * (5 + 3)
