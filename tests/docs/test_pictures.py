"""The pictures of the pages are what the commands draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs_check import pages
from support import ROOT

from paramcalc.cli.app import run

PICTURES = {
    "pictures/gru.svg": ["gru", "75", "28"],
    "pictures/reset-after.svg": ["compare", "gru --reset-after", "gru --no-reset-after", "75", "28"],
    "zh/pictures/gru.svg": ["gru", "75", "28", "--lang", "zh"],
}
"""Each picture in docs with the command that draws it. `pytest --update-docs` draws them anew."""

FOLDER = ROOT / "docs"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_up_to_date(name: str, tmp_path, update: bool) -> None:
    fresh = tmp_path / Path(name).name
    assert run([*PICTURES[name], "-o", str(fresh)]) == 0
    if update:
        (FOLDER / name).write_bytes(fresh.read_bytes())
    assert (FOLDER / name).read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8")


def test_every_picture_has_a_command_and_a_page() -> None:
    folders = (FOLDER / "pictures", FOLDER / "zh" / "pictures")
    assert {path.relative_to(FOLDER).as_posix() for folder in folders for path in folder.iterdir()} == set(PICTURES)
    shown = {
        (page.parent / target).resolve().relative_to(FOLDER).as_posix()
        for page in pages()
        for target in re.findall(r"!\[[^]]+\]\((\S*pictures/[\w.-]+)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == set(PICTURES)
