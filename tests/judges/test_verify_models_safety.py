"""A file can name a module, hold a program, or point at another file: verifying touches none of it."""

from __future__ import annotations

import base64
import importlib
import marshal

import pytest

from paramcalc import UsageError, read, verify

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


class TestNothingIsRun:
    """A file can name a module, hold a program, or point at another file: none of it is touched."""

    @pytest.fixture
    def canary(self, tmp_path, monkeypatch):
        """A module that leaves a file behind when it is imported."""
        trace = tmp_path / "trace"
        (tmp_path / "canary_module.py").write_text(f"open({str(trace)!r}, 'w').close()\nDense = Sequential = object\n")
        monkeypatch.syspath_prepend(tmp_path)
        return trace

    def test_modules(self, canary, written, entry):
        evil = {"module": "canary_module", "class_name": "Orthogonal", "config": {}, "registered_name": "x"}
        layers = [
            entry("Dense", "canary_module", units=4),
            entry("Dense", "keras.layers", name="two", units=4, kernel_initializer=evil, activation=evil),
            entry("Dense", "keras.layers", name="three", units=4, dtype={**evil, "config": {"name": "float32"}}),
            entry("Dense", "keras.layers", name="four", units=evil),
            entry("TimeDistributed", layer=entry("Dense", "canary_module", units=3)),
            entry("Activation", activation="canary_module"),
            entry("Bidirectional", layer=entry("GRU", units=3, recurrent_regularizer=evil, kernel_constraint=evil)),
        ]
        for number, layer in enumerate(layers):
            path = written(layer, registered_name="canary_module>Sequential")
            try:
                verify(read(path))
            except UsageError:
                assert number == 3  # units that are no number
        assert not canary.exists()

    def test_the_canary_sings(self, canary):
        """Or the test above would prove nothing."""
        importlib.import_module("canary_module")
        assert canary.exists()

    def test_a_lambda(self, canary, written, entry):
        code = compile("__import__('canary_module')", "<lambda>", "eval")
        packed = base64.b64encode(marshal.dumps(code)).decode()
        function = {"class_name": "__lambda__", "config": {"code": packed, "defaults": None, "closure": None}}
        layers = [entry("Lambda", function=function, output_shape=[5, 3]), entry("GRU", units=2)]
        verdict = verify(read(written(*layers)))
        assert verdict.ok
        assert verdict.left_out == "lambda: its function is a program, which is not run"
        assert not canary.exists()

    def test_a_vocabulary_that_is_a_file(self, tmp_path, written, entry):
        """Keras reads one; here it stays closed."""
        path = tmp_path / "words"
        layer = entry("StringLookup", vocabulary=str(path))
        verdict = verify(read(written(layer)))
        assert verdict.ok
        assert not path.exists()

    def test_keras_reads_nothing_of_the_file(self, monkeypatch, written, entry):
        """It makes its own defaults of words, and Bidirectional copies its layer; nothing there is the file's."""
        found = []
        module = importlib.import_module("keras.src.saving.serialization_lib")
        original = module.deserialize_keras_object

        def noted(config, *others, **named):
            found.append(repr(config))
            return original(config, *others, **named)

        monkeypatch.setattr(module, "deserialize_keras_object", noted)
        evil = {"module": "keras", "class_name": "the_files_own", "config": {}}
        layer = entry("GRU", units=3, kernel_initializer=evil, recurrent_regularizer="the_files_own", activation=evil)
        path = written(entry("Bidirectional", layer=layer), entry("Activation", activation="the_files_own"))
        assert verify(read(path)).ok
        assert found
        assert not [text for text in found if "the_files_own" in text]
