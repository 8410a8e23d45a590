"""The calculator's data are the engine's polynomials, and its page needs nothing from outside. No browser is needed."""

from __future__ import annotations

import json
import random
import re
import sys

import pytest
from calculator_page import FOLDER, builder
from support import ROOT

from paramcalc import gru, layer, lstm
from paramcalc.document.nodes import Phrase
from paramcalc.frameworks import cells, homes

BUILDER = builder()

DATA = BUILDER.export()

DIGITS = random.Random(7)

SIZES = {"units": 75, "input": 28, "filters": 7, "channels": 3, "kernel_1": 3, "kernel_2": 3, "kernel_3": 3}


def value(index: int, sizes: dict[str, int]) -> int:
    """A polynomial of the data at these sizes."""
    total = 0
    for factor, names in DATA["polynomials"][index]:
        for name in names:
            factor *= sizes[name]
        total += factor
    return total


def settings_of(key: str) -> tuple[str, str, dict]:
    """The cell, the framework, and the options of a variant, by its key."""
    cell, framework, *switches = key.split()
    options = {option.name: option.name in switches for option in homes(cell)[framework].options if not option.is_size}
    return cell, framework, {**options, "bias": "bias" in switches, "bidirectional": "bidirectional" in switches}


def breakdown_of(key: str, sizes: dict[str, int], layers: int):
    cell, framework, options = settings_of(key)
    given = {name: size for name, size in sizes.items() if name in DATA["variants"][key]["sizes"]}
    return layer(cell, framework=framework, **options, **given, layers=layers)


@pytest.mark.parametrize("key", DATA["variants"])
def test_every_count_is_the_engines(key):
    long = {name: DIGITS.randrange(10**99, 10**100) for name in SIZES}
    for sizes, layers in ((SIZES, 1), (SIZES, 2), (SIZES, 5), (long, 3)):
        given = {**sizes, "projection": sizes["units"] // 2}
        real = breakdown_of(key, given, layers)
        variant = DATA["variants"][key]
        put = {**given, "layers": layers}
        for name in ("total", "redundant", "macs"):
            assert value(variant[name], put) == getattr(real, name), name
    assert list(real.layer.sizes) == variant["sizes"]
    assert variant["equations"] == str(real.layer.structure.cell.program)


@pytest.mark.parametrize("key", DATA["variants"])
def test_the_areas_are_the_rows_of_two_layers(key):
    real = breakdown_of(key, {**SIZES, "projection": 5}, 2)
    sizes = {**SIZES, "projection": 5}
    panels = DATA["variants"][key]["panels"]
    drawn = {
        (panel["layer"], panel["direction"], area["parameter"]): (
            tuple(value(size, sizes) for size in area["shape"]),
            value(area["count"], sizes),
            area["redundant"],
        )
        for panel in panels
        for stored in DATA["panels"][panel["stored"]]
        for band in stored["bands"]
        for area in band["areas"]
        if area
    }
    assert drawn == {
        (row.layer, row.direction, row.parameter): (row.shape, row.count, row.redundant) for row in real.rows
    }
    widths = {panel["layer"]: value(panel["width"], sizes) for panel in panels}
    assert widths == {number: width for number, (width, _) in enumerate(real.widths, 1)}


def test_a_changed_polynomial_would_be_seen():
    index = DATA["variants"]["gru keras reset_after bias"]["total"]
    before = DATA["polynomials"][index][0][0]
    DATA["polynomials"][index][0][0] += 1
    try:
        assert value(index, {**SIZES, "layers": 1}) != gru(75, 28).total
    finally:
        DATA["polynomials"][index][0][0] = before


def test_every_setting_is_a_variant():
    expected = set()
    for cell in cells():
        for framework, entry in homes(cell).items():
            switches = len(entry.options) + (not entry.always_bias) + 1
            keys = [key for key in DATA["variants"] if key.split()[:2] == [cell, framework]]
            assert len(keys) == 2**switches
            expected |= set(keys)
    assert set(DATA["variants"]) == expected
    assert set(DATA["cells"]) == set(cells())


def test_sentences_hold_for_any_number_of_layers():
    data = sys.modules["calculator_data"]
    with pytest.raises(TypeError, match="the sentences differ"):
        data._merged("a", "b")
    with pytest.raises(TypeError, match="the sentences differ"):
        data._merged(Phrase("a"), Phrase("b"))
    one, two = (lstm(layers=layers).total for layers in (1, 2))
    assert data.in_layers(one, two).at(units=3, input=5, layers=9) == lstm(3, 5, layers=9).total


def test_the_page_is_one_file_without_anything_from_outside():
    page = BUILDER.build(incomplete=True)
    assert not re.search(r"%[A-Z]+%", page.replace("%20", ""))
    urls = set(re.findall(r"https?://[^\s\"'<`]+", page))
    assert urls == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script[^>]+src|<link[^>]+stylesheet|@import|url\(|fetch\(|XMLHttpRequest|WebSocket", page)
    assert "default-src 'none'" in page
    (data,) = re.findall(r"^const DATA = (.*);$", page, re.MULTILINE)
    assert json.loads(data) == json.loads(json.dumps(DATA))


def test_no_script_has_a_formula():
    """The scripts put numbers in; the factors of gates and biases are in the data alone."""
    for name in BUILDER.SCRIPTS:
        text = (FOLDER / name).read_text(encoding="utf-8")
        code = re.sub(r"(?m)//.*$|/\*.*?\*/", "", text)
        assert not re.search(r"\b(units|input|filters|channels)\s*[*]|[*]\s*(units|input)\b", code), name


def test_a_text_in_the_data_cannot_end_the_script():
    assert "</script" not in BUILDER.build(incomplete=True).partition("const DATA = ")[2].partition(";\n")[0]


def test_every_key_of_a_link_is_described():
    text = (FOLDER.parent / "calculator.md").read_text(encoding="utf-8")
    keys = {option["name"] for cell in DATA["cells"].values() for option in cell["options"]}
    assert {key for key in keys | {"bias", "bidirectional", "layers", "lang"} if f"`{key}`" not in text} == set()


def test_the_command_writes_the_page(tmp_path, capsys):
    target = tmp_path / "folder" / "page.html"
    BUILDER.main(["--incomplete", str(target)])
    assert target.read_text(encoding="utf-8") == BUILDER.build(incomplete=True)
    assert capsys.readouterr().out.startswith(str(target))
    assert BUILDER.DEFAULT == ROOT / "build" / "calculator.html"


def test_a_template_without_a_place_is_refused(monkeypatch):
    real = BUILDER._text
    monkeypatch.setattr(BUILDER, "_text", lambda name: "" if name == "template.html" else real(name))
    with pytest.raises(ValueError, match="no place for STYLE"):
        BUILDER.build(incomplete=True)
