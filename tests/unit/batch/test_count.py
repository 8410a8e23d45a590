"""The counts of one model as a small value: the model's own numbers, or the error."""

from __future__ import annotations

import pytest
from support import SAVED_MODELS

import paramcalc
from paramcalc.batch import count as module
from paramcalc.batch.count import LayerCount, ModelCount, count
from paramcalc.batch.search import Source
from paramcalc.errors import ExitCode, MissingDependencyError, Remedy, UsageError

PATH = str(SAVED_MODELS / "keras3" / "09_nested_frozen.json")


def test_the_numbers_of_the_model():
    model, counted = paramcalc.read(PATH), count(Source(PATH))
    for name in ("name", "framework", "total", "trainable", "bytes", "macs", "is_lower_bound"):
        assert getattr(counted, name) == getattr(model, name), name
    assert (counted.source, counted.version, counted.layers) == (PATH, model.spec.version, len(model.layers))
    assert counted.by_layer == ()
    assert counted.is_number


def test_the_layers_if_they_are_asked_for():
    line = "Input((28, 28)) > GRU(75) > Dense(10, trainable=False)"
    expected = (LayerCount("gru", "GRU", 23625, 23625), LayerCount("dense", "Dense", 760, 0))
    assert count(Source(line), by_layer=True).by_layer == expected


def test_what_is_not_a_number(tmp_path):
    source = tmp_path / "train.py"
    source.write_text("import keras\nm = keras.Sequential([keras.Input((3,)), Mine(7)])\n")
    counted = count(Source(str(source)))
    assert counted.is_lower_bound
    assert "Mine(7) is not a known layer of Keras" in counted.unknown[0]
    assert not counted.is_number
    assert not count(Source("GRU(3)")).is_number
    assert not count(Source("missing.keras")).is_number


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UsageError("a", tip="b"), ModelCount("m.h5", error="a", tip="b", exit_code=ExitCode.USAGE)),
        (
            UsageError("a", remedy=Remedy("set", "n=1")),
            ModelCount("m.h5", error="a", remedy=Remedy("set", "n=1"), exit_code=ExitCode.USAGE),
        ),
        (MissingDependencyError("a"), ModelCount("m.h5", error="a", exit_code=ExitCode.MISSING)),
        (KeyError("a"), ModelCount("m.h5", error="internal error: KeyError('a')", exit_code=ExitCode.INTERNAL)),
    ],
)
def test_an_error_is_an_answer(error, expected, monkeypatch):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(module, "read_model", fails)
    assert count(Source("m.h5")) == expected


def test_a_source_that_is_none():
    assert count(Source("m", "m has no file *.h5")) == ModelCount(
        "m", error="m has no file *.h5", exit_code=ExitCode.USAGE
    )


def test_options(monkeypatch):
    monkeypatch.setattr(module, "read_model", lambda source, **options: pytest.fail(str(options)))
    with pytest.raises(pytest.fail.Exception, match="'weights': False"):
        count(Source("m.keras"), {"weights": False})
