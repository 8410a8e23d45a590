"""Texts for people: English until they are printed, then in the language that is spoken."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc import phrases
from paramcalc.equations.syntax import Position
from paramcalc.phrases import (
    CATALOGUES,
    LANGUAGES,
    chosen_language,
    joined,
    known_language,
    labelled,
    language,
    set_language,
    speaking,
    tr,
    tr_in,
    translated,
)

WORDS = {
    "{count} more": "另外 {count} 个",
    "total": "合计",
    "first": "第一",
    "; ": "；",
    "{label}: {content}": "{label}：{content}",
}


class Catalogue:
    """A catalogue of a few words."""

    def gettext(self, template: str) -> str:
        return WORDS.get(template, template)

    def pgettext(self, context: str, template: str) -> str:
        return {("gate", "input"): "输入门"}.get((context, template), template)


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(phrases, "_catalogue", lambda _: Catalogue())
    with speaking("zh"):
        yield


class TestMessage:
    def test_it_is_its_english_text(self):
        message = tr("{count} more", count=6)
        assert message == "6 more"
        assert isinstance(message, str)
        assert hash(message) == hash("6 more")
        assert (message.template, message.values, message.context) == ("{count} more", {"count": 6}, "")

    def test_without_values_braces_are_letters(self):
        assert tr("a {brace} stays") == "a {brace} stays"

    @pytest.mark.parametrize(
        "message",
        [tr("{count} more", count=6), tr_in("gate", "input"), joined(", ", [tr("a"), "b"]), tr("a") + "b"],
        ids=str,
    )
    def test_pickling_keeps_what_a_translation_needs(self, message):
        copy = pickle.loads(pickle.dumps(message))
        assert (copy, copy.template, copy.values, copy.context) == (
            str(message),
            message.template,
            message.values,
            message.context,
        )

    def test_both_ends_of_a_sum_are_translated(self, chinese):
        assert tr("total") + " x" == "total x"
        assert translated(tr("total") + " x") == "合计 x"
        assert translated("x " + tr("total")) == "x 合计"
        assert translated(tr("total") + tr("first")) == "合计第一"

    def test_format_keeps_the_template_and_the_context(self):
        message = tr_in("a context", "{count} more").format(count=2)
        assert message == "2 more"
        assert (message.template, message.context) == ("{count} more", "a context")

    @given(st.lists(st.text()), st.text())
    def test_joined_is_what_join_gives(self, texts, separator):
        assert joined(separator, texts) == separator.join(texts)

    def test_labelled(self, chinese):
        assert labelled("dense", tr("total")) == "dense: total"
        assert translated(labelled("dense", tr("total"))) == "dense：合计"


class TestTranslated:
    def test_english_is_left_alone(self):
        message = tr("total")
        assert translated(message) is message

    def test_messages_in_messages(self, chinese):
        assert translated(tr("{count} more", count=tr("total"))) == "另外合计个"
        assert translated(joined(tr("; "), [tr("first"), "x", tr("total")])) == "第一；x；合计"

    def test_the_same_word_in_a_context(self, chinese):
        assert translated(tr_in("gate", "input")) == "输入门"
        assert translated(tr("input")) == "input"

    def test_a_value_that_is_written_as_a_message(self, chinese, monkeypatch):
        class Place:
            def __str__(self) -> str:
                return tr("total")

        assert translated(tr("{count} more", count=Place())) == "另外合计个"

    def test_numbers_keep_their_format(self, chinese):
        WORDS["{n:,} and {x:.2f}"] = "{x:.2f} 与 {n:,}"
        assert translated(tr("{n:,} and {x:.2f}", n=23625, x=0.5)) == "0.50 与 23,625"

    @pytest.mark.parametrize("text", ["total", "gru_1", ""])
    def test_a_plain_text_is_a_name(self, chinese, text):
        assert translated(text) is text

    def test_without_a_translation_it_is_english(self, chinese):
        assert translated(tr("no such text")) == "no such text"

    def test_without_a_compiled_catalogue_it_is_english(self, monkeypatch, tmp_path):
        monkeypatch.setitem(CATALOGUES, "zh", tmp_path / "none.mo")
        monkeypatch.setattr(phrases, "_catalogue", phrases._catalogue.__wrapped__)
        with speaking("zh"):
            assert translated(tr("total")) == "total"

    def test_the_position_of_a_line(self):
        with speaking("zh"):
            assert translated(tr("{place}", place=Position(3, 14))) == "第 3 行第 14 列"

    def test_the_package_has_its_catalogue(self):
        with speaking("zh"):
            assert translated(tr("total")) == "合计"
            assert translated(tr_in("gate", "update")) == "更新门"


def test_a_language_is_spoken_for_a_while():
    with speaking("zh"):
        assert language() == "zh"
    assert language() == LANGUAGES[0] == "en"
    assert set(CATALOGUES) == set(LANGUAGES[1:])


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *((name, "zh") for name in ("zh", "ZH", "zh_CN", "zh-CN", "zh_CN.UTF-8", "zh.utf8", "zh_TW", "zh-Hans")),
        *((name, "en") for name in ("en", "en_US.UTF-8", "en-GB")),
        *((name, None) for name in ("", "de", "de_DE.UTF-8", "C", "C.UTF-8", "POSIX", "zhx", "chinese")),
    ],
)
def test_the_names_of_languages(name, known):
    assert known_language(name) == known


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"PARAMCALC_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ({"PARAMCALC_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"PARAMCALC_LANG": "de", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_what_chooses_the_language(environment, chosen):
    assert chosen_language(environment) == chosen


class TestInPython:
    @pytest.fixture(autouse=True)
    def _restored(self, monkeypatch):
        monkeypatch.setattr(phrases, "USUAL", ["en"])

    def test_a_language_is_chosen(self):
        set_language("zh_CN")
        assert language() == "zh"
        assert translated(tr("total")) == "合计"

    def test_what_is_spoken_comes_first(self):
        set_language("zh")
        with speaking("en"):
            assert translated(tr("total")) == "total"

    @pytest.mark.parametrize("name", ["de", "", None])
    def test_another_language(self, name):
        with pytest.raises(ValueError, match="allowed: en, zh"):
            set_language(name)
        assert language() == "en"
