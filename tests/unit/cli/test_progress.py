"""The progress bar: on a terminal's stderr, and never among what is printed."""

from __future__ import annotations

import io
import sys

import pytest

from paramcalc.cli import progress
from paramcalc.cli.progress import shown


class Terminal(io.StringIO):
    def isatty(self):
        return True


def terminal(monkeypatch):
    """A terminal as stderr: not a fixture, since pytest sets stderr anew before it calls a test."""
    monkeypatch.setattr(progress, "SECONDS", -1)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_a_bar_on_a_terminal(monkeypatch):
    stderr = terminal(monkeypatch)
    assert list(shown("abc", 3)) == ["a", "b", "c"]
    assert "2/3" in stderr.getvalue()


@pytest.mark.parametrize(("stdout", "drawn"), [(io.StringIO(), True), (Terminal(), False)])
def test_no_bar_among_what_is_printed(stdout, drawn, monkeypatch):
    stderr = terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert list(shown("abc", 3, beside_output=True)) == ["a", "b", "c"]
    assert bool(stderr.getvalue()) is drawn


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_no_bar_without_a_terminal(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(shown("abc", 3)) == ["a", "b", "c"]
    assert stream is None or stream.getvalue() == ""
