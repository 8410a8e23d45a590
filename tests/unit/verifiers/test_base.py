"""Importing a framework: what is set before, what is kept from the user, and what is said if it fails."""

from __future__ import annotations

import os
import sys

import pytest

from paramcalc.errors import MissingDependencyError
from paramcalc.verifiers.base import BuiltLayer, Verifier

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
