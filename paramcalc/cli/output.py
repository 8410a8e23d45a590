"""The output of every command: the options that choose a form and a file, and how an answer is written there."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from paramcalc.cli.language import remembered
from paramcalc.document import BINARY_FORMS, FORM_OF_SUFFIX, SUBJECTS, forms_of, unknown_form, value_of, write
from paramcalc.document.page import PLAIN, page_of
from paramcalc.errors import UsageError
from paramcalc.phrases import tr
from paramcalc.readers.confinement import forbid

CHARTS = "paramcalc.document.pictures.chart:"
"""The module whose pictures a library draws."""

PIECES = 100
"""Pieces of an answer that are written at once."""


def option(
    names: str, text: str, metavar: str | None = None, choices: Iterable[str] = (), panel: str | None = None
) -> Any:
    """An option for typer: its names with spaces between them, its help, what a shell completes it to, its heading."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    completion = complete if choices else None
    help = remembered(text)
    return typer.Option(*names.split(), metavar=metavar, help=help, autocompletion=completion, rich_help_panel=panel)


Json = Annotated[bool, option("--json", tr("Short for --format json."))]

OutputFile = Annotated[
    str | None,
    option("--output -o", tr("Write the answer to this file. Without --format, its suffix decides the form."), "FILE"),
]


Only = Annotated[
    str | None,
    option("--only", tr("Print one value: total, trainable, bytes, macs, formula, rows.z.bias, ..."), "NAME"),
]


class Capture:
    """The answer of a command that stands on a page: the form, the subject and the value that it was written from."""

    def __init__(self, default_form: str = "") -> None:
        self.default_form = default_form
        """The form of an answer for which the command asks for none; empty for the usual one."""
        self.is_default = False
        """Whether the command asked for no form."""
        self.form = ""
        self.subject = ""
        self.value: Any = None


CAPTURE: ContextVar[Capture | None] = ContextVar("capture", default=None)
"""Where an answer is noted while a command of a page runs."""


class Output(NamedTuple):
    """Where an answer goes, and in which form."""

    form: str
    file: str = ""
    """A path; empty for standard output."""
    only: str | None = None
    """The name of the only value that is written; None for the whole answer."""


def format_option(subject: str) -> Any:
    """`--format` of a command whose answer is this subject."""
    forms = forms_of(subject)
    return option(
        "--format",
        tr("The output form. One of: {forms}. [default: {default}]", forms=", ".join(forms), default=forms[0]),
        "NAME",
        forms,
    )


def output_options(subject: str) -> list[inspect.Parameter]:
    """The options of every command whose answer is this subject: `--format`, `--json`, `--output`, and `--only`."""
    kind = inspect.Parameter.KEYWORD_ONLY
    only = [inspect.Parameter("only", kind, default=None, annotation=Only)] if SUBJECTS[subject].values else []
    return [
        inspect.Parameter("format", kind, default=None, annotation=Annotated[str | None, format_option(subject)]),
        inspect.Parameter("json", kind, default=False, annotation=Json),
        inspect.Parameter("output", kind, default=None, annotation=OutputFile),
        *only,
    ]


def answers(subject: str, **others: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator for a command whose answer is this subject: it gets the options of the output.

    `others` are the subjects of the answers with an option: `sweep="model sweep"`. The function takes `output`, an
    `Output`.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        def command(**values: Any) -> None:
            answered = next((other for name, other in others.items() if values.get(name)), subject)
            output = chosen_output(values, answered)
            function(**values, output=output)

        # Not get_type_hints: Python 3.10's hides the options of a parameter whose default is None.
        own = [
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in inspect.signature(function, eval_str=True).parameters.items()
            if name != "output"
        ]
        return with_signature(command, [*own, *output_options(subject)], function.__doc__ or "")

    return decorate


def with_signature(
    function: Callable[..., None], parameters: list[inspect.Parameter], text: str
) -> Callable[..., None]:
    """The function with the signature that typer reads its options from."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    function.__doc__ = remembered(text)
    return function


def chosen_output(values: dict[str, Any], subject: str) -> Output:
    """What `--format`, `--json`, `--output` and `--only` ask for together; they are taken out of the options' values.

    Raises UsageError for an unknown form, for a file whose suffix names no form, and for a picture on a terminal.
    """
    form, json, file = (values.pop(name) for name in ("format", "json", "output"))
    only = values.pop("only", None)
    if only is not None:
        subject = "value"
    path = "" if file in (None, "-") else str(file)
    if path and not json and form is None:
        form = form_of_file(path, subject)
    chosen = chosen_form(form, json, subject)
    if path:
        from paramcalc.cli.files import check_writable

        check_writable(path)
    elif chosen in BINARY_FORMS and sys.stdout.isatty():
        message = tr("a {chosen} cannot be shown in a terminal", chosen=chosen.upper())
        raise UsageError(message, tip=tr("write it to a file: -o answer.{chosen}", chosen=chosen))
    return Output(chosen, path, only)


def chosen_form(form: str | None, json: bool, subject: str) -> str:
    """The form that `--format` and `--json` ask for together. Raises UsageError for an unknown one."""
    forms = forms_of(subject)
    capture = CAPTURE.get()
    default = capture.default_form if capture and capture.default_form in forms else forms[0]
    if json and form not in (None, "json"):
        raise UsageError(
            tr("--json and --format {form} contradict each other", form=form), tip=tr("give one of the two")
        )
    chosen = "json" if json else form or default
    if chosen not in forms:
        raise unknown_form(chosen, subject)
    if capture:
        capture.is_default = not (json or form)
    return chosen


def form_of_file(path: str, subject: str) -> str | None:
    """The form that a file's suffix names, None without a suffix. Raises UsageError for a suffix of no form."""
    suffix = Path(path).suffix.lower()
    if suffix and suffix not in FORM_OF_SUFFIX:
        known = ", ".join(known for known, form in FORM_OF_SUFFIX.items() if form in forms_of(subject))
        raise UsageError(
            tr("the suffix {suffix} names no form", suffix=suffix),
            tip=tr("give --format, or one of these: {known}", known=known),
        )
    return FORM_OF_SUFFIX.get(suffix)


def show(subject: str, value: Any, output: Output | str) -> None:
    """Write an answer in a form to standard output, or to the file that is asked for."""
    form, file, only = (output, "", None) if isinstance(output, str) else output
    if only is not None:
        subject, value = "value", value_of(subject, value, only)
    if SUBJECTS[subject].own_forms.get(form, "").startswith(CHARTS):
        forbid(tr("draw a chart, since matplotlib reads settings from the current folder"))
    if capture := CAPTURE.get():
        capture.form, capture.subject, capture.value = form, subject, value
    if file:
        from paramcalc.cli.files import write_whole

        write_whole(file, write(subject, value, form, PLAIN))
        return
    pieces = write(subject, value, form, page_of(sys.stdout))
    # A terminal takes every line by itself, which for thousands of lines is half of the time.
    while block := list(islice(pieces, PIECES)):
        sys.stdout.write("".join(piece for piece in block if isinstance(piece, str)))
        for picture in block:
            if isinstance(picture, bytes):
                sys.stdout.buffer.write(picture)
    sys.stdout.flush()
