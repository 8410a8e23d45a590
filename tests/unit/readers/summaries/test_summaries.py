"""Files with summaries."""

from __future__ import annotations

import pytest
from support import TESTS

from paramcalc.errors import UsageError
from paramcalc.readers.summaries import read_summary_file

TABLES = TESTS / "files" / "summaries"


@pytest.mark.parametrize("path", sorted(TABLES.iterdir()), ids=lambda path: path.stem)
def test_every_file_has_one(path):
    assert len(read_summary_file(str(path))) == 1


@pytest.mark.parametrize("content", [b"", b"no table here", bytes(range(256)), b"\xff\xfe\x00"])
def test_a_file_without_one(tmp_path, content):
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="has no printed summary"):
        read_summary_file(str(path))


def test_a_file_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(UsageError, match="cannot read"):
            read_summary_file(str(path))
    with pytest.raises(UsageError, match="cannot read"):
        read_summary_file("a\0b")
