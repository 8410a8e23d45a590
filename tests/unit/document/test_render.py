from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import custom_cell, gru, layer, lstm, rnn
from paramcalc.frameworks import FRAMEWORKS, cells
from paramcalc.render import EXPLANATIONS, FORMATS, Page, render
from paramcalc.render.json import document, dump, schema
from paramcalc.render.page import ASCII_GLYPHS, UNICODE_GLYPHS, columns_of, glyphs_of

SNAPSHOTS = Path(__file__).parent / "snapshots"

WIDTHS = (40, 60, 80, 100, 200, None)

BREAKDOWNS = {
    "gru": gru(75, 28),
    "gru-before": gru(75, 28, reset_after=False),
    "gru-no-bias": gru(75, 28, bias=False),
    "gru-free": gru(),
    "gru-half": gru(input=28),
    "lstm-deep": lstm(75, 28, bidirectional=True, layers=2),
    "lstm-giant": lstm(10**30, 5),
    "rnn": rnn(10, 5),
    "conv": layer("convlstm2d", filters=3, channels=2, kernel_size=3),
}

SHOTS = [
    *((name, "table", width) for name in ("gru", "gru-free", "lstm-deep", "lstm-giant") for width in WIDTHS),
    *((name, form, None) for name in BREAKDOWNS for form in ("text", "markdown")),
    *(("gru", form, None) for form in FORMATS),
    *((name, "latex", None) for name in ("gru-free", "lstm-deep")),
]


def compare(name: str, text: str, update: bool) -> None:
    path = SNAPSHOTS / name
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "pytest --update-docs rewrites the snapshots"


@pytest.mark.parametrize(("name", "form", "width"), dict.fromkeys(SHOTS))
def test_snapshot(name, form, width, update):
    text = render(BREAKDOWNS[name], form, Page(UNICODE_GLYPHS, width))
    compare(f"{name}.{form}.{width or 'any'}.txt", text, update)


@pytest.mark.parametrize("form", EXPLANATIONS)
@pytest.mark.parametrize("name", ["gru", "gru-free", "lstm-deep"])
def test_snapshot_of_an_explanation(name, form, update):
    text = BREAKDOWNS[name].explain(form, Page(UNICODE_GLYPHS, 80))
    compare(f"{name}.explain-{form}.80.txt", text, update)


def test_every_form_has_a_snapshot():
    assert {form for _, form, _ in SHOTS} == set(FORMATS)
    shots = {f"{name}.{form}.{width or 'any'}.txt" for name, form, width in SHOTS}
    shots |= {f"{name}.explain-{form}.80.txt" for name in ("gru", "gru-free", "lstm-deep") for form in EXPLANATIONS}
    assert {path.name for path in SNAPSHOTS.iterdir() if path.is_file()} == shots


NUMBER = r"\d[\d,]*"


def numbers_by_line(text: str) -> dict[str, list[list[int]]]:
    """From a drawn table: for every label the numbers of its cells (what a shape comes to), one list a line.

    Both ways of drawing are read: cells side by side, and one under another.
    """
    found: dict[str, list[list[int]]] = {}
    label = ""
    for line in text.split("formula")[0].splitlines():
        side_by_side = re.match(r"(z|r|h|i|f|c|o|sum|total)( \w+)?\s{2,}", line)
        one_above = re.match(rf"(z|r|h|i|f|c|o|sum|total)( \w+)?: ({NUMBER})", line)
        if side_by_side:
            cells = re.split(r"\s{2,}", line.strip())[1:]
            counts = [number(cell) for cell in cells if re.fullmatch(rf"(.* = )?{NUMBER}", cell)]
            found.setdefault(side_by_side[1], []).append(counts)
        elif one_above:
            label = one_above[1]
            found.setdefault(label, []).append([])
            last = number(one_above[3])
            found[label][-1].append(last)
        elif label and re.match(r"  (kernel|recurrent kernel|bias)\s", line):
            found[label][-1].insert(-1, number(re.split(r"\s{2,}", line.strip())[1]))
    return found


def number(cell: str) -> int:
    return int(cell.rpartition("= ")[2].replace(",", ""))


@pytest.mark.parametrize("glyphs", [UNICODE_GLYPHS, ASCII_GLYPHS], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [30, 40, 80, 100, None])
@pytest.mark.parametrize("name", ["gru", "gru-before", "lstm-deep", "lstm-giant", "rnn"])
def test_columns_add_up_in_the_text_itself(name, width, glyphs):
    lines = numbers_by_line(render(BREAKDOWNS[name], "table", Page(glyphs, width)))
    (bottom,) = lines.pop("total")
    sums = lines.pop("sum", None)
    gates = [cells for each in lines.values() for cells in each]
    assert [sum(column) for column in zip(*gates, strict=True)] == bottom
    assert all(sum(cells[:-1]) == cells[-1] for cells in [*gates, bottom])
    assert sums is None or [sum(column) for column in zip(*sums, strict=True)] == bottom
    assert bottom[-1] == BREAKDOWNS[name].total


