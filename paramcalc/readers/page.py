"""Models in pages of documentation: the fences with Python in Markdown, and the code blocks in reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from paramcalc.models.spec import ModelSpec, RawShape
from paramcalc.readers.cell_models import read_cells
from paramcalc.readers.cells import Cell
from paramcalc.readers.magics import as_python, parses
from paramcalc.readers.source import decoded
from paramcalc.readers.streams import read_bounded
from paramcalc.readers.summaries.pages import plain

MAX_BYTES = 12 * 2**20

FENCE = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*\{?\.?(?:code-cell[ \t]+)?(?:i?python3?|py3?|pycon)\b[^`]*",
    re.IGNORECASE,
)
"""The line before the code in Markdown."""

DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)\.\. (?:(?:code-block|code|sourcecode|ipython)::[ \t]*(?:i?python3?|pycon)|testcode::.*)[ \t]*",
    re.IGNORECASE,
)
"""The line before the code in reStructuredText."""

PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")


def is_page(text: str) -> bool:
    r"""Whether a text is a page with code in Python: it has a fence or a code block, and is not Python itself.

    >>> is_page("# Title\n```python\nx = 3\n```\n"), is_page("x = 3")
    (True, False)
    """
    has_code = any(FENCE.fullmatch(line) or DIRECTIVE.fullmatch(line) for line in text.splitlines())
    return has_code and not parses(as_python(text))


def read_page(
    file: BinaryIO,
    origin: str,
    *,
    name: str | None = None,
    set: Mapping[str, Any] | None = None,
    cell: int | None = None,
    input_shape: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from the code of a page: the one that there is behind its last block, or behind the block `cell`.

    Raises UsageError for a file that is too long, is no text, or holds no model.
    """
    text = decoded(read_bounded(file, MAX_BYTES, origin), origin)
    return read_cells(list(blocks(text)), origin, name=name, given=set, cell=cell, shapes=input_shape)


def blocks(text: str) -> Iterator[Cell]:
    r"""The blocks of code of a page, with the text behind each as its output.

    >>> [(cell.text, cell.line) for cell in blocks("```python\nx = 3\n```\n")]
    [('x = 3', 1)]
    """
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(lines):
        end = _end_of_block(lines, place)
        if end:
            found.append((place + 1, end))
        place = max(end, place + 1)
    for number, (begin, end) in enumerate(found, 1):
        following = found[number][0] - 1 if number < len(found) else len(lines)
        behind = "\n".join(lines[end:following])
        outputs = (plain(behind),) if "Param" in behind else ()
        yield Cell(number, _code(lines[begin:end]), outputs, line=begin)


def _end_of_block(lines: Sequence[str], place: int) -> int:
    """The number of the line behind the code that begins behind this line; 0 where none begins."""
    fence = FENCE.fullmatch(lines[place])
    if fence is not None:
        closing = re.compile(rf"[ \t]*{re.escape(fence['mark'])}[`~]*[ \t]*")
        return next((end for end in range(place + 1, len(lines)) if closing.fullmatch(lines[end])), len(lines))
    directive = DIRECTIVE.fullmatch(lines[place])
    if directive is None:
        return 0
    margin = len(directive["indent"])
    inside = (end for end in range(place + 1, len(lines)) if lines[end].strip() and _indent(lines[end]) <= margin)
    return next(inside, len(lines))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _code(lines: Sequence[str]) -> str:
    """The code of a block, each line in its place, without the margin, options and prompts."""
    import textwrap

    code = textwrap.dedent("\n".join("" if re.match(r"\s+:[\w-]+:", line) else line for line in lines)).split("\n")
    if any(line.startswith(">>>") for line in code):
        code = [line[4:] if PROMPT.match(line) else "" for line in code]
    return "\n".join(code)
