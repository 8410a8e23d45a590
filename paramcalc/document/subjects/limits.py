"""The sentences about limits and baselines: which count is over which limit, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paramcalc.algebra.polynomial import Polynomial, polynomial
from paramcalc.document.nodes import Content, Formula, Joined, Phrase, names
from paramcalc.document.words import MEASURES
from paramcalc.phrases import tr
from paramcalc.questions.limits import Excess

if TYPE_CHECKING:
    from paramcalc.batch.baseline import Change

OVER = tr("{count} {noun} are {over} more than the limit of {limit}")

AT_LEAST_OVER = tr("at least {count} {noun} are at least {over} more than the limit of {limit}")

LOWER_BOUND = tr(
    "the number of {noun} is at least {count}, and may be over the limit of {limit}: some layers could not be counted"
)

FORMULA = tr("the number of {noun} is a formula and may be over the limit of {limit}: {count}")

UNKNOWN = tr("the number of {noun} is unknown, and may be over the limit of {limit}")

NOT_A_NUMBER = tr("the number of parameters is a formula in {symbols}, not a number")

NOT_ALL_COUNTED = tr("some layers could not be counted, so that the number of parameters is at least {count}")

MOST_REASONS = 5
"""Layers that could not be counted which a sentence names."""

CHANGES = {
    "new model": tr("it is not in the baseline"),
    "lower bound": tr("the total has become a lower bound, or is one no longer"),
    "total": tr("{now} parameters instead of {before}"),
    "trainable": tr("{now} trainable parameters instead of {before}"),
    "layer total": tr("{layer} has {now} parameters instead of {before}"),
    "layer trainable": tr("{layer} has {now} trainable parameters instead of {before}"),
    "new layer": tr("{layer} is new, with {now} parameters"),
    "layer gone": tr("{layer} is gone, with {before} parameters"),
}
"""A sentence for each kind of change."""


def excess_sentence(excess: Excess) -> Content:
    """The sentence about a limit that a count is over, or cannot be held against."""
    value = excess.value
    values: dict[str, Content] = {
        "noun": MEASURES.get(excess.kind, ""),
        "count": "" if value is None else Formula(value) if isinstance(value, Polynomial) else value,
        "over": excess.over or 0,
        "limit": excess.limit or 0,
        "symbols": names(sorted(polynomial(value or 0).symbols)) if isinstance(value, Polynomial) else "",
    }
    sentence = Phrase(_template(excess), values)
    if not excess.unknown:
        return sentence
    reasons = (*excess.unknown[:MOST_REASONS], *(["…"] if len(excess.unknown) > MOST_REASONS else []))
    return Phrase(tr("{sentence} ({reasons})"), {"sentence": sentence, "reasons": Joined(reasons, tr("; "))})


def _template(excess: Excess) -> str:
    is_formula = isinstance(excess.value, Polynomial)
    if excess.limit is None:
        return NOT_A_NUMBER if is_formula else NOT_ALL_COUNTED
    if excess.over is not None:
        return AT_LEAST_OVER if excess.is_lower_bound else OVER
    if is_formula:
        return FORMULA
    return UNKNOWN if excess.value is None else LOWER_BOUND


def change_sentence(change: Change) -> Content:
    """The sentence about a difference from the baseline."""
    values: dict[str, Content] = {"layer": change.layer, "before": change.before or 0, "now": change.now or 0}
    sentence = Phrase(CHANGES[change.kind], values)
    difference = change.difference
    if difference is None or change.before is None or change.now is None:
        return sentence
    template = tr("{sentence}: {difference} more") if difference > 0 else tr("{sentence}: {difference} fewer")
    return Phrase(template, {"sentence": sentence, "difference": abs(difference)})
