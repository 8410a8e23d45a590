"""How layers are called in an answer, and the sentences about the parameters that a difference consists of."""

from __future__ import annotations

from paramcalc.document.nodes import Content, Phrase, names
from paramcalc.document.words import DIRECTIONS as DIRECTION_WORDS
from paramcalc.document.words import ROLES, word
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.layers.layer import Layer
from paramcalc.layers.structure import DIRECTIONS
from paramcalc.phrases import joined, tr
from paramcalc.questions.parts import Part

ROLE_WORDS = {**ROLES, "peephole": tr("peephole weights")}
"""A role in a sentence."""


def settings_of(layer: Layer) -> list[str]:
    """The settings of a layer: its own options, and what differs from the usual.

    >>> from paramcalc import gru
    >>> settings_of(gru(bidirectional=True).layer)
    ['reset_after=True', 'bidirectional']
    """
    parts = [
        ("" if layer.options[option.name] else "no ") + option.name
        if option.is_size
        else f"{option.name}={layer.options[option.name]}"
        for option in layer.entry.options
        if layer.options[option.name] or not option.is_size
    ]
    parts += [] if layer.bias else ["bias=False"]
    parts += [tr("bidirectional")] if layer.bidirectional else []
    return parts + ([f"layers={layer.layers}"] if layer.layers > 1 else [])


def layer_label(layer: Layer) -> str:
    """The framework's layer with its settings: `Keras GRU (reset_after=True)`."""
    framework = FRAMEWORKS[layer.framework].title if layer.framework in FRAMEWORKS else layer.framework
    settings = joined(", ", settings_of(layer))
    title = f"{framework} {layer.entry.title}"
    return joined("", (title, " (", settings, ")")) if settings else title


TEMPLATES = {
    "role": tr("{names}{place}, the {roles} of {owner}"),
    "gate": tr("the parameters {names}, as if there were fewer gates"),
    "direction": tr("the whole backward direction"),
    "other": tr("{names}{place}, which {other} has"),
    "twice": tr("the {roles} of {owner} is counted twice ({names})"),
    "whole": tr("the whole layer is counted twice"),
    "unknown": tr("no parameters of the layer add up to this"),
}
"""What a part of a difference consists of, by its kind."""


def part_sentence(part: Part, layer: Layer, fewer: str, more: str) -> Content:
    """A part of a difference: `192 fewer: c_z, c_r and c_h in both directions, ...`.

    `fewer` and `more` are the sentences' beginnings, with `{amount}` in them.
    """
    kind = "whole" if part.kind == "twice" and not part.parameters else part.kind
    values: dict[str, Content] = {
        "amount": part.amount,
        "names": names(part.parameters) if part.parameters else "",
        "place": _place(part, layer),
        "roles": names(ROLE_WORDS[role] for role in part.roles) if part.roles else "",
        "owner": f"{part.option}={layer.options[part.option]}" if part.option else tr("each gate"),
        "other": layer_label(part.other) if part.other else "",
    }
    return Phrase((more if part.more else fewer) + tr(": ") + TEMPLATES[kind], values)


def _place(part: Part, layer: Layer) -> str:
    if not layer.bidirectional or not part.directions:
        return ""
    return (
        tr(" in both directions")
        if len(part.directions) == len(DIRECTIONS)
        else tr(" in the {direction} direction", direction=word(DIRECTION_WORDS, part.directions[0]))
    )
