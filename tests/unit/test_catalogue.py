"""The catalogue of Chinese translations is complete, and written as Chinese is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("babel", reason="Babel, which extracts the texts, is not installed: pip install babel")

import catalogue
from babel.messages.catalog import Catalog
from catalogue import PLACE, differing, extracted, has_words, read, untranslated

HAN = "\u3400-\u9fff"

QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\{[^{}]*\}")
"""Code and values in a text."""


def keys(catalog: Catalog) -> set[tuple[str, str]]:
    """The texts of a catalogue, each with its context."""
    return {(str(message.id), message.context or "") for message in catalog if message.id}


def unchanged(catalog: Catalog) -> list[str]:
    """The texts whose translation is the English text, though there are English words in it."""
    return [
        text
        for text, translation in texts(catalog)
        if translation == text and re.search("[A-Za-z]{2}", QUOTED.sub("", text))
    ]


def texts(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The texts of a catalogue with their translations."""
    return ((str(message.id), str(message.string)) for message in catalog if message.id and message.string)


RULES = {
    "ASCII punctuation behind a Chinese character": re.compile(rf"[{HAN}][,;:?!(]|[{HAN}]\.(?![\w.])"),
    "no blank between Chinese and Latin characters": re.compile(rf"[{HAN}][A-Za-z0-9`]|[A-Za-z0-9`][{HAN}]"),
    "a blank beside Chinese punctuation": re.compile(r"\S [，。；：？！）]|[，。；：？！（] [^\s\[]"),
    "a blank between Chinese characters": re.compile(rf"[{HAN}] [{HAN}]"),
    "您": re.compile("您"),
}
"""What is wrong in a translation."""


def typography(catalog: Catalog) -> list[str]:
    """The translations that are not written as Chinese is written."""
    return [
        f"{what}: {translation!r}"
        for _, translation in texts(catalog)
        for what, rule in RULES.items()
        if rule.search(translation)
    ]


@pytest.fixture(scope="module")
def kept() -> Catalog:
    return read()


@pytest.fixture(scope="module")
def now() -> Catalog:
    return extracted()


def test_the_catalogue_has_the_texts_of_the_program(kept, now):
    """`python tests/tools/catalogue.py` brings it up to date; what is new needs a translation."""
    assert keys(now) - keys(kept) == set()
    assert keys(kept) - keys(now) == set()
    assert len(kept) > 1000


def test_its_file_is_what_the_tool_writes(kept, now, monkeypatch):
    monkeypatch.setattr(catalogue, "extracted", lambda: now)
    assert catalogue.text_of(catalogue.updated(kept)) == catalogue.CATALOGUE.read_bytes()


def test_every_text_has_a_translation(kept):
    assert [text for text in untranslated(kept) if has_words(text)] == []


def test_every_translation_has_the_places_of_its_text(kept):
    assert differing(kept) == []


def test_no_translation_is_the_english_text(kept):
    assert unchanged(kept) == []


def test_it_is_written_as_chinese_is(kept):
    assert typography(kept) == []


def test_no_template_has_a_brace_that_python_refuses(kept):
    for text, translation in texts(kept):
        if PLACE.search(text):
            translation.format_map(dict.fromkeys(re.findall(r"\{(\w+)", text), _Anything()))


class _Anything:
    def __format__(self, spec: str) -> str:
        return spec


def one(text: str, translation: str) -> Catalog:
    """A catalogue of one text."""
    catalog = Catalog()
    catalog.add(text, translation)
    return catalog


class TestPlanted:
    """The checks themselves."""

    def test_a_right_translation_passes(self):
        right = one("{count} of {total:,} units", "{total:,} 个单元中的 {count} 个 (units)，`a, b`。")
        assert (untranslated(right), differing(right), unchanged(right), typography(right)) == ([], [], [], [])

    def test_a_text_that_is_new_or_gone(self, tmp_path):
        (tmp_path / "paramcalc").mkdir()
        (tmp_path / "docs" / "calculator").mkdir(parents=True)
        (tmp_path / "paramcalc" / "new.py").write_text('tr("a new text", at=tr("an inner text"))\ntr_in("gate", "new")')
        assert set(catalogue.marked(tmp_path)) == {("a new text", ""), ("an inner text", ""), ("new", "gate")}

    def test_a_text_that_is_computed(self, tmp_path):
        (tmp_path / "paramcalc").mkdir()
        (tmp_path / "paramcalc" / "new.py").write_text('tr("a" + name)')
        with pytest.raises(ValueError, match="line 1: tr takes a text as it is written"):
            list(catalogue.marked(tmp_path))

    def test_no_translation(self):
        assert untranslated(one("a text", "")) == ["a text"]

    @pytest.mark.parametrize("translation", ["一些", "{count} 个 {more}", "{count:,} 个", "{cuont} 个"])
    def test_other_places(self, translation):
        assert differing(one("{count} units", translation)) == ["{count} units"]

    @pytest.mark.parametrize(("text", "caught"), [("{count} units", True), ("{a} / {b}", False), ("`as it is`", False)])
    def test_english_again(self, text, caught):
        assert bool(unchanged(one(text, text))) is caught

    @pytest.mark.parametrize(
        "translation",
        ["门,状态", "门: 状态", "合计.", "参数量(units)", "共75个", "门units", "门 ，状态", "更新 门", "请您"],
    )
    def test_typography(self, translation):
        assert typography(one("a text", translation))
