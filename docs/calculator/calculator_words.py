"""The phrases of the calculator's page, and their translations from the program's catalogue.

The page's template and scripts write these phrases in English. A test compares the list with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from paramcalc.phrases import LANGUAGES, Message, speaking, tr, translation

NAMES = {"en": "English", "zh": "中文"}
"""What each language is called in itself."""

TAGS = {"en": "en", "zh": "zh-CN"}
"""Each language as the `lang` of HTML."""

UNSCRIPTED = tr("The calculator needs JavaScript.")
"""What stands on the page, in every language, where no script runs."""

TEMPLATE = (
    tr("paramcalc: how many parameters does this layer have?"),
    tr("How many parameters does this recurrent layer have, and why?"),
    tr(
        "Choose a layer. Every number on this page is computed here, from the polynomials that paramcalc derives from "
        "the layer's equations. The page works without a network."
    ),
    tr("Language"),
    tr("Settings"),
    tr("cell"),
    tr("framework"),
    tr("Copy the link"),
    tr("Copy the command"),
    tr("Copy as Markdown"),
    tr("Copy as LaTeX"),
    tr("The answer in full"),
    tr("The formula, and the formula with the sizes put in"),
    tr("Gate by gate"),
    tr("Parameters gate by gate"),
    tr("The tensors, drawn to scale"),
    tr("Picture of the tensors"),
    tr("In every framework"),
    tr("Every framework"),
    tr("The equations of one step"),
    tr("Source:"),
    tr("The command"),
)
"""The texts and labels of `template.html`."""

SCRIPTS = (
    tr(": "),
    # The fields and the switches.
    tr("the size of the state and of the output"),
    tr("the channels of the state and of the output"),
    tr("the channels of the input"),
    tr("the features of one step"),
    tr("in each dimension"),
    tr("stacked on each other"),
    tr("units"),
    tr("filters"),
    tr("input channels"),
    tr("input features"),
    tr("kernel size"),
    tr("projection"),
    tr("layers"),
    tr("bias"),
    tr("bidirectional"),
    tr("{term} {name}"),
    tr("{name}, slider"),
    tr("Always on: {reason}."),
    # What is wrong with a setting.
    tr("{name} takes a whole number of at least 1"),
    tr("{name} has more than {most} digits"),
    tr("layers takes a whole number from 1 to {most}"),
    tr("{small} must be smaller than {large}"),
    tr("there is no cell {cell}"),
    tr("{framework} has no cell {cell}"),
    tr("{name} is true or false"),
    tr("lang is {languages}"),
    tr("{cell} of {framework} has no {name}"),
    tr("{layer} cannot be without biases: {reason}"),
    tr("{one} or {other}"),
    tr("No answer"),
    tr("; "),
    # The table.
    tr("gate"),
    tr("total"),
    tr("share"),
    tr("sum"),
    tr(", "),
    tr("forward"),
    tr("backward"),
    tr("layer {layer}"),
    tr("layers {layer} to {layers}, each"),
    tr("{place}: reads {width} {features}"),
    tr("features"),
    tr("channels"),
    tr("formula"),
    # The picture.
    tr("{total} parameters"),
    tr("{first} to {last}"),
    tr("each {shapes}"),
    tr("{name} of {gate}: {product}"),
    tr("{name} of {gate}: {product}, redundant"),
    tr("{others} and {last}"),
    # The answer in every framework.
    tr("Why {option} matters"),
    tr("layer"),
    tr("parameters"),
    tr("difference"),
    tr("always has biases"),
    tr("the same"),
    tr("shown"),
    tr("show"),
    tr("Show {layer}"),
    # Copying.
    tr("Copied the link."),
    tr("Copied the command."),
    tr("Copied Markdown."),
    tr("Copied LaTeX."),
)
"""The phrases of the scripts."""


AFTER_CONTEXT = "\x04"
"""What stands between the context of a phrase and the phrase, as in a compiled catalogue."""


def key(phrase: str) -> str:
    """The name under which the page finds a phrase: the English template, behind its context if it has one."""
    if not isinstance(phrase, Message):
        return phrase
    return f"{phrase.context}{AFTER_CONTEXT}{phrase.template}" if phrase.context else str(phrase.template)


def words(templates: Iterable[str]) -> dict[str, dict[str, str]]:
    """Of each language but English, the translation of every phrase; an empty one where there is none."""
    wanted = sorted({*filter(None, templates), *map(key, (UNSCRIPTED, *TEMPLATE, *SCRIPTS))})
    return {language: _translations(language, wanted) for language in LANGUAGES[1:]}


def _translations(language: str, wanted: Iterable[str]) -> dict[str, str]:
    texts = {}
    with speaking(language):
        for name in wanted:
            context, _, template = name.rpartition(AFTER_CONTEXT)
            known = translation(template, context)
            texts[name] = "" if known == template and _has_words(template) else known
    return texts


def _has_words(template: str) -> bool:
    """Whether a template has letters besides the names of its values."""
    outside, depth = "", 0
    for letter in template:
        depth += (letter == "{") - (letter == "}")
        outside += letter if depth == 0 else ""
    return any(letter.isalpha() for letter in outside)


def untranslated(known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The phrases that a language lacks: `zh: No answer`."""
    return [f"{language}: {text}" for language, texts in known.items() for text, other in texts.items() if not other]
