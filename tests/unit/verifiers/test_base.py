"""Importing a framework with what it writes kept back, and what may reach the constructor of a layer."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

import pytest

from paramcalc.classes import layer_classes
from paramcalc.errors import MissingDependencyError
from paramcalc.models.spec import LayerSpec
from paramcalc.verifiers.base import (
    BuiltLayer,
    LeftOutError,
    Verifier,
    constructor_arguments,
    first_line,
    is_accepted,
    is_plain,
    layer_class,
    quiet_stderr,
    with_real_layers,
)

NAME = "toy_framework_of_the_tests"


@pytest.fixture
def framework(tmp_path, monkeypatch):
    """Writes a toy framework, and gives its verifier."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(text, **options):
        (tmp_path / f"{NAME}.py").write_text(text)
        return Verifier((NAME,), "toy", ("float32",), lambda case, allocate: None, **options)

    yield write
    sys.modules.pop(NAME, None)


def test_versions(framework):
    verifier = framework("__version__ = '1.2'", backend_versions=lambda: {"backend": "toy"})
    verifier.load()
    assert verifier.versions() == {
        "python": ".".join(map(str, sys.version_info[:3])),
        NAME: "1.2",
        "backend": "toy",
    }


def test_chatter_is_kept_back(framework, capfd):
    framework("import os\nos.write(2, b'chatter')").load()
    assert capfd.readouterr().err == ""


def test_the_environment_is_set_before_the_import(framework, monkeypatch):
    monkeypatch.setenv("TOY_KEPT", "mine")
    monkeypatch.setenv("TOY_SET", "removed at the end")
    monkeypatch.delenv("TOY_SET")
    text = "import os\nassert (os.environ['TOY_KEPT'], os.environ['TOY_SET']) == ('mine', 'new')"
    framework(text, environment={"TOY_KEPT": "new", "TOY_SET": "new"}).load()
    del os.environ["TOY_SET"]


@pytest.mark.parametrize(
    ("missing", "tip"), [(NAME, 'pip install "paramcalc[toy]"'), ("toy", 'pip install "paramcalc[toy]"')]
)
def test_what_the_extra_installs_is_missing(framework, missing, tip):
    with pytest.raises(MissingDependencyError, match=f"verifying needs {missing}, which is not installed") as caught:
        framework(f"raise ModuleNotFoundError(name={missing!r})").load()
    assert caught.value.tip == tip


def test_something_else_is_missing(framework, capfd):
    with pytest.raises(MissingDependencyError) as caught:
        framework("import os\nos.write(2, b'reason')\nimport no_such_backend").load()
    assert caught.value.tip == "pip install no_such_backend"
    assert capfd.readouterr().err == "reason"


def test_broken(framework):
    with pytest.raises(MissingDependencyError, match="is installed but cannot be imported: ImportError") as caught:
        framework("raise ImportError('undefined symbol')").load()
    assert caught.value.tip == 'pip install "paramcalc[toy]"'


def test_built_or_not():
    assert BuiltLayer().is_built
    assert not BuiltLayer(left_out="no such class").is_built
    assert not BuiltLayer(refused="ValueError").is_built


def test_everything_is_kept_back_but_the_stream(capfd):
    with quiet_stderr() as stderr:
        os.write(2, b"from C++\n")
        stderr.write("to the user\n")
        stderr.flush()
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "to the user\nafterwards\n"


def test_an_error_shows_it(capfd):
    def fail():
        with quiet_stderr():
            os.write(2, b"cannot load\n")
            raise ImportError

    with pytest.raises(ImportError):
        fail()
    assert capfd.readouterr().err == "cannot load\n"


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
    assert layer_class(namespace, "GRU", ENTRY, "Toy", "1.2") is Real
    with pytest.raises(LeftOutError, match=r"^Toy 1.2 has no LSTM$"):
        layer_class(namespace, "LSTM", ENTRY, "Toy", "1.2")
    with pytest.raises(LeftOutError, match=r"^GRU is not a known layer of Toy$"):
        layer_class(namespace, "GRU", None, "Toy", "1.2")


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
