"""The programs that train the worked examples: what real Keras prints is held against the derivation and the pages."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
from support import ROOT

import paramcalc

pytest.importorskip("keras")
pytest.importorskip("sklearn")

PROGRAMS = ROOT / "docs" / "examples"
PAGES = ROOT / "docs" / "worked-examples"
SHARED = "learning"


def recurrent(cell: str, units: int, features: int) -> int:
    """The parameters of a layer of Keras, in the closed form that textbooks give."""
    one = units * (features + units)
    return {"SimpleRNN": one + units, "LSTM": 4 * (one + units), "GRU": 3 * (one + 2 * units)}[cell]


class Expected(NamedTuple):
    """What a program's models have apart from the recurrent layer, and the counts of the article's own models."""

    features: int
    outputs: int
    embedding: int
    articles: dict[str, int]
    budget: int
    """The parameters of the model that the others are as large as."""

    def total(self, cell: str, units: int) -> int:
        """The parameters of the model with this layer."""
        return self.embedding + recurrent(cell, units, self.features) + (units + 1) * self.outputs


EXPECTED = {
    "gru_mnist_rows": Expected(28, 10, 0, {"GRU(75)": 24_385}, 24_385),
    "one_sample_13x5": Expected(
        5, 10, 0, {"SimpleRNN(10)": 160 + 110, "LSTM(10)": 640 + 110, "GRU(10)": 510 + 110}, 750
    ),
    "imdb_three_cells": Expected(
        32, 1, 320_000, {"SimpleRNN(32)": 322_113, "LSTM(32)": 328_353, "GRU(32)": 326_369}, 328_353
    ),
    "simple_rnn_10_20_30": Expected(
        28, 10, 0, {"SimpleRNN(10)": 390 + 110, "SimpleRNN(20)": 980 + 210, "SimpleRNN(30)": 2_080}, 2_080
    ),
    "imdb_gru_tf2": Expected(128, 1, 1_280_000, {"GRU(64)": 1_317_313}, 1_317_313),
}
"""For each program. The layers of the articles have 160, 640, 510, 390 and 980; a Dense layer is added."""


ROW = re.compile(r"^\| (\w+\(\d+\)) +\| +([\d,]+) \| +[\d.]+% \| +[\d.]+ \|$", re.MULTILINE)

TABLE = re.compile(r"^(Equal units|Equal budget|Fewer units).*\n\n((?:\|.*\n)+)", re.MULTILINE)

Tables = dict[str, list[tuple[str, int]]]


def tables(text: str) -> Tables:
    """The tables in a program's output or on a page: each layer with the parameters of its model."""
    return {
        title: [(layer, int(params.replace(",", ""))) for layer, params in ROW.findall(rows)]
        for title, rows in TABLE.findall(text)
    }


class Run(NamedTuple):
    """A program that has run."""

    name: str
    output: str
    line: Callable[[str, int], str]
    """The line of layers of a cell and its units."""


def run_program(name: str) -> Run:
    """A program, run as its reader runs it, with two batches for each model."""
    path, output = PROGRAMS / f"{name}.py", io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(output):
        patch.syspath_prepend(str(PROGRAMS))
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.setattr(sys, "argv", [str(path), "--steps", "2"])
        names = runpy.run_path(str(path), run_name="__main__")
    return Run(name, output.getvalue(), names["SYSTEM"].text)


def size(layer: str) -> tuple[str, int]:
    """The cell and the units of `GRU(75)`."""
    cell, units = re.fullmatch(r"(\w+)\((\d+)\)", layer).groups()
    return cell, int(units)


def faults(run: Run, text: str) -> list[str]:
    """The layers whose summary in a text has a row that nothing explains, or a total that is not the derived one."""
    expected = EXPECTED[run.name]
    layers = dict.fromkeys(layer for rows in tables(text).values() for layer, _ in rows)
    wrong = []
    for layer, answer in zip(layers, paramcalc.identify_summary(text).answers, strict=True):
        cell, units = size(layer)
        (row,) = [row for row in answer.rows if row.row.kind == cell]
        settings = [(match.config.get("units"), match.input) for match in row.matches]
        is_explained = answer.status == "explained" and all(row.status == "explained" for row in answer.rows)
        totals = {answer.sum, answer.summary.totals["total"], paramcalc.model(run.line(cell, units)).total}
        if not is_explained or (units, expected.features) not in settings or totals != {expected.total(cell, units)}:
            wrong.append(layer)
    return wrong


def check_planted_numbers(run: Run) -> None:
    """A wrong number in any row, and a wrong total, is seen in its own summary alone."""
    numbers = [match for match in re.finditer(r"(\d[\d,]*) │$", run.output, re.MULTILINE) if match[1] != "0"]
    totals = list(re.finditer(r"Total params: (\d[\d,]*)", run.output))
    assert len(numbers) >= 2 * len(totals) >= 2 * 5
    for match in numbers + totals:
        wrong = f"{int(match[1].replace(',', '')) + 1:,}"
        planted = run.output[: match.start(1)] + wrong + run.output[match.end(1) :]
        assert len(faults(run, planted)) == 1, match[0]


def check_counts(run: Run) -> None:
    """The counts beside the accuracies are those of the closed forms, the articles' among them."""
    expected, printed = EXPECTED[run.name], tables(run.output)
    others = {"Fewer units": 2} if run.name == "simple_rnn_10_20_30" else {}
    assert {title: len(rows) for title, rows in printed.items()} == {"Equal units": 3, "Equal budget": 3, **others}
    counts = dict(row for rows in printed.values() for row in rows)
    assert counts == {layer: expected.total(*size(layer)) for layer in counts}
    assert expected.articles.items() <= counts.items()


def check_sizes(run: Run) -> None:
    """Equal units are equal, and one unit more is beyond an equal budget."""
    expected, printed = EXPECTED[run.name], tables(run.output)
    assert len({size(layer)[1] for layer, _ in printed["Equal units"]}) == 1
    for layer, params in printed["Equal budget"]:
        cell, units = size(layer)
        assert params <= expected.budget < expected.total(cell, units + 1)


def check_page(run: Run) -> None:
    """The page has the program's tables with the results of a full run, and its command."""
    page = (PAGES / f"{run.name.replace('_', '-')}.md").read_text(encoding="utf-8")
    assert tables(page) == tables(run.output)
    assert f"python docs/examples/{run.name}.py" in page


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_program_prints(name):
    """One test, so that each program runs once, on one worker."""
    run = run_program(name)
    assert faults(run, run.output) == []
    check_planted_numbers(run)
    check_counts(run)
    check_sizes(run)
    check_page(run)


def test_every_worked_example_has_a_program():
    pages = {path.stem.replace("-", "_") for path in PAGES.glob("*.md")}
    assert pages == {path.stem for path in PROGRAMS.glob("*.py")} - {SHARED} == set(EXPECTED)


def test_a_wrong_table_is_seen():
    table = "Equal units\n\n| layer   | parameters |\n| :--- | ---: |\n| GRU(75) |     24,385 |    90.0% |  1.0 |\n"
    assert tables(table) == {"Equal units": [("GRU(75)", 24_385)]}
    assert tables(table.replace("24,385", "24,386")) == {"Equal units": [("GRU(75)", 24_386)]}