def test_the_reading_of_tables_can_fail():
    text = render(BREAKDOWNS["gru"], "table").replace("75×75 = 5,625", "75×75 = 5,526", 1)
    gates = numbers_by_line(text)
    assert sum(gates["z"][0][:-1]) != gates["z"][0][-1]


@pytest.mark.parametrize("form", ["table", "text", "markdown", "html"])
@given(
    units=st.integers(1, 10**40),
    features=st.integers(1, 10**40),
    width=st.one_of(st.none(), st.integers(1, 300)),
    stacked=st.booleans(),
)
def test_every_digit_is_kept(form, units, features, width, stacked):
    b = lstm(units, features, bidirectional=stacked, layers=1 + stacked)
    text = render(b, form, Page(ASCII_GLYPHS, width))
    assert f"{b.total:,}" in text
    assert all(f"{row.count:,}" in text for row in b.rows)
    assert all(str(tensor.shape[0]) in text for tensor in b.tensors)
    assert "…" not in text


@pytest.mark.parametrize("width", range(20, 130, 5))
def test_the_table_fits_where_it_can(width):
    """Only what cannot be broken may stick out: the heading, a formula, a line of the narrowest layout."""
    drawn = render(gru(75, 28), "table", Page(UNICODE_GLYPHS, width)).splitlines()[1:]
    assert max(map(len, drawn)) <= max(width, 49)


@pytest.mark.parametrize("form", [*FORMATS])
@pytest.mark.parametrize("name", BREAKDOWNS)
def test_ascii_glyphs_give_ascii(name, form):
    render(BREAKDOWNS[name], form, Page(ASCII_GLYPHS, 80)).encode("ascii")


@pytest.mark.parametrize("form", EXPLANATIONS)
def test_ascii_explanations(form):
    gru().explain(form, Page(ASCII_GLYPHS, 80)).encode("ascii")


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [
        ("utf-8", UNICODE_GLYPHS),
        ("ascii", ASCII_GLYPHS),
        ("latin-1", ASCII_GLYPHS),
        ("cp1252", ASCII_GLYPHS),
        (None, ASCII_GLYPHS),
        ("no-such-encoding", ASCII_GLYPHS),
    ],
)
def test_glyphs_by_encoding(encoding, glyphs):
    assert glyphs_of(encoding) is glyphs


def test_unicode_glyphs_fit_where_they_are_chosen():
    for glyph in (*UNICODE_GLYPHS[1:], UNICODE_GLYPHS.notation.times, UNICODE_GLYPHS.notation.power(1234567890)):
        glyph.encode("utf-8")
        assert glyphs_of("gbk") is ASCII_GLYPHS or glyph.encode("gbk")


