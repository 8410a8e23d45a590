"""The parts of a picture are values."""

from __future__ import annotations

import pytest

from paramcalc.document.picture import Area, Band, Panel, Picture, StoredBands

AREA = Area(parameter="W", gate="z update", colour=0, width=75, height=28, count=2100)


def test_an_area_is_redundant_only_where_it_says_so():
    assert not AREA.redundant
    assert Area("W", "z update", 0, 75, 28, 2100, redundant=True) != AREA


def test_heads_are_optional():
    assert Band("input = 28", (AREA, None)).heads == ()


def test_they_are_frozen():
    panel = Panel("", "", (StoredBands(("kernel",), ((28, 75),), (Band("", (AREA,)),)),))
    picture = Picture("title", "", "", ((panel,),), (), {})
    for value, name in ((AREA, "width"), (panel, "title"), (picture, "rows")):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
