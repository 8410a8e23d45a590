"""Layers that are built of others: their weights, outputs, multiply-adds and copies."""

import pytest

from paramcalc.errors import UsageError
from paramcalc.models import composites
from paramcalc.models.composites import COMPOSITES
from paramcalc.models.inference import infer
from paramcalc.models.result import LayerResult
from paramcalc.models.shapes import BATCH
from paramcalc.models.spec import LayerSpec, ModelSpec, chain

STEPS = (None, 7, 5)


def result_of(*layers: LayerSpec, shape=STEPS, version=(3,), framework="keras") -> LayerResult:
    """The result of the last layer of a chain."""
    root = chain("Sequential", "m", layers, shape)
    return infer(ModelSpec(root, framework, version, "a test")).sublayers[-1].results[-1]


def lstm(units: int, **config) -> LayerSpec:
    return LayerSpec("LSTM", "lstm", {"units": units, **config})


def count(units: int, features: int) -> int:
    """The parameters of an LSTM: four gates, each with a kernel, a recurrent kernel and a bias."""
    return 4 * units * (features + units + 1)


def total(result: LayerResult) -> int:
    return sum(weight.count for weight in result.weights)


def bidirectional(layer: LayerSpec, **config) -> LayerSpec:
    return LayerSpec("Bidirectional", "both", {"layer": layer, **config})


class TestBidirectional:
    def test_two_copies(self):
        result = result_of(bidirectional(lstm(3)))
        assert (total(result), result.outputs) == (2 * count(3, 5), ((BATCH, 6),))
        assert [weight.name.split("/")[0] for weight in result.weights] == ["forward_layer"] * 3 + [
            "backward_layer"
        ] * 3
        assert result.macs == 2 * 7 * 4 * 3 * (5 + 3)

    @pytest.mark.parametrize(
        ("config", "outputs"),
        [
            ({"merge_mode": "sum"}, [(3,)]),
            ({"merge_mode": "ave"}, [(3,)]),
            ({"merge_mode": None}, [(3,), (3,)]),
            ({"return_state": True}, [(6,), *[(3,)] * 4]),
            ({"return_sequences": True, "merge_mode": "mul"}, [(7, 3)]),
            ({"return_sequences": True}, [(7, 6)]),
        ],
    )
    def test_outputs(self, config, outputs):
        inside = {name: value for name, value in config.items() if name != "merge_mode"}
        mode = {name: value for name, value in config.items() if name == "merge_mode"}
        result = result_of(bidirectional(lstm(3, **inside), **mode))
        assert result.outputs == tuple((BATCH, *output) for output in outputs)

    @pytest.mark.parametrize(("version", "width"), [((3,), 6), ((2, 15), 5), ((2, 2), 6)])
    def test_directions_of_different_sizes(self, version, width):
        """Only TensorFlow 2 runs the layers; the others compute the shape from the forward layer alone."""
        result = result_of(bidirectional(lstm(3), backward_layer=lstm(2, go_backwards=True)), version=version)
        assert (total(result), result.outputs) == (count(3, 5) + count(2, 5), ((BATCH, width),))
        assert ("it is (None, 5)" in "".join(result.notes)) == (width == 6)

    def test_the_outputs_and_states_of_the_forward_layer_come_first(self):
        config = {"return_state": True}
        one, two = lstm(3, **config), lstm(2, go_backwards=True, **config)
        states = [(BATCH, units) for units in (3, 3, 2, 2)]
        for mode, outputs in (("concat", [(BATCH, 5)]), (None, [(BATCH, 3), (BATCH, 2)])):
            result = result_of(bidirectional(one, backward_layer=two, merge_mode=mode), version=(2, 15))
            assert result.outputs == (*outputs, *states)

    def test_the_names_of_the_copies(self):
        for name in ("g", "forward_g", "backward_g"):
            result = result_of(bidirectional(LayerSpec("GRU", name, {"units": 3})))
            directions = [sublayer.results[0].spec.name for sublayer in result.sublayers]
            assert directions == ["forward_g", "backward_g"]

    def test_copies_of_a_frozen_layer_are_frozen(self):
        layer = lstm(3)
        layer.freeze()
        assert not any(weight.trainable for weight in result_of(bidirectional(layer)).weights)

    @pytest.mark.parametrize("cells", [1, 2])
    def test_the_layers_inside_are_copied_too(self, cells):
        """Each direction has cells of its own; a cell that occurs twice occurs twice in each."""
        cell = LayerSpec("GRUCell", "cell", {"units": 5})
        rnn = LayerSpec("RNN", "rnn", {"cell": cell if cells == 1 else [cell] * cells, "return_sequences": True})
        result = result_of(bidirectional(rnn))
        # GRU with reset_after: two biases for each of three gates.
        assert total(result) == 2 * 3 * 5 * (5 + 5 + 2)
        owners = {weight.key[0] for weight in result.weights}
        assert (len(owners), cell in owners, {owner.name for owner in owners}) == (2, False, {"cell"})

    def test_two_wrappers_share_the_copies_of_one_layer(self):
        layer = lstm(5, return_sequences=True)
        wrappers = [bidirectional(layer, merge_mode="sum") for _ in range(2)]
        root = chain("Sequential", "m", wrappers, STEPS)
        assert total(infer(ModelSpec(root, "keras", (3,), "a test"))) == 2 * count(5, 5)

    def test_another_wrapper_inside_is_refused(self):
        with pytest.raises(UsageError, match="it holds a recurrent layer, got Bidirectional"):
            result_of(bidirectional(bidirectional(lstm(3))))
        with pytest.raises(UsageError, match="it holds a recurrent layer, got TimeDistributed"):
            result_of(bidirectional(LayerSpec("TimeDistributed", "t", {"layer": lstm(3)})))

    def test_something_else_inside_is_refused(self):
        with pytest.raises(UsageError, match="layer must be a layer, got 3"):
            result_of(LayerSpec("Bidirectional", "both", {"layer": 3}))


