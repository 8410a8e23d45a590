"""The progress bar."""

from __future__ import annotations

import io

from paramcalc.cli.progress import progress


def test_without_a_stream_just_the_items():
    with progress(None, [1, 2], "reading") as items:
        assert list(items) == [1, 2]


def test_a_bar():
    stream = io.StringIO()
    with progress(stream, [1, 2], "reading pages") as items:
        assert list(items) == [1, 2]
    assert "reading pages" in stream.getvalue() or stream.getvalue().strip() == ""