class TestJson:
    checker = jsonschema.Draft202012Validator(json.loads(schema()))

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(json.loads(schema()))

    @pytest.mark.parametrize("framework", FRAMEWORKS)
    @pytest.mark.parametrize("cell", cells())
    @pytest.mark.parametrize("sizes", [{}, {"units": 3}, {"input": 5}, {"units": 3, "input": 5}, {"units": 10**30}])
    @pytest.mark.parametrize("choices", [{}, {"bidirectional": True, "layers": 3}], ids=str)
    def test_real_output_fits_the_schema(self, framework, cell, sizes, choices):
        if cell not in FRAMEWORKS[framework].cells or FRAMEWORKS[framework].cells[cell].spatial:
            return
        value = json.loads(layer(cell, framework=framework, **sizes, **choices).to("json"))
        self.checker.validate(value)
        assert (value["total"] is None) == (len(sizes) < 2)

    @pytest.mark.parametrize("dimensions", [1, 2, 3])
    def test_convolutions_fit_it_too(self, dimensions):
        for sizes in ({}, {"filters": 3, "channels": 2, "kernel_size": 3}):
            self.checker.validate(json.loads(layer(f"convlstm{dimensions}d", **sizes).to("json")))

    @pytest.mark.parametrize(
        "change",
        [
            {"total": "23,625"},
            {"total": 1.5},
            {"schema": 2},
            {"rows": [{}]},
            {"extra": 1},
            {"options": {}},
            {"sizes": {"units": 0}},
        ],
    )
    def test_the_schema_refuses(self, change):
        value = {**document(gru(75, 28)), **change}
        with pytest.raises(jsonschema.ValidationError):
            self.checker.validate(value)
        value.pop("total")
        with pytest.raises(jsonschema.ValidationError):
            self.checker.validate(value)

    def test_numbers_are_exact_and_add_up(self):
        value = json.loads(lstm(10**30, 5).to("json"))
        assert value["total"] == 4 * 10**60 + 24 * 10**30
        assert sum(row["count"] for row in value["rows"]) == value["total"]
        assert sum(tensor["count"] for tensor in value["tensors"]) == value["total"]

    def test_with_free_sizes_counts_are_formulas(self):
        value = json.loads(gru(input=28).to("json"))
        assert (value["total"], value["polynomial"]) == (None, "3*(units**2 + 30*units)")
        assert value["sizes"] == {"units": None, "input": 28}
        assert eval(value["formula"], {"units": 75, "input": 28}) == 23625
        assert sum(eval(str(row["count"]), {"units": 75}) for row in value["rows"]) == 23625

    def test_dump_is_json(self):
        value = {"a": [], "b": [{"c": None}, 2], "d": {"e": True}, "f": "×"}
        assert json.loads(dump(value)) == value


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_csv_has_the_rows(name):
    b = BREAKDOWNS[name]
    lines = list(csv.DictReader(io.StringIO(b.to("csv"))))
    assert len(lines) == len(b.rows)
    assert lines[0].keys() == document(b)["rows"][0].keys()
    if not b.free:
        assert sum(int(line["count"]) for line in lines) == b.total


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_markdown_tables_are_rectangular(name):
    rows = [line for line in BREAKDOWNS[name].to("markdown").splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert re.fullmatch(r"\| :--- (\| ---: )+\|", rows[1])


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_html_is_well_formed(name):
    root = ElementTree.fromstring(f"<div>{BREAKDOWNS[name].to('html')}</div>".replace("<br>", "<br/>"))
    assert len(root.findall("./table/tr")) >= 3


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_latex_is_balanced(name):
    text = BREAKDOWNS[name].to("latex")
    text.encode("ascii")
    assert text.count("{") == text.count("}")
    assert re.findall(r"\\begin\{([\w*]+)\}", text) == re.findall(r"\\end\{([\w*]+)\}", text)
    assert text.count(r"\left(") == text.count(r"\right)")
    tabular = text[text.index(r"\begin{tabular}") : text.index(r"\end{tabular}")]
    lines = [line for line in tabular.splitlines() if line.endswith(r"\\") and "multicolumn" not in line]
    assert len({line.count("&") for line in lines}) == 1


def test_markdown_on_an_ascii_stream_keeps_its_stars():
    text = render(gru(), "markdown", Page(ASCII_GLYPHS, None))
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert not any(re.search(r"(?<![\\*])\*(?!\*)", line) for line in table)
    assert r"input\*units" in text


def test_wide_names_keep_their_digits_and_columns():
    cell = custom_cell("h: 单位\nh = tanh(W @ x + U @ h + b)")
    b = layer(cell, input=12345)
    for width in (None, 30, 60, 100, 400):
        assert "12,345" in render(b, "table", Page(UNICODE_GLYPHS, width))
        assert "…" not in render(b, "table", Page(UNICODE_GLYPHS, width))


@pytest.mark.parametrize(("text", "width"), [("75", 2), ("单位", 4), ("Ａ", 2), ("é", 1), ("e\u0301", 1), ("×", 1)])
def test_columns_of_a_text(text, width):
    assert columns_of(text) == width


def test_explanations_do_not_contradict_each_other():
    for inside in (
        "W @ x + U @ h + b + c",
        "W @ x + b + U @ h - c",
        "r * (U @ h + b + c) + W @ x",
        "W @ x + V @ x + U @ h",
    ):
        text = layer(custom_cell(f"h: units\nh = tanh({inside})")).explain()
        assert "cannot be merged" not in text
        assert "redundant" in text


def test_latex_of_small_numbers():
    text = layer(custom_cell("h: units\nh = 0.00001 * h + 2.5e-7 * (W @ x)")).to("latex")
    assert r"10^{-5} \, h_{t-1}" in text
    assert r"2.5 \cdot 10^{-7} \," in text


def test_deep_stacks_are_drawn_in_linear_time():
    """A thousand layers in both directions; drawn in quadratic time this takes a minute."""
    text = lstm(64, 3, bidirectional=True, layers=1000).to("table")
    assert text.count("forward: reads 128 features") == 999


def test_a_breakdown_shows_itself():
    b = gru(75, 28)
    assert str(b) == b.to("text").rstrip("\n")
    assert "23,625" in str(b)
    assert repr(b) == "<keras GRU, 23625 parameters>"
    assert b._repr_markdown_() == b.to("markdown")
    assert b._repr_html_() == b.to("html")


def test_explanation_in_words_and_numbers():
    text = gru(75, 28).explain()
    assert "W_z (kernel) maps x, 28 numbers, to z, 75 numbers: 28×75 weights = 2,100." in text
    assert "c_z (recurrent bias) is one number for each of the 75 numbers of z: 75. It is only ever added to" in text
    assert "It stands in r * (U_h @ h + c_h), where no other bias is added" in text
    assert "U_h (recurrent kernel) maps r * h, 75 numbers, to h_tilde" in gru(75, 28, reset_after=False).explain()
