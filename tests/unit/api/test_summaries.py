"""Printed summaries in Python."""

from __future__ import annotations

import pytest
from support import TESTS

from paramcalc import UsageError, identify_summary

PATH = TESTS / "files" / "summaries" / "keras3_sequential.txt"


def test_a_text_and_a_path():
    assert identify_summary(PATH).status == identify_summary(PATH.read_text(encoding="utf-8")).status == "explained"
    assert "GRU" in str(identify_summary(PATH))


@pytest.mark.parametrize("text", ["", "no table", 7, None])
def test_no_summary(text):
    with pytest.raises(UsageError):
        identify_summary(text)
