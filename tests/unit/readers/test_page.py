"""Pages: the code in Markdown and reStructuredText."""

from __future__ import annotations

import pytest

from paramcalc.cli.app import run
from paramcalc.errors import UsageError
from paramcalc.models.breakdown import Model
from paramcalc.readers.files import read_file
from paramcalc.readers.page import blocks, is_page
from tests.unit.readers.notebooks import HEAD, summary

MAKE, GROW = "model = Sequential([Input((4,)), layers.Dense(8)])", "model.add(layers.Dense(1))"

MARKDOWN = f"""# Dense

Some text.

```python
{HEAD}
{MAKE}
```

```console
$ model.pop()
```

   ~~~{{.py}}
   >>> {GROW}
   >>> for n in range(2):
   ...     pass
   model.pop()
   ~~~
"""

RST = f"""Dense
=====

.. code-block:: python
   :linenos:

   {HEAD}
   {MAKE}

.. code:: console

   model.pop()

.. testcode::

    {GROW}
"""

PAGES = {
    "Markdown": (MARKDOWN, "a.md"),
    "reStructuredText": (RST, "a.rst"),
    "CRLF": (MARKDOWN.replace("\n", "\r\n"), "b.md"),
}


@pytest.mark.parametrize(("text", "name"), PAGES.values(), ids=PAGES)
def test_the_model_of_a_page(tmp_path, text, name):
    path = tmp_path / name
    path.write_bytes(text.encode())
    assert is_page(text)
    assert Model(read_file(str(path))).total == 49
    assert Model(read_file(str(path), cell=1)).total == 40


@pytest.mark.parametrize("text", ["", "# Title\ntext", "x = '''\n```python\ny\n```\n'''", "```console\nls\n```"])
def test_what_is_no_page(text):
    assert not is_page(text)


def test_lines_are_those_of_the_page(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(f"# Dense\n\n```python\n{HEAD}\nmodel = Sequential([Input((4,)), layers.Dense(n)])\n```\n")
    with pytest.raises(UsageError, match=r"dense \(Dense, line 5\): line 5: n cannot be known"):
        read_file(str(path)) and Model(read_file(str(path)))


def test_a_fence_that_is_not_closed():
    assert [(cell.number, cell.text, cell.line) for cell in blocks("```python\nx = 3")] == [(1, "x = 3", 1)]


def test_a_summary_on_the_page(tmp_path, capsys):
    path = tmp_path / "a.md"
    text = summary(("dense", "Dense", 41))
    path.write_text(f"```python\n{HEAD}\n{MAKE}\nmodel.summary()\n```\n\n```\n{text}\n```\n")
    assert run(["model", str(path), "--format", "text"]) == 1
    assert "dense: 40 parameters were counted, 41 were printed" in capsys.readouterr().out


def test_a_script_from_colab(tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text(f'"""lesson.ipynb"""\n!pip install keras\n%matplotlib inline\n{HEAD}\n{MAKE}\n%time {GROW}\n')
    assert Model(read_file(str(path))).total == 49
