"""What an object in memory is: told by its class, and nothing is imported for it."""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType

import pytest

import paramcalc
from paramcalc.errors import UsageError
from paramcalc.readers.files import read_object
from paramcalc.readers.live import framework_of, is_configuration, is_open_file
from paramcalc.readers.live.keras import read_configuration

DENSE = {"class_name": "Dense", "config": {"name": "dense", "units": 8}}

SEQUENTIAL = {"name": "s", "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [None, 4]}}, DENSE]}

WHOLE = {"class_name": "Sequential", "config": SEQUENTIAL}


class Layer:
    """A class that is only called like Keras's."""


def test_a_class_is_known_by_its_module(monkeypatch):
    module = ModuleType("keras.src.layers.layer")
    real = type("Layer", (), {"__module__": "keras.src.layers.layer"})
    own = type("Own", (real,), {"__module__": "mine"})
    assert framework_of(own()) == ""
    module.Layer = real
    monkeypatch.setitem(sys.modules, "keras.src.layers.layer", module)
    assert framework_of(own()) == "keras"
    assert [framework_of(value) for value in (Layer(), 3, "torch", real)] == [""] * 4


@pytest.mark.parametrize("source", [WHOLE, SEQUENTIAL, json.dumps(WHOLE), io.BytesIO(json.dumps(WHOLE).encode())])
def test_configurations_and_files(source):
    assert paramcalc.model(source).total == 40


def test_the_position_of_a_file_is_kept():
    file = io.BytesIO(b"#" + json.dumps(WHOLE).encode())
    file.seek(3)
    with pytest.raises(UsageError):
        paramcalc.model(file)
    assert file.tell() == 3


def test_a_text_file(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("from keras import Sequential, layers\nmodel = Sequential([layers.Input((4,)), layers.Dense(8)])")
    with path.open() as file:
        assert paramcalc.model(file).total == 40
    with path.open("rb") as file:
        assert paramcalc.model(file).spec.origin == str(path)


def test_an_input_shape():
    config = {"layers": [DENSE]}
    assert paramcalc.model(config, input_shape=(None, 4)).total == 40
    assert paramcalc.model("Dense(8)", input_shape=(None, 4)).total == 40


@pytest.mark.parametrize("value", [3, None, Layer(), {"units": 8}, b"GRU(75)", object])
def test_other_objects(value):
    with pytest.raises(UsageError, match=r"is no model|takes a line of layers"):
        paramcalc.model(value)
    with pytest.raises(UsageError, match="is no model"):
        read_object(value)
    with pytest.raises(UsageError, match="takes a breakdown or a model"):
        paramcalc.verify(value)


@pytest.mark.parametrize("options", [{"framework": "pytorch"}, {"set": {"u": 3}}])
def test_options_of_a_line_do_not_apply(options):
    with pytest.raises(UsageError, match="applies only to a line of layers"):
        paramcalc.model(WHOLE, **options)


def test_what_json_does_not_know():
    config = {"layers": [{**DENSE, "config": {"units": 8, "activation": print, "kernel_initializer": Layer()}}]}
    assert read_configuration(config).root.graph.layers[0].config["units"] == 8
    with pytest.raises(UsageError, match="is not a configuration of Keras"):
        read_configuration({"layers": [{(1, 2): 3}]})


def test_the_kinds_of_objects():
    assert is_configuration(WHOLE)
    assert not is_configuration({"units": 3})
    assert is_open_file(io.BytesIO())
    assert not is_open_file("a.py")


def test_read_points_to_model():
    with pytest.raises(UsageError, match=r"counted by model\(…\)"):
        paramcalc.read(WHOLE)
