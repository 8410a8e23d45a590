"""An extension of Sphinx, and so of MyST and Jupyter Book: the directive `paramcalc` and the role `paramcalc`.

.. paramcalc:: gru --units 75 --input 28

A GRU has :paramcalc:`gru(75, 28).total` parameters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from paramcalc import __version__
from paramcalc.cli.replay import Replayed, asked
from paramcalc.document import document_of
from paramcalc.errors import UsageError
from paramcalc.extensions.call import called_value, is_call
from paramcalc.extensions.nodes import document_nodes, inline_nodes
from paramcalc.pages.project import root_of
from paramcalc.pages.words import words
from paramcalc.phrases import tr
from paramcalc.readers.confinement import confined_to

RAW = {"html": "html", "svg": "html", "latex": "latex"}
"""The forms that the builder of this format takes as they are; the others are literal blocks."""

LANGUAGES = {"table": "text", "text": "text", "csv": "text", "dot": "text"}
"""The language of a literal block where it is not the name of the form."""


def root_folder(app: Any) -> Path:
    """The folder that the files of commands are in."""
    root = app.config.paramcalc_root
    return Path(app.confdir, root) if root else root_of(Path(app.srcdir, "index.rst"))


class ParamcalcDirective(SphinxDirective):
    """The answer of a command, as tables and lists of the page; with `--format` in that form."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[Any]:
        """The nodes of the answer."""
        command = " ".join(" ".join([*self.arguments, *self.content]).split("\n"))
        try:
            return answer_nodes(asked(words(command), root_folder(self.env.app)))
        except UsageError as error:
            raise self.error(str(error)) from error


def answer_nodes(replayed: Replayed) -> list[Any]:
    """The nodes of an answer: of its document, or of its text in the form that the command names."""
    capture = replayed.capture
    if capture.is_default and capture.subject:
        return document_nodes(document_of(capture.subject, capture.value))
    text, form = replayed.output.rstrip("\n"), capture.form or "text"
    if form in RAW:
        return [nodes.raw("", text, format=RAW[form])]
    return [nodes.literal_block(text, text, language=LANGUAGES.get(form, form))]


class ParamcalcRole(SphinxRole):
    """One value within a sentence: `gru(75, 28).total`, or a command with `--only`."""

    def run(self) -> tuple[list[Any], list[Any]]:
        """The nodes of the value."""
        try:
            return self._value(), []
        except UsageError as error:
            message = self.inliner.reporter.error(f"paramcalc: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]

    def _value(self) -> list[Any]:
        root = root_folder(self.env.app)
        if is_call(self.text):
            with confined_to(root):
                return inline_nodes(called_value(self.text).content)
        text = asked(words(self.text), root, "text").output.strip("\n")
        if "\n" in text:
            raise UsageError(
                tr("the answer has several lines, and a sentence has room for one"), tip=tr("choose one value")
            )
        return [nodes.Text(text)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the role and the setting `paramcalc_root`."""
    app.add_config_value("paramcalc_root", "", "env")
    app.add_directive("paramcalc", ParamcalcDirective)
    app.add_role("paramcalc", ParamcalcRole())
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
