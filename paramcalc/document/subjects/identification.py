"""The layers and sizes that a printed number can stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paramcalc.document.nodes import (
    Block,
    Column,
    Content,
    Document,
    Heading,
    Items,
    Joined,
    Phrase,
    Row,
    Table,
    plural,
)
from paramcalc.document.subjects.differences import layer_label, part_sentence
from paramcalc.phrases import tr
from paramcalc.questions.identify import Deviation, Identification, Match

MOST_SHOWN = 20
"""The matches that a table shows; JSON and CSV have them all."""

FEWER, MORE = tr("{amount} fewer"), tr("{amount} more")


def build(identification: Identification) -> Document:
    """The document of a number."""
    blocks: list[Block] = list(_matches(identification.number, identification.matches))
    if identification.expected is not None:
        blocks += [Heading(Phrase(tr("{number} was expected"), {"number": identification.expected}))]
        blocks += _matches(identification.expected, identification.expected_matches)
    sentences = [sentence for deviation in identification.reason for sentence in _reason(deviation, identification)]
    sentences += [sentence for deviation in identification.nearest for sentence in _nearest(deviation)]
    if identification.expected is not None and not identification.reason:
        sentences.append(tr("no parameters of a layer with these sizes add up to the difference"))
    lists = (Items(tuple(sentences), indented=False),) if sentences else ()
    return Document(_title(identification), (*blocks, *lists))


def _title(identification: Identification) -> Content:
    given = ", ".join(f"{name}={size:,}" for name, size in identification.sizes.items())
    return Phrase(
        tr("{number} parameters") + (tr(": {given}", given=given) if given else ""), {"number": identification.number}
    )


def _matches(number: int, matches: Sequence[Match]) -> Iterator[Block]:
    if not matches:
        yield Items(
            (Phrase(tr("no layer has {number} parameters with these settings"), {"number": number}),), indented=False
        )
        return
    names = list(dict.fromkeys(name for match in matches[:MOST_SHOWN] for name in match.names))
    heads = (*map(Column, names), Column(tr("layers with this count"), left=True, shortens=True))
    rows = [_row(match, names) for match in matches[:MOST_SHOWN]]
    yield Table(heads, rows)
    if len(matches) > MOST_SHOWN:
        more = {"more": plural(len(matches) - MOST_SHOWN, "more match")}
        yield Items((Phrase(tr("{more}; JSON and CSV list all"), more),), indented=False)


def _row(match: Match, names: Sequence[str]) -> Row:
    sizes = match.sizes
    layers = Joined(tuple(layer_label(layer) for layer in match.layers))
    return Row((*(sizes.get(name, "") for name in names), layers))


def _reason(deviation: Deviation, identification: Identification) -> Iterator[Content]:
    values: dict[str, Content] = {"number": identification.number, "expected": identification.expected or 0}
    for part in deviation.parts:
        sentence = part_sentence(part, deviation.layer, FEWER, MORE)
        yield Phrase(tr("{number} instead of {expected}: {sentence}"), {**values, "sentence": sentence})


def _nearest(deviation: Deviation) -> Iterator[Content]:
    sizes = ", ".join(f"{name}={size:,}" for name, size in deviation.sizes.items())
    values: dict[str, Content] = {"label": layer_label(deviation.layer), "total": deviation.total}
    for part in deviation.parts:
        sentence = part_sentence(part, deviation.layer, FEWER, MORE)
        template = tr("nearest: {label}, {sizes}, has {total}; the number has {sentence}")
        yield Phrase(template, {**values, "sizes": sizes, "sentence": sentence})
