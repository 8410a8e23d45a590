"""The project of a page, and the pages of a folder."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.pages.project import SIGNS, pages_in, root_of


@pytest.mark.parametrize("sign", SIGNS)
def test_the_project_of_a_page(tmp_path, sign):
    page = tmp_path / "docs" / "more" / "page.md"
    page.parent.mkdir(parents=True)
    (tmp_path / sign).mkdir()
    assert root_of(page) == tmp_path


def test_without_a_project_the_folder(tmp_path, monkeypatch):
    assert root_of(tmp_path / "page.md") == tmp_path
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    (tmp_path / "in" / ".git").mkdir()
    from pathlib import Path

    assert root_of(Path("..") / "page.md") == tmp_path
    assert root_of(Path("page.md")) == tmp_path / "in"


def test_a_folder_is_searched(tmp_path):
    kept = ["a.md", "b.rst", "in/c.ipynb", "in/deep/d.HTML"]
    others = [".hidden.md", ".git/e.md", "node_modules/f.md", "venv/g.md", "_build/h.md", "i.py", "in/j.txt"]
    for name in (*kept, *others, "venv/pyvenv.cfg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "elsewhere").symlink_to("/")
    assert pages_in([str(tmp_path)]) == [str(tmp_path / name) for name in kept]


def test_a_page_is_read_once(tmp_path):
    page = tmp_path / "a.md"
    page.touch()
    assert pages_in([str(page), str(tmp_path), str(page)]) == [str(page)]


def test_mistakes(tmp_path):
    (tmp_path / "a.py").touch()
    with pytest.raises(UsageError, match="no page of a known format"):
        pages_in([str(tmp_path / "a.py")])
    with pytest.raises(UsageError, match="no such file or directory"):
        pages_in([str(tmp_path / "a.md")])
