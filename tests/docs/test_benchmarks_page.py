"""The page of the benchmarks says what was measured, and a missed bound is seen on it."""

from __future__ import annotations

import json

import pytest
from benchmarks import page, record


def figure(**changes):
    what = "a model of 10,000 layers"
    return {
        "what": what,
        "value": 0.5,
        "bound": 2,
        "unit": "s",
        "seconds": [],
        "at_least": False,
        "held": True,
        **changes,
    }


def kept(*figures):
    machine = {"processor": "a processor", "cores": 2, "memory": "24 GiB", "system": "Linux", "load": 0.1}
    return {
        "date": "2026-02-01",
        "command": "python run.py",
        "machine": {**machine, "versions": {"Python": "3.11.7"}},
        "groups": {"Whole models": list(figures)},
    }


def test_every_meaning_is_of_a_figure():
    measured = json.loads(page.FIGURES.read_text(encoding="utf-8"))["groups"].values()
    assert {figure["what"] for group in measured for figure in group} == set(page.MEANINGS)


@pytest.mark.parametrize(
    ("changes", "shows"),
    [
        ({}, ["| 0.5 s | ≤ 2 s |", "width: 25%", ">25%<"]),
        ({"value": 40, "bound": 20, "unit": "x", "at_least": True}, ["| 40× | ≥ 20× |", "width: 50%"]),
        ({"value": -0.1}, ["width: 0%"]),
        ({"value": 4, "held": False}, ['class="bar late"', "width: 100%", ">200%<"]),
        (
            {"value": 12345.6, "bound": 10**5, "unit": "layers/s", "at_least": True},
            ["12,346 layers/s", "≥ 100,000 layers/s"],
        ),
    ],
)
def test_a_figure_has_a_bar_as_long_as_what_it_uses_of_the_bound(changes, shows):
    text = page.bounds([figure(**changes)])
    assert [part for part in shows if part not in text] == []


@pytest.mark.parametrize(("held", "verdict"), [(True, "All 2 bounds hold."), (False, "1 of 2 bounds were missed.")])
def test_the_page_says_whether_a_bound_was_missed(held, verdict, tmp_path, monkeypatch):
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(kept(figure(), figure(held=held))), encoding="utf-8")
    monkeypatch.setattr(page, "FIGURES", path)
    text = page.benchmarks_page()
    assert verdict in " ".join(text.split())
    assert "1 February 2026 with `python run.py` on 2 cores of a processor" in text


@pytest.mark.parametrize(("load", "is_busy"), [(2.5, True), (0.5, False)])
def test_the_page_says_whether_the_machine_was_busy(load, is_busy):
    measured = kept(figure())
    measured["machine"]["load"] = load
    assert ("busy" in page.about(measured, "")) is is_busy


def test_the_programs_beside_keras_have_one_scale():
    pairs = zip(page.AGAINST_KERAS, ([0.2, 4.0], [1.0, 10.0]), strict=True)
    text = page.against_keras([figure(what=what, seconds=seconds) for what, seconds in pairs])
    assert [share for share in (2, 40, 10, 100) if f"width: {share}%" not in text] == []


def test_a_group_that_is_measured_anew_takes_its_place():
    old = {"date": "2026-02-01", "groups": {"Start": [1], "Questions": [2]}}
    new = {"date": "2026-03-01", "groups": {"Questions": [3]}}
    assert record.merge(old, new) == {"date": "2026-02-01", "groups": {"Start": [1], "Questions": [3]}}
    assert record.merge({}, new) == new
