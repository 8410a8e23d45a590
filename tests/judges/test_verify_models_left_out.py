"""Layers that the installed Keras does not build, or that are not Keras's."""

from __future__ import annotations

import json

import pytest

from paramcalc import ExitCode, read, verify
from paramcalc import model as line
from paramcalc.cli.app import run

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


class TestLeftOut:
    def test_what_keras_does_not_have(self, capsys, checker):
        text = "Input((28, 28)) > CuDNNGRU(75) > Dense(10)"
        verdict = verify(line(text))
        assert verdict.ok
        assert not verdict.is_complete
        assert (verdict.derived, verdict.built) == (760, 760)
        assert verdict.left_out == f"cu_dnngru: Keras {keras.__version__} has no CuDNNGRU"
        assert run(["verify", text]) == ExitCode.INCOMPLETE
        out = capsys.readouterr().out
        assert f"left out: {verdict.left_out}" in out
        assert "1 model, no mismatches, 1 layer left out;" in out
        assert run(["verify", text, "--json"]) == ExitCode.INCOMPLETE
        document = json.loads(capsys.readouterr().out)
        checker.validate(document)
        assert document["checks"][0]["complete"] is False

    def test_inside_a_model(self, source):
        """What stands around it is built and compared all the same."""
        text = """
inner = Sequential([Input((5, 3)), Dense(4), Lambda(lambda x: x + 1, output_shape=(5, 4)), GRU(2)], name="inner")
x = Input((5, 3))
model = Model(x, Dense(7)(inner(x)))
"""
        verdict = verify(source(text))
        assert verdict.ok
        assert [(each.path, bool(each.left_out)) for each in verdict.layers] == [
            ("inner/dense", False),
            ("inner/lambda", True),
            ("inner/gru", False),
            ("dense_1", False),
        ]
        assert verdict.built == 16 + 48 + 21

    def test_a_class_of_ones_own_that_is_called_like_one_of_keras(self, written, entry):
        path = written(entry("Dense", "mine.layers", units=4), entry("GRU", units=2))
        verdict = verify(read(path))
        assert verdict.left_out == "dense: its class is mine.layers.Dense, not a layer of Keras"
        assert next(each for each in verdict.layers if each.path == "gru").ok

    def test_a_cell_of_ones_own(self, written, entry):
        path = written(entry("RNN", cell=entry("MinimalCell", "mine", units=4)))
        verdict = verify(read(path))
        assert verdict.left_out == "rnn: MinimalCell is not a known layer of Keras"
        assert not verdict.is_complete

    def test_a_model_of_ones_own(self, tmp_path):
        path = tmp_path / "model.json"
        path.write_text(json.dumps({"module": "mine", "class_name": "Net", "config": {"name": "net", "units": 3}}))
        verdict = verify(read(path))
        assert (verdict.ok, verdict.is_complete) == (True, False)
        assert [layer.kind for layer in verdict.layers] == ["Net"]
        assert verdict.left_out == "net: the shape of its input is not known"

    def test_quantized_in_a_way_that_is_not_built(self, written, entry):
        config = {"module": "keras.quantizers", "class_name": "Int4QuantizationConfig", "config": {"block_size": 2}}
        dense = entry("Dense", units=4, dtype="int4_from_float32", quantization_config=config)
        assert "dtype policy" in verify(read(written(dense))).left_out
