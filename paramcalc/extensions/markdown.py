"""An extension of Python-Markdown, and so of MkDocs, Material and Zensical: a fence with a command becomes its answer.

```paramcalc
gru --units 75 --input 28
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from paramcalc.cli.replay import asked
from paramcalc.errors import UsageError
from paramcalc.pages import html
from paramcalc.pages.markdown import Fence, fences_of
from paramcalc.pages.project import root_of
from paramcalc.pages.slots import Answer, Line
from paramcalc.pages.words import words
from paramcalc.phrases import tr

LANGUAGE = "paramcalc"

BEFORE_FENCES = 27
"""The priority of the preprocessor: above that of blocks of code, below that of line endings."""


class ParamcalcPreprocessor(Preprocessor):
    """Replaces the fences of the language paramcalc by the answers, as HTML."""

    def __init__(self, md: Markdown, root: str) -> None:
        super().__init__(md)
        self.root = Path(root) if root else root_of(Path("page.md"))

    def run(self, lines: list[str]) -> list[str]:
        """The lines of the page with the answers."""
        fences = {fence.opening.number: fence for fence in fences_of("\n".join(lines))}
        result: list[str] = []
        skipped = 0
        for number, line in enumerate(lines, 1):
            fence = fences.get(number)
            if fence is not None and fence.language == LANGUAGE:
                lead = line[: fence.prefix]
                result += [lead.rstrip(), f"{lead}{self._answer(fence)}", lead.rstrip()]
                skipped = number + len(fence.lines) + 1
            elif number > skipped:
                result.append(line)
        return result

    def _answer(self, fence: Fence) -> str:
        """The placeholder of an answer. Raises UsageError, with the command, for one that has none."""
        command = " ".join(_bare(line, fence.prefix) for line in fence.lines)
        try:
            replayed = asked(words(command), self.root, "html")
        except UsageError as error:
            raise UsageError(
                tr(
                    "line {number}: {command}: {message}",
                    number=fence.opening.number,
                    command=command,
                    message=error.message,
                ),
                tip=error.tip,
            ) from error
        answer = Answer(replayed.output, replayed.capture.form or "text")
        return str(self.md.htmlStash.store("\n".join(html.block(answer, ""))))


def _bare(line: Line, prefix: int) -> str:
    return line.text[prefix:].strip()


class ParamcalcExtension(Extension):
    """The extension. `root` is the folder that the files of commands are in; without it, that of the project."""

    def __init__(self, **options: Any) -> None:
        self.config = {"root": ["", tr("the folder that the files of commands are in")]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Add the preprocessor."""
        md.preprocessors.register(ParamcalcPreprocessor(md, self.getConfig("root")), LANGUAGE, BEFORE_FENCES)


def makeExtension(**options: Any) -> ParamcalcExtension:  # noqa: N802  (Python-Markdown's name)
    """The extension with its options."""
    return ParamcalcExtension(**options)
