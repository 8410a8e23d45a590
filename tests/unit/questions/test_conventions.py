"""The catalogue of layers."""

from __future__ import annotations

import pytest

from paramcalc.errors import UsageError
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.questions.conventions import Known, conventions, departures, is_default

ALL = list(conventions(spatial=True))


def test_every_cell_of_every_framework_is_there():
    cells = {(name, cell) for name, framework in FRAMEWORKS.items() for cell in framework.cells}
    assert {(layer.framework, layer.name) for layer in ALL} == cells


def test_every_setting_is_there_once():
    settings = [
        (layer.framework, layer.name, tuple(layer.options.items()), layer.bias, layer.bidirectional) for layer in ALL
    ]
    assert len(set(settings)) == len(settings)
    for framework, cell, options, bias, bidirectional in settings:
        entry = FRAMEWORKS[framework].cells[cell]
        assert (framework, cell, options, bias, not bidirectional) in settings
        assert bias or not entry.always_bias
        for name, value in options:
            other = tuple((key, not kept if key == name else kept) for key, kept in options)
            assert (framework, cell, other, bias, bidirectional) in settings, (name, value)


def test_the_defaults_of_today_come_first():
    default = [layer for layer in ALL if is_default(layer)]
    assert ALL[: len(default)] == default
    assert {layer.framework for layer in default} == {"keras"}
    rest = [departures(layer) for layer in ALL[len(default) :]]
    assert rest == sorted(rest)


@pytest.mark.parametrize(
    ("known", "count"),
    [
        (Known("gru", "keras"), 8),
        (Known("GRU", "keras", bias=True), 4),
        (Known("gru", "keras", bias=True, bidirectional=False), 2),
        (Known("gru", "keras", bias=True, bidirectional=False, options={"reset_after": False}), 1),
        (Known("simplernn", "keras", bias=True, bidirectional=False), 1),
        (Known(options={"peepholes": True}), 4),
    ],
)
def test_what_is_known_narrows(known, count):
    assert len(list(conventions(known))) == count


def test_convolutions_are_there_only_if_asked_for():
    assert not any(layer.entry.spatial for layer in conventions())
    assert any(layer.entry.spatial for layer in ALL)


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (Known("gruu"), "no cell 'gruu'"),
        (Known("mgu", "keras"), "has no cell 'mgu'"),
        (Known("gru", options={"reset": True}), "no option 'reset'"),
    ],
)
def test_unknown_names(known, message):
    with pytest.raises(UsageError, match=message):
        list(conventions(known))
