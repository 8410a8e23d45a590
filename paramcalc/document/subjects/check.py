"""The answer on a formula: what was read, the layers that it counts, and how it differs from others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paramcalc.document.nodes import (
    Code,
    Column,
    Content,
    Difference,
    Document,
    Equals,
    Fact,
    Facts,
    Formula,
    Heading,
    Items,
    Phrase,
    Row,
    Table,
    note,
)
from paramcalc.document.subjects.differences import layer_label, part_sentence, settings_of
from paramcalc.layers.layer import Layer
from paramcalc.phrases import joined, tr
from paramcalc.questions.check import Check, Deviation

LACKS, EXCEEDS = tr("it lacks {amount}"), tr("it has {amount} too many")


def build(check: Check) -> Document:
    """The document of a check."""
    blocks = [Facts(tuple(_facts(check)))]
    tables = (Heading(tr("Layers that it counts exactly")), layer_table(check.equal)) if check.equal else ()
    sentences = tuple(sentence for deviation in check.closest for sentence in _deviation(deviation))
    lists = (Items(sentences, indented=False),) if sentences else ()
    title = Phrase(tr("formula: {text}"), {"text": Code(check.text)})
    return Document(title, (*blocks, *lists, *tables))


def _facts(check: Check) -> Iterator[Fact]:
    yield Fact(tr("verdict"), (_verdict(check),))
    lines: list[Content] = [Formula(check.formula)]
    if check.value is not None and check.formula.symbols:
        lines += [Equals(Formula(check.formula, check.sizes)), Equals(check.value)]
    yield Fact(tr("formula"), tuple(lines))
    read = [tr("{name} is {size}", name=name, size=size) for name, size in check.names.items() if name != size]
    read += [tr("{number:,} is {size}", number=number, size=size) for number, size in check.numbers]
    if read:
        yield Fact(tr("read as"), (joined(tr(", "), read),))


def _verdict(check: Check) -> Content:
    if check.asked:
        label = layer_label(check.asked[0])
        if check.only_here:
            return Phrase(tr("right for {label} at these sizes alone: the formula is another one"), {"label": label})
        return (tr("right for {label}") if check.is_right else tr("wrong for {label}")).format(label=label)
    return tr("right for some layers") if check.is_right else tr("no layer has this count")


def layer_table(layers: Sequence[Layer]) -> Table:
    """Layers with their settings."""
    heads = (Column(tr("framework"), left=True), Column(tr("layer"), left=True), Column(tr("settings"), left=True))
    rows = [Row((layer.framework, layer.entry.title, joined(", ", settings_of(layer)))) for layer in layers]
    return Table(heads, rows)


def _deviation(deviation: Deviation) -> Iterator[Content]:
    label = layer_label(deviation.layer)
    values: dict[str, Content] = {"label": label, "difference": Difference(deviation.difference)}
    yield Phrase(tr("{label}: the formula differs by {difference}"), values)
    for part in deviation.parts:
        sentence = part_sentence(part, deviation.layer, LACKS, EXCEEDS)
        yield note(label, sentence)
