"""The extension of Python-Markdown, with the real Python-Markdown: a fence becomes the answer of its command."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from paramcalc import UsageError
from paramcalc.cli.app import run

markdown = pytest.importorskip("markdown", reason="pip install 'paramcalc[markdown]'")

NAME = "paramcalc.extensions.markdown"


def built(page: str, *extensions: str, **options: object) -> str:
    return markdown.markdown(page, extensions=[NAME, *extensions], extension_configs={NAME: options} if options else {})


def fence(command: str, sign: str = "```") -> str:
    return f"{sign}paramcalc\n{command}\n{sign}\n"


@pytest.mark.parametrize("extensions", [(), ("fenced_code",), ("tables", "fenced_code", "toc")])
def test_a_fence(extensions):
    page = built(f"# Title\n\n{fence('gru --units 75 --input 28')}\nText", *extensions)
    root = ElementTree.fromstring(f"<div>{page}</div>")
    cells = [cell.text for cell in root.iter("th")]
    assert "23,625" in cells
    assert root.find("p").text == "Text"
    assert "```" not in page


def test_one_value_and_other_forms():
    assert "<p>23,625</p>" in built(fence("gru 75 28 --only total"))
    text = built(fence("gru 75 28 --format text"))
    assert text.startswith("<pre>Keras GRU: units=75, input=28")
    assert "&lt;" not in text
    assert "<svg" in built(fence('model "Input((28, 28)) > GRU(75)" --format svg'))


def test_a_command_of_several_lines_and_another_fence():
    assert "24,385" in built(fence('model "Input((28, 28)) > GRU(75) > Dense(10)"\n--gates', "~~~~"))


def test_in_a_list():
    page = built("- item\n\n    ```paramcalc\n    gru 75 28 --only total\n    ```\n\n- next\n")
    (item, following) = ElementTree.fromstring(page).findall("li")
    assert "".join(item.itertext()).split() == ["item", "23,625"]
    assert "".join(following.itertext()).split() == ["next"]


def test_a_fence_in_a_fence_is_shown():
    page = built(f"````markdown\n{fence('gru 75 28')}````\n", "fenced_code")
    assert "```paramcalc\ngru 75 28\n```" in page
    assert "23,625" not in page


def test_files_are_those_of_the_root(tmp_path):
    (tmp_path / "cell.eq").write_text("h: units\nh = tanh(W @ x + U @ h)\n", encoding="utf-8")
    assert "<p>24</p>" in built(fence("cell cell.eq 3 5 --only total"), root=str(tmp_path))


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("gruu", "line 3: gruu: no command 'gruu'"),
        ("model /etc/passwd", "absolute path"),
        ("gru -o x.md", "write a file"),
        ("gru 75 28 | head", "no shell"),
        ("", "the command is missing"),
    ],
)
def test_a_command_without_an_answer_stops_the_build(command, says):
    with pytest.raises(UsageError, match=says):
        built(f"# T\n\n{fence(command)}")


def test_markers_are_invisible_and_the_table_between_them_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "Text\n\n<!-- paramcalc: gru 75 28 -->\n<!-- /paramcalc -->\n\n"
        "A GRU has <!-- paramcalc: gru 75 28 --only total --><!-- /paramcalc --> parameters.\n",
        encoding="utf-8",
    )
    assert run(["docs", "--write", "page.md"]) == 0
    html = markdown.markdown(page.read_text(encoding="utf-8"), extensions=["tables", "fenced_code"])
    # XML, unlike HTML, has no comment with two hyphens.
    root = ElementTree.fromstring(f"<div>{re.sub('<!--.*?-->', '', html)}</div>")
    assert "23,625" in ["".join(cell.itertext()) for cell in root.iter("td")]
    assert "".join(root.findall("p")[-1].itertext()) == "A GRU has 23,625 parameters."
    assert len(root.findall("ul")) == 1
