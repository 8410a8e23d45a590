"""The pictures of the pages are what the commands draw."""

from __future__ import annotations

import re

import pytest
from docs_check import pages
from support import ROOT

from paramcalc.cli.app import run

PICTURES = {
    "gru.svg": ["gru", "75", "28"],
    "reset-after.svg": ["compare", "gru --reset-after", "gru --no-reset-after", "75", "28"],
}
"""Each file in docs/pictures with the command that draws it. `pytest --update-docs` draws them anew."""

FOLDER = ROOT / "docs" / "pictures"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_up_to_date(name: str, tmp_path, update: bool) -> None:
    fresh = tmp_path / name
    assert run([*PICTURES[name], "-o", str(fresh)]) == 0
    if update:
        (FOLDER / name).write_bytes(fresh.read_bytes())
    assert (FOLDER / name).read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8")


def test_every_picture_has_a_command_and_a_page() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages())
    assert set(re.findall(r"!\[[^]]+\]\(\S*pictures/([\w.-]+)\)", text)) == set(PICTURES)
