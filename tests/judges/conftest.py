"""What the judges share: a checker of the command's JSON, and models written for them."""

from __future__ import annotations

import gc
import json
import os

import jsonschema
import pytest

from paramcalc import read
from paramcalc.document import schema

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(autouse=True)
def _collector():
    """Undo what the command does to the garbage collector: a test run is longer than a command."""
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def checker():
    """A validator of the JSON of `paramcalc verify`."""
    return jsonschema.Draft202012Validator(json.loads(schema("verify")))


@pytest.fixture
def source(tmp_path):
    """Reads a model from Keras code."""

    def build(text):
        path = tmp_path / "source.py"
        path.write_text(f"from keras import Input, Model, Sequential, ops\nfrom keras.layers import *\n{text}")
        return read(path)

    return build


@pytest.fixture
def written(tmp_path):
    """Writes a file of Keras 3 with these layers."""

    def write(*layers, **around):
        start = {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "input"}}
        config = {"name": "sequential", "layers": [start, *layers]}
        path = tmp_path / "model.json"
        path.write_text(json.dumps({"module": "keras", "class_name": "Sequential", "config": config, **around}))
        return path

    return write


@pytest.fixture
def entry():
    """Gives a layer as a file of Keras 3 has it."""
    return lambda kind, module="keras.layers", **config: {
        "module": module,
        "class_name": kind,
        "config": {"name": kind.lower(), **config},
    }
