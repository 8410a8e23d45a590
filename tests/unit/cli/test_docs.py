"""`paramcalc docs`: exit codes, messages, and pages that are written whole or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import sys

import pytest

from paramcalc.cli import progress
from paramcalc.cli.app import run
from paramcalc.cli.docs import MANY_PAGES
from paramcalc.pages.formats import FORMATS

TOTAL = "<!-- paramcalc: gru 75 28 --only total -->{}<!-- /paramcalc -->"


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_bytes(TOTAL.format("1").encode())
    (tmp_path / "docs" / "b.md").write_bytes(TOTAL.format("23,625").encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_write_and_check(project, capsys):
    assert run(["docs", "--check", "docs"]) == 1
    output = capsys.readouterr()
    assert "docs/a.md: 1 of 1 answer stale" in output.out
    assert f"-{TOTAL.format('1')}\n+{TOTAL.format('23,625')}\n" in output.out
    assert output.out.endswith("2 pages with 2 answers: 1 stale\n")
    assert "paramcalc docs --write docs puts the answers in" in output.err
    assert (project / "docs" / "a.md").read_bytes() == TOTAL.format("1").encode()
    assert run(["docs", "--write", "docs"]) == 0
    assert capsys.readouterr().out == "docs/a.md: 1 of 1 answer changed\n\n2 pages with 2 answers: 1 changed\n"
    assert (project / "docs" / "a.md").read_bytes() == TOTAL.format("23,625").encode()
    assert run(["docs", "--check", "docs"]) == 0
    assert capsys.readouterr().out == "2 pages with 2 answers: all are up to date\n"
    assert run(["docs", "--write", "docs"]) == 0
    assert capsys.readouterr().out == "2 pages with 2 answers: nothing to change\n"


@pytest.mark.parametrize("mode", ["--write", "--check"])
def test_an_error_names_its_line_and_nothing_is_written(project, capsys, mode):
    (project / "docs" / "c.md").write_text("\n\n<!-- paramcalc: gruu --><!-- /paramcalc -->\n", encoding="utf-8")
    assert run(["docs", mode, "docs"]) == 2
    out = capsys.readouterr().out
    assert "docs/c.md:3: no command 'gruu' (tip: did you mean 'gru'?" in out
    assert out.endswith("1 error\n" if mode == "--check" else "1 error, so nothing was written\n")
    assert (project / "docs" / "a.md").read_bytes() == TOTAL.format("1").encode()


def test_json(project, capsys):
    assert run(["docs", "--check", "docs/a.md", "--json"]) == 1
    (page,) = json.loads(capsys.readouterr().out)["pages"]
    assert (page["path"], page["answers"], page["stale"]) == ("docs/a.md", 1, ["gru 75 28 --only total"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["docs", "docs"], "--write or --check is missing"),
        (["docs", "--write", "--check", "docs"], "contradict each other"),
        (["docs", "--check"], "Missing argument"),
        (["docs", "--check", "none.md"], "cannot read none.md: no such file"),
        (["docs", "--check", "pyproject.toml"], "no page of a known format"),
        (["docs", "--check", "docs", "--root", "none"], "--root takes a folder"),
    ],
)
def test_mistakes(project, capsys, arguments, says):
    assert run(arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(project, capsys, name):
    page = PAGES[name]
    path = project / f"page{FORMATS[name].suffixes[0]}"
    path.write_text(page, encoding="utf-8")
    assert run(["docs", "--write", path.name]) == 0, capsys.readouterr()
    written = path.read_text(encoding="utf-8")
    assert written.count("23,625") == 2
    assert run(["docs", "--check", path.name]) == 0
    assert re.sub(r"23,625|\n|\\n", "", written).replace("    ", "").startswith(re.sub(r"\n|\\n", "", page)[:20])


PAGES = {
    "markdown": f"{TOTAL.format('')}\n\n```console\n$ paramcalc gru 75 28 --only total\n```\n",
    "rst": ".. paramcalc: gru 75 28 --only total\n.. /paramcalc\n\n.. code-block:: console\n\n"
    "   $ paramcalc gru 75 28 --only total\n",
    "html": f"{TOTAL.format('')}<pre class='console'>$ paramcalc gru 75 28 --only total</pre>",
    "asciidoc": "// paramcalc as t: gru 75 28 --only total\n// /paramcalc\n\n[source,console]\n----\n"
    "$ paramcalc gru 75 28 --only total\n----\n",
    "notebook": json.dumps({"cells": [{"cell_type": "markdown", "source": f"{TOTAL.format('')} {TOTAL.format('')}"}]}),
}


def test_files_are_those_of_the_project(project, capsys):
    (project / "cell.eq").write_text("h: units\nh = tanh(W @ x + U @ h)\n", encoding="utf-8")
    page = project / "docs" / "c.md"
    page.write_text("<!-- paramcalc: cell cell.eq 3 5 --only total --><!-- /paramcalc -->", encoding="utf-8")
    assert run(["docs", "--write", "docs/c.md"]) == 0
    assert "-->24<!--" in page.read_text(encoding="utf-8")
    assert run(["docs", "--check", "docs/c.md", "--root", "docs"]) == 2
    assert "docs/c.md:1: cannot read cell.eq" in capsys.readouterr().out


def test_a_page_behind_a_link_out_of_the_project(project, tmp_path_factory, capsys):
    outside = tmp_path_factory.mktemp("outside") / "page.md"
    outside.write_text(TOTAL.format("1"), encoding="utf-8")
    (project / "docs" / "link.md").symlink_to(outside)
    assert run(["docs", "--write", "docs/link.md"]) == 2
    assert "does not lie in the project" in capsys.readouterr().out
    assert run(["docs", "--write", "docs"]) == 0
    assert outside.read_text(encoding="utf-8") == TOTAL.format("1")


def test_a_page_that_cannot_be_written(project, monkeypatch, capsys):
    from paramcalc.cli import files
    from paramcalc.errors import UsageError

    def refuse(file):
        if file.endswith("c.md"):
            raise UsageError("cannot write c.md: permission denied")

    (project / "docs" / "c.md").write_bytes(TOTAL.format("1").encode())
    monkeypatch.setattr(files, "check_writable", refuse)
    assert run(["docs", "--write", "docs"]) == 2
    assert "permission denied" in capsys.readouterr().err
    assert (project / "docs" / "a.md").read_bytes() == TOTAL.format("1").encode()


def test_a_pipe_is_no_page(project, capsys):
    os.mkfifo(project / "docs" / "pipe.md")
    assert run(["docs", "--check", "docs/pipe.md"]) == 2
    assert "cannot read docs/pipe.md: it is no file" in capsys.readouterr().err


def test_the_permissions_stay(project):
    (project / "docs" / "a.md").chmod(0o640)
    assert run(["docs", "--write", "docs"]) == 0
    assert (project / "docs" / "a.md").stat().st_mode & 0o777 == 0o640


def test_a_page_that_is_right_is_not_touched(project):
    before = (project / "docs" / "b.md").stat()
    assert run(["docs", "--write", "docs"]) == 0
    after = (project / "docs" / "b.md").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("many", [True, False])
def test_many_pages_have_a_progress_bar(project, monkeypatch, many):
    for number in range(MANY_PAGES if many else 2):
        (project / "docs" / f"{number}.md").write_bytes(TOTAL.format("23,625").encode())
    (project / "docs" / "a.md").unlink()
    terminal = Terminal()
    monkeypatch.setattr(progress, "SECONDS", -1)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run(["docs", "--check", "docs"]) == 0
    assert (f"/{MANY_PAGES + 1}" in terminal.getvalue()) is many
