"""The texts of notebooks and pages."""

from __future__ import annotations

import json

import pytest
from support import TESTS

from paramcalc.readers.summaries import read_summaries
from paramcalc.readers.summaries.pages import texts

TABLE = (TESTS / "files" / "summaries" / "keras2_sequential.txt").read_text(encoding="utf-8")


def notebook(*outputs, **cell):
    return json.dumps({"cells": [{"cell_type": "code", "source": [], "outputs": list(outputs), **cell}], "nbformat": 4})


@pytest.mark.parametrize(
    "content",
    [
        notebook({"output_type": "stream", "text": TABLE.splitlines(keepends=True)}),
        notebook({"output_type": "stream", "text": TABLE}),
        notebook({"output_type": "display_data", "data": {"text/plain": [TABLE]}}),
        notebook({"output_type": "display_data", "data": {"text/html": [f"<pre>{TABLE}</pre>"], "text/plain": ["x"]}}),
        json.dumps(
            {
                "metadata": {},
                "nbformat": 3,
                "worksheets": [{"cells": [{"cell_type": "code", "outputs": [{"text": TABLE}]}]}],
            }
        ),
        json.dumps({"cells": [{"cell_type": "markdown", "source": [TABLE]}], "nbformat": 4}),
    ],
    ids=["lines", "text", "plain", "html", "version 3", "markdown"],
)
def test_a_notebook(content):
    (summary,) = read_summaries(content)
    assert len(summary.rows) == 4


def test_html_escapes():
    assert list(texts("<pre>a &lt; b&nbsp;c<br/>d</pre>")) == ["a < b c\nd"]


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', '{"cells": [3], "nbformat": 4}', "[1, 2]", "null"])
def test_what_is_no_notebook(content):
    assert isinstance(list(texts(content)), list)
    assert read_summaries(content) == ()
