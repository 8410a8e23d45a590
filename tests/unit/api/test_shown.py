"""What results of the Python interface share: they are printed, displayed by notebooks, and written in every form."""

from __future__ import annotations

import pytest

import paramcalc
from paramcalc import UsageError, gru
from paramcalc.api.shown import Shown, written
from paramcalc.document import forms_of
from paramcalc.document.page import ASCII_GLYPHS, PLAIN, Page

RESULTS = {"layer": gru(75, 28), "model": paramcalc.model("Input((28, 28)) > GRU(75)")}


@pytest.mark.parametrize("subject", RESULTS)
class TestResults:
    def test_it_shows_itself(self, subject):
        result = RESULTS[subject]
        assert isinstance(result, Shown)
        assert str(result) == result.to("text").rstrip("\n")
        assert "23,625" in str(result)
        assert result._repr_markdown_() == result.to("markdown")
        assert result._repr_html_() == result.to("html")

    def test_it_has_the_forms_of_its_subject(self, subject):
        assert RESULTS[subject].subject == subject
        for form in forms_of(subject):
            assert "75" in RESULTS[subject].to(form)

    def test_an_unknown_form(self, subject):
        with pytest.raises(UsageError, match="did you mean 'table'"):
            RESULTS[subject].to("tabel")
        with pytest.raises(UsageError, match="no format None"):
            RESULTS[subject].to(None)

    def test_a_page(self, subject):
        RESULTS[subject].to("table", Page(ASCII_GLYPHS, 40)).encode("ascii")
        assert RESULTS[subject].to("table") == RESULTS[subject].to("table", PLAIN)


def test_written_is_for_any_width():
    assert written("explanation", gru(75, 28), "text", None) == written("explanation", gru(75, 28), "text", PLAIN)
