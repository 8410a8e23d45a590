"""A part of a file is read as if it were a file."""

from __future__ import annotations

import io

import pytest

from paramcalc.readers.window import Window

START, SIZE = 3, 10

PART = b"0123456789"


@pytest.fixture
def window():
    return Window(io.BytesIO(b"abc" + PART + b"xyz"), START, SIZE)


def test_it_reads_the_part_alone(window):
    assert window.read() == PART
    assert window.read() == b""
    assert window.tell() == SIZE


@pytest.mark.parametrize(
    ("offset", "whence", "position"),
    [(4, io.SEEK_SET, 4), (-4, io.SEEK_END, 6), (1, io.SEEK_CUR, 3), (-9, io.SEEK_CUR, 0), (99, io.SEEK_SET, 99)],
)
def test_seeking(window, offset, whence, position):
    window.seek(2)
    assert window.seek(offset, whence) == window.tell() == position
    assert window.read(3) == PART[position : position + 3]


def test_a_buffered_reader_can_wrap_it(window):
    assert window.readable()
    assert window.seekable()
    assert io.BufferedReader(window).read(4) == b"0123"


def test_the_position_of_the_file_does_not_matter(window):
    assert window.read(2) == b"01"
    window.file.seek(0)
    assert window.read(2) == b"23"