class TestSteps:
    def test_time_distributed(self):
        dense = LayerSpec("Dense", "d", {"units": 2})
        result = result_of(LayerSpec("TimeDistributed", "t", {"layer": dense}))
        assert (total(result), result.outputs, result.macs) == (12, ((BATCH, 7, 2),), 7 * 10)
        assert [weight.name for weight in result.weights] == ["layer/kernel", "layer/bias"]
        with pytest.raises(UsageError, match=r"it reads \(batch, steps, ...\), got \(None, 5\)"):
            result_of(LayerSpec("TimeDistributed", "t", {"layer": dense}), shape=(None, 5))

    def test_an_rnn_over_a_cell(self):
        cell = LayerSpec("LSTMCell", "cell", {"units": 3})
        result = result_of(LayerSpec("RNN", "rnn", {"cell": cell, "return_state": True}))
        assert (total(result), result.outputs) == (count(3, 5), ((BATCH, 3),) * 3)
        assert result.macs == 7 * 4 * 3 * (5 + 3)
        for config, output in (({}, (BATCH, 3)), ({"return_sequences": True}, (BATCH, 7, 3))):
            assert result_of(LayerSpec("RNN", "rnn", {"cell": cell, **config})).outputs == (output,)
        with pytest.raises(UsageError, match=r"it reads \(batch, steps, features\), got \(None, 5\)$"):
            result_of(LayerSpec("RNN", "rnn", {"cell": cell}), shape=(None, 5))

    def test_an_rnn_over_several_cells_stacks_them(self):
        cells = [LayerSpec("LSTMCell", "a", {"units": 3}), LayerSpec("GRUCell", "b", {"units": 2})]
        result = result_of(LayerSpec("RNN", "rnn", {"cell": cells, "return_sequences": True, "return_state": True}))
        # GRU with reset_after: two biases for each of three gates.
        assert total(result) == count(3, 5) + 3 * 2 * (3 + 2 + 2)
        assert result.outputs == ((BATCH, 7, 2), (BATCH, 3), (BATCH, 3), (BATCH, 2))
        assert {weight.name.rpartition("/")[0] for weight in result.weights} == {"cell/cells/0", "cell/cells/1"}

    def test_called_twice_it_has_one_stack(self):
        rnn = LayerSpec("RNN", "rnn", {"cell": [LayerSpec("GRUCell", "b", {"units": 5})], "return_sequences": True})
        assert total(result_of(rnn, rnn)) == 3 * 5 * (5 + 5 + 2)

    def test_what_is_no_cell(self):
        with pytest.raises(UsageError, match="cell must be a cell or a list of them, got 3"):
            result_of(LayerSpec("RNN", "rnn", {"cell": 3}))
        with pytest.raises(UsageError, match=r"^stacked_rnn_cells \(StackedRNNCells\): cells must be a list of cells"):
            result_of(LayerSpec("RNN", "rnn", {"cell": [3]}))
        with pytest.raises(UsageError, match="cells must be a list of cells"):
            result_of(LayerSpec("RNN", "rnn", {"cell": [LayerSpec("GRUCell", "a", {"units": 3}), 3]}))
        with pytest.raises(UsageError, match="cells must be a list of cells, got 3"):
            result_of(LayerSpec("RNN", "rnn", {"cell": LayerSpec("StackedRNNCells", "s", {"cells": 3})}))

    def test_a_cell_of_which_nothing_is_known(self):
        """Neither its output nor its states have a shape, with `return_state` or without."""
        for config in ({}, {"return_state": True}, {"return_sequences": True, "return_state": True}):
            result = result_of(LayerSpec("RNN", "rnn", {"cell": LayerSpec("Mine", "mine", {}), **config}))
            assert (result.outputs, result.macs, [each.layer for each in result.unknown]) == ((None,), None, ["mine"])

    def test_states_of_a_stack_with_an_unknown_cell(self):
        """How many states `mine` has is not known, so nothing is said of those that come after it."""
        mine, gru = LayerSpec("Mine", "mine", {}), LayerSpec("GRUCell", "b", {"units": 2})
        lstm_cell = LayerSpec("LSTMCell", "a", {"units": 3})
        result = result_of(LayerSpec("RNN", "rnn", {"cell": [mine, gru], "return_state": True}))
        assert (result.outputs, [each.layer for each in result.unknown]) == (((BATCH, 2),), ["mine"])
        result = result_of(LayerSpec("RNN", "rnn", {"cell": [lstm_cell, mine, gru], "return_state": True}))
        assert result.outputs == ((BATCH, 2), (BATCH, 3), (BATCH, 3))


