"""The output of every command: the options that choose a form, and how an answer is written to standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any

import typer

from paramcalc.document import forms_of, write
from paramcalc.document.page import page_of
from paramcalc.errors import UsageError, unknown

PIECES = 100
"""Pieces of an answer that are written at once."""


def option(names: str, text: str, metavar: str | None = None, choices: Iterable[str] = ()) -> Any:
    """An option for typer: its names with spaces between them, its help, and what a shell completes it to."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return typer.Option(*names.split(), metavar=metavar, help=text, autocompletion=complete if choices else None)


Json = Annotated[bool, option("--json", "Short for --format json.")]


def format_option(subject: str) -> Any:
    """`--format` of a command whose answer is this subject."""
    forms = forms_of(subject)
    return option("--format", f"The output form. One of: {', '.join(forms)}. [default: {forms[0]}]", "NAME", forms)


def chosen_form(form: str | None, json: bool, subject: str) -> str:
    """The form that `--format` and `--json` ask for together. Raises UsageError for an unknown one."""
    forms = forms_of(subject)
    if json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} contradict each other", tip="give one of the two")
    chosen = "json" if json else form or forms[0]
    if chosen not in forms:
        raise unknown("format", chosen, forms)
    if chosen == "png" and sys.stdout.isatty():
        raise UsageError("a PNG cannot be shown in a terminal", tip="write it to a file: … --format png > chart.png")
    return chosen


def show(subject: str, value: Any, form: str) -> None:
    """Write an answer to standard output."""
    pieces = write(subject, value, form, page_of(sys.stdout))
    # A terminal takes every line by itself, which for thousands of lines is half of the time.
    while block := list(islice(pieces, PIECES)):
        sys.stdout.write("".join(piece for piece in block if isinstance(piece, str)))
        for picture in block:
            if isinstance(picture, bytes):
                sys.stdout.buffer.write(picture)
    sys.stdout.flush()
