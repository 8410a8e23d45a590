"""What a command makes of a breakdown."""

from __future__ import annotations

from paramcalc import gru
from paramcalc.cli.commands import COUNT, EXPLAIN, VERIFY
from paramcalc.cli.view import View
from paramcalc.document import SUBJECTS


def test_a_view_has_a_subject_that_is_registered():
    for view in (COUNT, EXPLAIN, VERIFY):
        assert view.subject in SUBJECTS
        assert view.help.format(title="GRU", article="a", description="")


def test_what_a_view_does(capsys):
    EXPLAIN.act(gru(75, 28), "text")
    assert capsys.readouterr().out == gru(75, 28).explain()
    COUNT.act(gru(75, 28), "markdown")
    assert capsys.readouterr().out == gru(75, 28).to("markdown")


def test_defaults():
    view = View("layer", print, "help")
    assert (view.verifies, view.weighs, view.custom_help) == (False, True, "")
    assert [view.verifies for view in (COUNT, EXPLAIN, VERIFY)] == [True, False, False]