class TestSpectral:
    def test_a_vector_after_the_kernel(self):
        dense = LayerSpec("Dense", "d", {"units": 2})
        result = result_of(LayerSpec("SpectralNormalization", "s", {"layer": dense}))
        assert [(each.name, each.shape, each.trainable) for each in result.weights] == [
            ("layer/kernel", (5, 2), True),
            ("vector_u", (1, 2), False),
            ("layer/bias", (2,), True),
        ]

    def test_the_vector_of_a_convolution_has_its_filters(self):
        conv = LayerSpec("Conv1D", "c", {"filters": 4, "kernel_size": 3, "dtype": "float16"})
        spec = LayerSpec("SpectralNormalization", "s", {"layer": conv})
        kernel, vector, _ = result_of(spec).weights
        assert (kernel.shape, vector.shape, vector.dtype, vector.key) == (
            (3, 5, 4),
            (1, 4),
            "float16",
            (spec, "vector_u"),
        )
        assert list(map(str, vector.symbolic_shape)) == ["1", "filters"]

    def test_without_a_kernel_it_is_refused(self):
        with pytest.raises(UsageError, match="has no kernel"):
            result_of(LayerSpec("SpectralNormalization", "s", {"layer": LayerSpec("ReLU", "r", {})}))


WIDTH = {"d_model": 4, "nhead": 2, "dim_feedforward": 3}


