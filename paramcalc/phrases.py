"""Texts for people: English with its values put in, and what a translation needs to say the same in another language.

Everywhere in the package a text is written as `tr("{count} more", count=6)`. It is an ordinary English string until it
is printed. Then `translated` looks its template up in the catalogue of the language, and puts the values in again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh")
"""The languages of the program. The first is the one that the source is written in."""

CATALOGUES = {"zh": Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "paramcalc.mo"}
"""The compiled catalogue of each other language."""

VARIABLE = "PARAMCALC_LANG"
"""The environment variable that chooses a language before those of the locale do."""

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The environment variables of the locale, the strongest first."""


class Message(str):
    """An English text that can be translated: it knows the template that it was made from, and the values in it."""

    source: str = ""
    """The template; empty where the text is its own."""
    values: Mapping[str, Any] = MappingProxyType({})
    context: str = ""
    """What the text is about, where one English word has several translations; usually empty."""

    def __new__(cls, template: str, values: Mapping[str, Any] = MappingProxyType({}), context: str = "") -> Message:
        """The text of a template. A template without values is taken as it is, braces included."""
        if not values:
            text = super().__new__(cls, template)
        else:
            text = super().__new__(cls, template.format_map(values))
            text.source, text.values = template, values
        if context:
            text.context = context
        return text

    @property
    def template(self) -> str:
        """The text with places for its values: what a catalogue translates."""
        return self.source or str(self)

    def __add__(self, other: str) -> Message:
        """Both texts, one after another."""
        return Message("{first}{second}", {"first": self, "second": other})

    def __radd__(self, other: str) -> Message:
        """The same behind another text."""
        return Message("{first}{second}", {"first": other, "second": self})

    def format(self, *_: Any, **values: Any) -> Message:
        """The text with these values in its places."""
        return Message(self.template, values, self.context)

    def __reduce__(self) -> tuple[Any, ...]:
        """What pickle needs."""
        return Message, (self.template, dict(self.values), self.context)


def tr(template: str, **values: Any) -> Message:
    """A text for people, with these values in its places.

    >>> tr("at most {most:,} levels", most=1000)
    'at most 1,000 levels'
    """
    # Most texts of the package have no values and are made at every start.
    return Message(template, values) if values else _NEW(Message, template)


_NEW = str.__new__


def tr_in(context: str, template: str) -> Message:
    """A word that has another translation than elsewhere, in a context: the gate `input`, not the input of a layer.

    >>> tr_in("gate", "input")
    'input'
    """
    return Message(template, context=context)


def joined(separator: str, texts: Iterable[str]) -> Message:
    """Texts one after another, as `separator.join` gives them; each can still be translated, and the separator, too.

    >>> joined("; ", [tr("first"), tr("second")])
    'first; second'
    """
    values = {f"text{number}": text for number, text in enumerate(texts)}
    template = "{separator}".join(f"{{{name}}}" for name in values)
    return Message(template, {"separator": separator, **values})


def labelled(label: str, text: str) -> Message:
    """What a text is about, and the text.

    >>> labelled("dense", tr("it is never called"))
    'dense: it is never called'
    """
    return tr("{label}: {content}", label=label, content=text)


SPOKEN: ContextVar[str] = ContextVar("spoken", default="")
"""The language of what runs now, such as a command; empty where it is the usual one."""


def language() -> str:
    """The language that answers and errors are printed in now."""
    return SPOKEN.get() or USUAL[0]


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Print answers and errors in this language."""
    token = SPOKEN.set(name)
    try:
        yield
    finally:
        SPOKEN.reset(token)


def set_language(name: str) -> None:
    """Choose the language of answers in Python and in notebooks: `en` or `zh`.

    >>> set_language("zh")
    >>> import paramcalc
    >>> paramcalc.gru(75, 28).to("text").splitlines()[2].split()[-1]
    '占比'
    >>> set_language("en")

    At first it is the language of the environment variable PARAMCALC_LANG, or English. The texts of exceptions are
    always English, and so are JSON and CSV.

    Raises ValueError for another language.
    """
    known = known_language(name) if isinstance(name, str) else None
    if known is None:
        raise ValueError(f"no language {name!r}; allowed: {', '.join(LANGUAGES)}")
    USUAL[0] = known


def chosen_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for; an unknown one means English.

    >>> chosen_language({"LANG": "zh_CN.UTF-8"}), chosen_language({"LANG": "zh_CN.UTF-8", "PARAMCALC_LANG": "en"})
    ('zh', 'en')
    """
    for name in (VARIABLE, *LOCALE_VARIABLES):
        if environment.get(name):
            return known_language(environment[name]) or LANGUAGES[0]
    return LANGUAGES[0]


def known_language(name: str) -> str | None:
    """The language of a name such as `zh`, `zh-CN` or `zh_CN.UTF-8`, or None.

    >>> known_language("zh_CN.UTF-8"), known_language("de")
    ('zh', None)
    """
    short = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return short if short in LANGUAGES else None


USUAL = [known_language(os.environ.get(VARIABLE, "")) or LANGUAGES[0]]
"""The language of answers in Python: one value, that `set_language` changes."""


def translated(text: str) -> str:
    """A text in the language that is spoken; one that is no `Message`, such as the name of a layer, as it is.

    >>> with speaking("zh"):
    ...     print(translated(tr("total")))
    合计
    """
    if not isinstance(text, Message) or language() == LANGUAGES[0]:
        return text
    template = translation(text.template, text.context)
    if not text.values:
        return template
    return closed_up(_filled(template, {name: _translated_value(value) for name, value in text.values.items()}))


def closed_up(parts: Iterable[str]) -> str:
    """The parts of a sentence without the blank that keeps a name apart from Chinese, where there is Chinese instead.

    >>> closed_up(("偏置", " 和 ", "循环偏置")), closed_up(("c_z", " 和 ", "c_r"))
    ('偏置和循环偏置', 'c_z 和 c_r')
    """
    text = ""
    for part in parts:
        if text[-1:] == " " and is_wide(text[-2:-1]) and is_wide(part[:1]):
            text = text[:-1]
        text += part[1:] if part[:1] == " " and is_wide(part[1:2]) and is_wide(text[-1:]) else part
    return text


def is_wide(letter: str) -> bool:
    """Whether this is a Chinese character or sign."""
    # A regular expression with this range takes long to compile, at every start.
    return "\u2e80" <= letter <= "\uffef"


def _filled(template: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The words of a template and the values in its places, in turn."""
    from string import Formatter

    for words, name, form, conversion in Formatter().parse(template):
        yield words
        if name is not None:
            yield f"{{{name}{f'!{conversion}' if conversion else ''}:{form}}}".format_map(values)


def _translated_value(value: Any) -> Any:
    """A value in a text; one that is written as a message, such as a position, by its translation."""
    if isinstance(value, (int, float)):
        return value
    written = value if isinstance(value, str) else str(value)
    return translated(written) if isinstance(written, Message) else value


def translation(template: str, context: str = "") -> str:
    """The template of a text in the language that is spoken; the English one where there is no other."""
    if language() == LANGUAGES[0] or not template:
        return template
    catalogue = _catalogue(language())
    return catalogue.pgettext(context, template) if context else catalogue.gettext(template)


@cache
def _catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; an empty one where the package was not built."""
    from gettext import GNUTranslations, NullTranslations

    try:
        with CATALOGUES[language].open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return NullTranslations()
