"""The extension of Sphinx, with the real Sphinx and MyST: directive and role, in every kind of output."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from support import ROOT, clean_environment

from paramcalc.pages.markdown import fences_of

pytest.importorskip("sphinx", reason="pip install 'paramcalc[sphinx]'")
pytest.importorskip("myst_parser", reason="pip install myst-parser")

CONFIGURATION = 'project = "Test"\nextensions = ["paramcalc.extensions.sphinx", "myst_parser"]\n'


def build(folder: Path, builder: str = "html", *, strict: bool = True) -> tuple[int, str, Path]:
    """The exit code and the messages of Sphinx, and the folder of what it built."""
    output = folder / "_build" / builder
    process = subprocess.run(
        [sys.executable, "-m", "sphinx", *(["-W"] if strict else []), "-q", "-b", builder, folder, output],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        check=False,
    )
    return process.returncode, process.stderr, output


def site(folder: Path, **pages: str) -> Path:
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    for name, text in pages.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


PAGE = """Test
====

A GRU has :paramcalc:`gru(75, 28).total` parameters, an LSTM :paramcalc:`lstm 75 28 --only total`.

.. paramcalc:: gru --units 75 --input 28

.. paramcalc:: model "Input((28, 28)) > GRU(75) > Dense(10)"
   --gates

.. paramcalc:: explain gru
.. paramcalc:: rnn 3 5 --format html
.. paramcalc:: rnn 3 5 --format latex
.. paramcalc:: rnn 3 5 --format json
.. paramcalc:: cell cell.eq 3 5 --only total
.. paramcalc:: compare rnn lstm gru --units 16,32 --input 28
.. paramcalc:: lstm 3 5 --bidirectional
.. paramcalc:: check 3n gru

.. toctree::

   myst
"""

MYST = """# MyST

A GRU has {paramcalc}`gru(75, 28).total` parameters.

```{paramcalc} lstm 3 5 --bidirectional
```
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = site(tmp_path_factory.mktemp("site"), index_rst=PAGE, myst_md=MYST)
    (folder / "cell.eq").write_text("h: units\nh = tanh(W @ x + U @ h)\n", encoding="utf-8")
    return folder


def test_html(project):
    code, messages, output = build(project)
    assert (code, messages) == (0, "")
    page = (output / "index.html").read_text(encoding="utf-8")
    text = unescape(re.sub(r"<[^>]+>", "", page))
    assert "A GRU has 23,625 parameters, an LSTM 31,200." in text
    assert '<td><p class="align-right"><strong>23,625</strong></p></td>' in page
    assert page.count("<table") == 5
    assert "z = sigmoid(W_z @ x + b_z + U_z @ h + c_z)" in text
    assert "\n<p>24</p>" in page
    assert "tabular" not in page
    myst = (output / "myst.html").read_text(encoding="utf-8")
    assert "A GRU has 23,625 parameters." in myst
    # 2 directions of 4 gates: 5*3 + 3*3 + 3 = 27.
    assert "<strong>216</strong>" in myst


@pytest.mark.parametrize(("builder", "file"), [("latex", "test.tex"), ("text", "index.txt"), ("man", "test.1")])
def test_other_outputs(project, builder, file):
    code, messages, output = build(project, builder)
    assert (code, messages) == (0, "")
    text = (output / file).read_text(encoding="utf-8")
    assert "23,625" in text
    assert (r"\begin{tabular}{lrrrrr}" in text) == (builder == "latex")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("T\n=\n\n:paramcalc:`gru(75, 28).totl`\n", "index.rst:4: ERROR: paramcalc: no value 'totl'"),
        ("T\n=\n\n:paramcalc:`gru 75 28`\n", "has several lines"),
        ("T\n=\n\n.. paramcalc:: gru 75 28 -o x.md\n", "index.rst:4: ERROR: a command on a page cannot write a file"),
        ("T\n=\n\n.. paramcalc:: model ../secret.py\n", "path with .."),
        ("T\n=\n\n.. paramcalc::\n", "the command is missing"),
        ("T\n=\n\n.. paramcalc:: gru 75 28 | head\n", "no shell"),
    ],
)
def test_a_command_without_an_answer_is_an_error_with_its_line(tmp_path, page, says):
    code, messages, _ = build(site(tmp_path, index_rst=page))
    assert code != 0
    assert says in messages


def test_the_site_on_the_page_of_the_docs(tmp_path):
    """The files that "Worked examples in your docs" shows for Sphinx, built as an author would."""
    page = (ROOT / "docs" / "your-docs.md").read_text(encoding="utf-8")
    files = {
        name: "\n".join(line.text for line in fence.lines) + "\n"
        for fence in fences_of(page)
        if (name := fence.opening.text.partition(" ")[2]) in ("conf.py", "index.rst", "myst.md")
    }
    assert set(files) == {"conf.py", "index.rst", "myst.md"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, messages, output = build(tmp_path)
    assert (code, messages) == (0, "")
    for name in ("index.html", "myst.html"):
        assert "23,625" in (output / name).read_text(encoding="utf-8")