class TestTransformers:
    ENCODER = 3 * 4 * 4 + 3 * 4 + 4 * 4 + 4 + (4 * 3 + 3) + (3 * 4 + 4) + 2 * 8
    """Attention in and out, two linear layers, two norms."""

    DECODER = ENCODER + 3 * 4 * 4 + 3 * 4 + 4 * 4 + 4 + 8
    """A second attention, and its norm."""

    def run(self, layer: LayerSpec) -> LayerResult:
        return result_of(layer, shape=(None, 7, 4), framework="pytorch", version=(2,))

    def test_a_stack_of_copies(self):
        layer = LayerSpec("TransformerEncoderLayer", "layer", WIDTH)
        norm = LayerSpec("LayerNorm", "norm", {"normalized_shape": 4})
        result = self.run(LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": 3, "norm": norm}))
        assert total(result) == 3 * self.ENCODER + 8
        assert [sublayer.name for sublayer in result.sublayers] == ["layers.0", "layers.1", "layers.2", "norm"]

    def test_both_halves(self):
        config = {**WIDTH, "num_encoder_layers": 2, "num_decoder_layers": 1}
        result = self.run(LayerSpec("Transformer", "t", config))
        assert total(result) == 2 * self.ENCODER + self.DECODER + 2 * 8
        encoder, decoder = (sublayer.results[0] for sublayer in result.sublayers)
        assert [sublayer.name for sublayer in result.sublayers] == ["encoder", "decoder"]
        assert [(half.spec.kind, half.spec.name) for half in (encoder, decoder)] == [
            ("TransformerEncoder", "encoder"),
            ("TransformerDecoder", "decoder"),
        ]
        assert [sublayer.name for sublayer in encoder.sublayers] == ["layers.0", "layers.1", "norm"]
        assert [each.results[0].spec.name for each in decoder.sublayers] == ["layers.0", "norm"]

    def test_a_half_can_be_given(self):
        layer = LayerSpec("TransformerEncoderLayer", "layer", WIDTH)
        encoder = LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": 1})
        config = {**WIDTH, "num_decoder_layers": 1, "custom_encoder": encoder}
        assert total(self.run(LayerSpec("Transformer", "t", config))) == self.ENCODER + self.DECODER + 8

    def test_bias_and_dtype_reach_every_layer(self):
        config = {**WIDTH, "num_encoder_layers": 1, "num_decoder_layers": 1, "bias": False, "dtype": "float16"}
        result = self.run(LayerSpec("Transformer", "t", config))
        # Attention in and out, two linear layers, norms without their biases: 2 and 3 of the layers, one at each end.
        encoder = 3 * 4 * 4 + 4 * 4 + 4 * 3 + 3 * 4 + 2 * 4
        assert total(result) == encoder + (encoder + 3 * 4 * 4 + 4 * 4 + 4) + 2 * 4
        assert {weight.dtype for weight in result.weights} == {"float16"}

    def test_the_number_of_layers(self, monkeypatch):
        monkeypatch.setattr(composites, "MOST_LAYERS", 3)
        layer = LayerSpec("TransformerEncoderLayer", "layer", WIDTH)
        for number, says in ((4, "num_layers must be at most 3, got 4"), (1.5, "num_layers must be a whole number")):
            with pytest.raises(UsageError, match=says):
                self.run(LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": number}))
        result = self.run(LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": 3}))
        assert (total(result), result.outputs) == (3 * self.ENCODER, ((BATCH, 7, 4),))
        result = self.run(LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": 0}))
        assert (result.weights, result.outputs) == ((), ((BATCH, 7, 4),))

    def test_too_many_layers(self):
        layer = LayerSpec("TransformerEncoderLayer", "layer", WIDTH)
        with pytest.raises(UsageError, match="num_layers must be at most 1,000, got 1001"):
            self.run(LayerSpec("TransformerEncoder", "e", {"encoder_layer": layer, "num_layers": 1001}))


def test_every_composite_is_tested_here():
    tested = {"bidirectional", "time_distributed", "rnn", "cells", "spectral", "transformer"}
    assert COMPOSITES.keys() == tested | {"transformer_encoder", "transformer_decoder"}
