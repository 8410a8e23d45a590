"""Notebooks: only the text of Markdown cells changes, byte for byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import UsageError
from paramcalc.pages.notebook import cells, with_texts

CODE = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": ["1\n", "2"]}

texts = st.text(st.characters(blacklist_categories=("Cs",)))


def notebook(*sources: object, **layout: object) -> str:
    written = [{"cell_type": "markdown", "metadata": {"a": [1, {"b": "}]"}]}, "source": source} for source in sources]
    whole = {"cells": [CODE, *written, CODE], "metadata": {"x": "cells"}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, **layout)


LAYOUTS = [{"indent": 1}, {"indent": 1, "ensure_ascii": False}, {}, {"separators": (",", ":")}, {"indent": "\t"}]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("source", [["a × b\n", "c"], "a × b\nc", ["a × b\n", "c\n"], ["a × b\nc"]])
def test_the_cells(source, layout):
    found = cells(notebook(source, "", [], **layout))
    assert [(cell.number, cell.text) for cell in found] == [(2, "".join(source)), (3, ""), (4, "")]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("source", "text", "changed"),
    [
        (["a × b\n", "old\n", "c"], "a × b\nnew\nlines\nc", ["a × b\n", "new\n", "lines\n", "c"]),
        ("a × b\nold", "a × b\nnew", "a × b\nnew"),
        (["one"], "one\ntwo", ["one\n", "two"]),
    ],
)
def test_a_changed_cell(source, text, changed, layout):
    page = notebook("first", source, "last", **layout)
    cell = cells(page)[1]
    assert with_texts(page, [(cell, text)]) == notebook("first", changed, "last", **layout)


def test_a_line_that_stays_keeps_its_escapes():
    page = '{"cells": [{"cell_type": "markdown", "source": ["\\u00d7 \\/\\n", "×\\n", "old"]}]}'
    (cell,) = cells(page)
    assert cell.text == "× /\n×\nold"
    assert with_texts(page, [(cell, "× /\n×\nnew")]) == page.replace("old", "new")


@given(texts, texts)
def test_any_text(before, after):
    page = notebook(before.splitlines(keepends=True), after, indent=1)
    first, second = cells(page)
    assert [first.text, second.text] == [before, after]
    again = cells(with_texts(page, [(first, after), (second, before)]))
    assert [cell.text for cell in again] == [after, before]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "[]",
        "{}",
        "{",
        '{"cells": 3}',
        '{"cells": [3]}',
        '{"cells": [{}]}',
        '{"cells": [{"cell_type": 3}',
        '{"cells": [{"cell_type": "markdown", "source": [1]}]}',
        "[" * 100_000,
        '{"cells" 3}',
        '{"a": 1',
    ],
)
def test_what_is_no_notebook(page):
    with pytest.raises(UsageError, match="no Jupyter notebook"):
        cells(page)
