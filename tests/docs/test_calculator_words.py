"""The phrases of the calculator's page stand in one list, and each has a translation. No browser is needed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from calculator_page import FOLDER, builder

from paramcalc.phrases import LANGUAGES

BUILDER = builder()

WORDS = sys.modules["calculator_words"]

DATA = BUILDER.export()

FROM_DATA = {"forward", "backward", "channels"}
"""Phrases of the scripts that they take from the data."""

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')

ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")


class Texts(HTMLParser):
    """The texts of the template that the page translates."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.open: list[bool] = []
        self.feed(template)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.texts |= {given[name] for name in ATTRIBUTES if given.get(name)}
        if tag not in ("meta", "link", "input"):
            self.open.append(tag in ("script", "style", "noscript") or ("lang" in given and tag != "html"))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.open):
            self.texts.add(" ".join(data.split()))


def scripts() -> str:
    """The code of the scripts, without comments."""
    code = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in BUILDER.SCRIPTS)
    return re.sub(r"(?m)//.*$|/\*.*?\*/", "", code)


def said(code: str) -> Iterator[str]:
    """The phrases that a script says as they are."""
    for call in re.finditer(r"\bsay\(", code):
        first = LITERAL.match(code, call.end())
        if first:
            yield first[1]


def test_the_texts_of_the_template_are_the_list():
    template = (FOLDER / "template.html").read_text(encoding="utf-8")
    assert Texts(template).texts == set(map(str, WORDS.TEMPLATE))
    planted = template.replace("</main>", "<p>Not in the list</p></main>")
    assert Texts(planted).texts - set(WORDS.TEMPLATE) == {"Not in the list"}


def test_every_phrase_of_the_scripts_is_in_the_list():
    listed = {*WORDS.SCRIPTS, *WORDS.TEMPLATE}
    assert len(list(said(scripts()))) > 30
    assert set(said(scripts())) - listed == set()
    assert set(said(scripts() + 'say("Not in the list", {})')) - listed == {"Not in the list"}


def test_every_phrase_of_the_list_is_in_the_scripts():
    written = {*LITERAL.findall(scripts()), *said(scripts()), *FROM_DATA}
    assert [str(phrase) for phrase in WORDS.SCRIPTS if phrase not in written] == []


def test_no_script_writes_a_sentence_of_its_own():
    """Every literal of several words is a phrase of the list, or code."""
    literals = {text for text in LITERAL.findall(scripts()) if re.search(r"[a-z]{2,} [a-z]{2,}", text)}
    code = {"use strict", "<tr class=sum>", "th scope=row"}
    assert {text for text in literals if text not in WORDS.SCRIPTS} == code


def test_every_language_has_a_name_and_a_button():
    template = (FOLDER / "template.html").read_text(encoding="utf-8")
    assert set(WORDS.NAMES) == set(WORDS.TAGS) == set(LANGUAGES)
    buttons = re.findall(r'<button type="button" lang="([^"]+)" data-language="([^"]+)"[^>]*>([^<]+)<', template)
    assert buttons == [(WORDS.TAGS[language], language, WORDS.NAMES[language]) for language in LANGUAGES]


def test_every_phrase_has_a_translation_with_the_same_places():
    assert WORDS.untranslated(DATA["words"]) == []
    places = re.compile(r"\{\w+\}")
    for text, other in DATA["words"]["zh"].items():
        assert sorted(places.findall(text)) == sorted(places.findall(other)), text


def test_a_phrase_without_a_translation_is_refused(monkeypatch):
    real = WORDS.translation
    monkeypatch.setattr(
        WORDS, "translation", lambda text, context: text if text == "Gate by gate" else real(text, context)
    )
    with pytest.raises(LookupError, match="zh: Gate by gate"):
        BUILDER.build()
    assert "Gate by gate" in BUILDER.build(incomplete=True)


def test_a_phrase_of_the_program_is_exported():
    """What the builders of the program say on a layer is translated as well."""
    words = DATA["words"]["zh"]
    for phrase in ("gate\x04update", " (the default)", "{count} of {total}", "its cells have no use_bias"):
        assert words[phrase] not in ("", phrase)


def test_the_page_says_in_every_language_that_it_needs_scripts():
    (without,) = re.findall("<noscript>(.*?)</noscript>", BUILDER.build(incomplete=True))
    assert without.count("JavaScript") == len(LANGUAGES)
    assert 'lang="zh-CN"' in without
