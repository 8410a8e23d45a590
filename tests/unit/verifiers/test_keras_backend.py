"""The choice of Keras's backend; what is installed is pretended, and nothing is imported."""

from __future__ import annotations

import json
import os
import sys

import pytest

from paramcalc import UsageError
from paramcalc.errors import MissingDependencyError
from paramcalc.verifiers import keras_backend
from paramcalc.verifiers.keras_backend import BACKENDS, KNOWN, VARIABLE, choose_backend, configured, is_installed


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Pretends a machine: what is installed, what the file and the variable say. Gives the chosen backend."""

    def choose(*installed, file=None, variable=None):
        monkeypatch.delitem(sys.modules, "keras", raising=False)
        monkeypatch.setattr(keras_backend, "is_installed", lambda module: module in installed)
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.setenv(VARIABLE, variable or "")
        if file is not None:
            (tmp_path / "keras.json").write_text(file if isinstance(file, str) else json.dumps(file))
        choose_backend()
        return os.environ[VARIABLE]

    return choose


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_only_one(machine, backend):
    assert machine("keras", backend) == backend
    assert machine("keras", backend, file={"backend": "tensorflow"}) == backend


@pytest.mark.parametrize("backend", KNOWN)
def test_the_variable_comes_before_the_file(machine, backend):
    assert machine("keras", *KNOWN, file={"backend": "torch"}, variable=backend) == backend


@pytest.mark.parametrize("backend", KNOWN)
def test_the_file_comes_before_what_is_installed(machine, backend):
    assert machine("keras", *KNOWN, file={"backend": backend}) == backend


@pytest.mark.parametrize(
    "file", [None, "", "[]", "{", '{"backend": 3}', '{"backend": "theano"}', '{"floatx": "float32"}']
)
def test_a_file_that_says_nothing(machine, file):
    assert machine("keras", *KNOWN, file=file) == "tensorflow"
    assert machine("keras", "jax", "torch", file=file) == "jax"


def test_none_is_installed(machine):
    with pytest.raises(MissingDependencyError, match="tensorflow, jax, torch; none is installed") as caught:
        machine("keras", file={"backend": "jax"})
    for backend in BACKENDS:
        assert backend in caught.value.tip
    assert os.environ[VARIABLE] == ""


@pytest.mark.parametrize("variable", [None, "jax"])
def test_keras_is_missing(machine, variable):
    with pytest.raises(MissingDependencyError, match="needs keras, which is not installed") as caught:
        machine("jax", variable=variable)
    assert caught.value.tip == "pip install keras"


def test_everything_is_missing(machine):
    with pytest.raises(MissingDependencyError, match="needs keras") as caught:
        machine()
    assert caught.value.tip.startswith('pip install "paramcalc[tensorflow]"')


@pytest.mark.parametrize("backend", KNOWN)
def test_the_stated_one_is_missing(machine, backend):
    others = [name for name in KNOWN if name != backend]
    with pytest.raises(MissingDependencyError, match=f"KERAS_BACKEND is {backend}, and {backend} is not") as caught:
        machine("keras", *others, variable=backend)
    assert caught.value.tip == f"pip install {backend}"


def test_one_that_keras_does_not_have(machine):
    with pytest.raises(UsageError, match="no backend of Keras in KERAS_BACKEND: 'pytorch'") as caught:
        machine("keras", *KNOWN, variable="pytorch")
    assert "torch" in caught.value.tip


def test_keras_that_is_imported_keeps_its_backend(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", object())
    monkeypatch.setenv(VARIABLE, "theano")
    choose_backend()
    assert os.environ[VARIABLE] == "theano"


def test_the_file_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert configured() is None
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text('{"backend": "jax"}')
    assert configured() == "jax"


def test_installed_or_not():
    assert is_installed("json")
    assert not is_installed("no_such_backend")
