"""The pictures of layers as forms of their answers: in files, on the command line, in HTML and in notebooks."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from examples import COMPARISONS

from paramcalc import gru
from paramcalc.api.comparison import compare
from paramcalc.cli.app import run
from paramcalc.document import forms_of
from paramcalc.document.page import PLAIN
from paramcalc.document.pictures.layers import svg
from paramcalc.frameworks import cells


def test_a_layer():
    assert gru(75, 28).to("svg") == svg(gru(75, 28), PLAIN)
    assert "svg" in forms_of("layer")


def test_a_comparison_has_the_title_of_its_table():
    drawn = svg(COMPARISONS["options"], PLAIN)
    assert "<title" in drawn
    assert "gru of keras: units=75, input=28" in drawn
    assert drawn.count(">23,400 parameters (-225 to reset_after=True)<") == 1


@pytest.mark.parametrize("cell", cells())
def test_the_command(cell, tmp_path, capsys):
    sizes = [] if cell.startswith("conv") else ["--units", "75", "--input", "28"]
    file = tmp_path / "layer.svg"
    assert run([cell, *sizes, "-o", str(file)]) == 0
    assert run([cell, *sizes, "--format", "svg"]) == 0
    text = file.read_text(encoding="utf-8")
    assert capsys.readouterr().out == text
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_command_of_a_comparison(capsys):
    assert run(["compare", "gru", "gru --no-reset-after", "75", "28", "--format", "svg"]) == 0
    assert "23,400 parameters" in capsys.readouterr().out


@pytest.mark.parametrize("result", [gru(75, 28), compare(gru(75, 28), gru(75, 28, reset_after=False))])
def test_html_and_notebooks_have_the_picture(result):
    root = ElementTree.fromstring(f"<div>{result.to('html')}</div>")
    (drawn,) = root.findall("{http://www.w3.org/2000/svg}svg")
    alone = ElementTree.fromstring(result.to("svg"))
    assert ElementTree.tostring(drawn).strip() == ElementTree.tostring(alone)
    notebook = ElementTree.fromstring(
        result._repr_html_().replace("<style>", "<style><![CDATA[").replace("</style>", "]]></style>")
    )
    (shown,) = notebook.iter("{http://www.w3.org/2000/svg}svg")
    assert [part.tag for part in shown.iter()] == [part.tag for part in alone.iter()]
    for form in ("text", "markdown", "latex"):
        assert "svg" not in result.to(form)
