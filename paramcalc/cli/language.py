"""The language of a run: what chooses it, when it cannot be shown, and the help of the commands in it."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from shutil import get_terminal_size
from typing import Any, TextIO

import typer
from typer.core import TyperOption

from paramcalc.document.page import columns_of, wrapped
from paramcalc.errors import unknown
from paramcalc.phrases import CATALOGUES, LANGUAGES, Message, known_language, language, tr, translated, translation

OPTION = "--lang"

NARROWEST = 40
"""The columns of a terminal below which answers are in English, whose words can be broken apart further."""

SAMPLE = "参数量，（）"
"""Characters that a stream must be able to encode."""

HELP: dict[str, Message] = {}
"""The help texts that have values in them, which the parser keeps as plain text only."""


def language_of(arguments: Sequence[str], default: str) -> str:
    """The language that a command line asks for with `--lang`, or the default.

    >>> language_of(["gru", "--lang", "zh"], "en"), language_of(["gru"], "en")
    ('zh', 'en')

    Raises UsageError for an unknown language.
    """
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        option, equals, value = argument.partition("=")
        if option == OPTION and (equals or arguments[number + 1 :]):
            name = value if equals else arguments[number + 1]
            known = known_language(name)
            if known is None:
                raise unknown(tr("language"), name, LANGUAGES)
            return known
    return default


def without_language(arguments: Sequence[str]) -> list[str]:
    """The arguments of a command line without `--lang`.

    >>> without_language(["--lang", "zh", "gru"])
    ['gru']
    """
    others: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == OPTION:
            next(words, None)
        elif not word.startswith(f"{OPTION}="):
            others.append(word)
    return others


PARSER_WORDS = (
    *(tr("Options"), tr("Arguments"), tr("Commands"), tr("Examples")),
    *(tr("Show this message and exit."), tr("Show this message and exit")),
)
"""The words of the parser in a help; they are looked up as plain text."""

PARSER_MESSAGES = {
    r"Missing (?:argument|option|parameter) '?(?P<name>.*?)'?": tr("{name} is missing"),
    r"Option '(?P<name>.*)' requires an argument": tr("{name} needs a value"),
    r"Option '(?P<name>.*)' does not take a value": tr("{name} takes no value"),
    r"Got unexpected extra argument(?:s|\(s\))? \((?P<words>.*)\)": tr(
        "there are more arguments than the command takes: {words}"
    ),
    r"Invalid value for '?(?P<name>.*?)'?: (?P<problem>.*)": tr("{name} has a wrong value: {problem}"),
    r"(?P<value>'.*') is not a valid (?P<kind>\w+)": tr("{value} is not allowed here"),
}
"""The messages of the parser, which it gives as English text only."""


def parser_message(text: str) -> str:
    """A message of the parser, as it can be translated."""
    for pattern, message in PARSER_MESSAGES.items():
        if match := re.fullmatch(pattern, text):
            values = {name: parser_message(value) for name, value in match.groupdict().items()}
            return text if speaks_english() else message.format(**values)
    return text


def obstacle(stream: TextIO) -> Message | None:
    """Why a stream cannot show a language other than English, or None."""
    if not CATALOGUES["zh"].exists():
        return tr("this copy of paramcalc was not built, so that it has no translations")
    try:
        SAMPLE.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        name = stream.encoding or "ascii"
        return tr("the encoding of the output, {name}, has no Chinese characters", name=name)
    if (stream.isatty() or os.environ.get("COLUMNS")) and get_terminal_size().columns < NARROWEST:
        columns = get_terminal_size().columns
        return tr("the terminal has {columns} columns, and Chinese needs {least}", columns=columns, least=NARROWEST)
    return None


def speakable(asked: str) -> str:
    """The language, or English with a line on stderr that says why."""
    reason = None if asked == LANGUAGES[0] else obstacle(sys.stdout)
    if reason is None:
        return asked
    sys.stderr.write(f"paramcalc: the answer is in English: {reason}\n")
    return LANGUAGES[0]


def remembered(text: str) -> str:
    """A help text for the parser, which copies it; what is needed to translate it is kept here."""
    if isinstance(text, Message):
        HELP[inspect.cleandoc(text)] = text
    return text


def help_text(text: str) -> str:
    """A help text as the parser has it, in the language that is spoken."""
    message = HELP.get(text)
    return translation(text) if message is None else translated(message)


ENDINGS = {"default": tr("default: {value}"), "required": tr("required")}
"""What the parser adds to a help text in brackets."""


def record_text(text: str, help: str) -> str:
    """The help of an option with what the parser adds to it: `[default: 1]`."""
    ending = re.search(r"\[(default|required)(?:: (.*))?\]$", text)
    if ending is None or ending[0] in help:
        return text
    return f"{text[: ending.start()].rstrip()} [{translated(ENDINGS[ending[1]].format(value=ending[2]))}]"


def speaks_english() -> bool:
    """Whether no translation is asked for."""
    return language() == LANGUAGES[0]


Formatter: Any = typer.Context.formatter_class


class TranslatedHelp(Formatter):  # type: ignore[misc]  # the parser's own class, wherever it keeps it
    """Writes the help of a command in another language: lines are broken by columns, since a character can take two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with the command."""
        super().write_usage(prog, args, translated(tr("Usage: ")))

    def write_heading(self, heading: str) -> None:
        """A heading."""
        self.write(f"{' ' * self.current_indent}{help_text(heading)}{translated(tr(':'))}\n")

    def write_description(self, text: str) -> None:
        """The description of the command, paragraph by paragraph."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            lines = wrapped(" ".join(paragraph.split()), self.width - len(indent), "")
            self.write(("\n" if number else "") + "".join(f"{indent}{line}\n" for line in lines))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands with their descriptions."""
        rows = [(first, help_text(second)) for first, second in rows]
        width = min(max((columns_of(first) for first, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            lead = f"{indent}{first}"
            if columns_of(first) > width - col_spacing:
                self.write(f"{lead}\n")
                lead = indent
            for line in wrapped(second, max(self.width - width - 2, 10), ""):
                self.write(f"{lead}{' ' * (width + len(indent) - columns_of(lead))}{line}\n")
                lead = indent


def language_option() -> Any:
    """The option itself, for the help and for the parser; `language_of` has read its value before."""
    return _language_option(language())


@cache
def _language_option(_: str) -> Any:
    """One for each language, since its help is translated in it."""
    text = tr("The language of the answer: {languages}. [default: PARAMCALC_LANG, then the locale]", languages="en, zh")
    return TyperOption(param_decls=[OPTION], help=remembered(text), metavar="NAME", expose_value=False)
