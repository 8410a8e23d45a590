"""The cell explained as a teacher would on the board: its equations, then why every parameter has its shape."""

from __future__ import annotations

from paramcalc.algebra.polynomial import Polynomial
from paramcalc.equations.uses import BIASES
from paramcalc.layers.breakdown import Breakdown, Row, total
from paramcalc.layers.option_effects import option_effects
from paramcalc.render.facts import choice_line, derivation, heading, wrap
from paramcalc.render.grid import gate_label, place_and_width, place_label
from paramcalc.render.markdown import escape
from paramcalc.render.page import Glyphs, Page

PRODUCT = "@ is matrix times vector"

CONVOLVED = "conv(W, x) is a convolution of x with the kernel W, a matrix at each of its positions"

HOW_TO_READ = (
    "; * and + work element by element. A name is the value of its own line; "
    "h and every other state is the one of the step before until its line gives it a new value."
)


def how_to_read(breakdown: Breakdown) -> str:
    """What the signs of the equations mean."""
    return (CONVOLVED if breakdown.layer.entry.spatial else PRODUCT) + HOW_TO_READ


def explain(breakdown: Breakdown, page: Page) -> str:
    """The explanation as plain text."""
    lines = [heading(breakdown), "", "The equations of one step:", ""]
    lines += [f"  {line}" for line in str(breakdown.layer.structure.cell.program).splitlines()]
    lines += ["", *wrap((how_to_read(breakdown),), page.width, 0)]
    for title, sentences in _sections(breakdown, page.glyphs):
        lines += ["", title]
        for sentence in sentences:
            lines += [f"  {part}" for part in wrap((sentence,), page.width, 2)]
    lines += ["", "All together:", *(f"  {line}" for line in derivation(breakdown, page.glyphs))]
    for choice in option_effects(breakdown):
        lines += ["", *wrap((choice_line(choice, page.glyphs),), page.width, 0)]
    return "\n".join(lines) + "\n"


def explain_markdown(breakdown: Breakdown, page: Page) -> str:
    """The explanation as Markdown."""
    lines = [f"**{heading(breakdown)}**", "", "```text", str(breakdown.layer.structure.cell.program), "```", ""]
    lines += [escape(how_to_read(breakdown))]
    for title, sentences in _sections(breakdown, page.glyphs):
        lines += ["", f"**{escape(title)}**", "", *(f"- {escape(sentence)}" for sentence in sentences)]
    formula = " ".join(f"`{line}`" for line in derivation(breakdown, page.glyphs))
    lines += ["", f"All together: {formula}"]
    for choice in option_effects(breakdown):
        lines += ["", escape(choice_line(choice, page.glyphs))]
    return "\n".join(lines) + "\n"


def _sections(breakdown: Breakdown, glyphs: Glyphs) -> list[tuple[str, list[str]]]:
    """A title and its sentences for every gate of every layer and direction."""
    sections: dict[tuple[int, str, str], list[Row]] = {}
    for row in breakdown.rows:
        sections.setdefault((row.layer, row.direction, gate_label(row)), []).append(row)
    shared = {row.definition.merges_with for row in breakdown.rows}
    single = len({(layer, direction) for layer, direction, _ in sections}) == 1
    result = []
    for (layer, direction, title), rows in sections.items():
        place = "" if single else f"{place_label(*place_and_width(breakdown, layer, direction, glyphs))}; "
        count = glyphs.number(total(rows))
        result.append((f"{place}{title}: {count}", [sentence(row, glyphs, row.parameter in shared) for row in rows]))
    return result


def sentence(row: Row, glyphs: Glyphs, shared: bool = False) -> str:
    """Why one parameter has its shape, in words and numbers; `shared` says that another one merges with it."""
    parameter = row.definition
    head = f"{parameter.name} ({row.role.replace('_', ' ')})"
    sizes = dict(zip(row.axes, row.shape, strict=True))
    rows = glyphs.number(sizes["rows"])
    target = parameter.gate
    spare = f"It is only ever added to {parameter.merges_with}, so one of the two would do: redundant."
    why = spare if parameter.redundant else ""
    if parameter.columns is not None:
        columns = glyphs.number(sizes["columns"])
        positions = glyphs.dimensions(tuple(size for axis, size in sizes.items() if axis.startswith("kernel_")))
        where = f", at each of the {positions} positions of its kernel" if parameter.convolved else ""
        weights = f"{glyphs.dimensions(row.shape)} weights{_equals(row, glyphs)}"
        sentence = f"{head} maps {parameter.operand}, {columns} numbers, to {target}, {rows} numbers{where}: {weights}."
        return f"{sentence} {why}".rstrip()
    if why:
        return f"{head} is one number for each of the {rows} numbers of {target}: {rows}. {why}"
    alone = f" It stands in {parameter.context}, where no other bias is added: it cannot be merged."
    where = alone if row.role == "recurrent_bias" and not shared else ""
    if row.role in BIASES:
        return f"{head} is one number added to each of the {rows} numbers of {target}: {rows}.{where}"
    what = f"multiplied with each of the {rows} numbers of {parameter.operand}" if parameter.operand else "for each"
    return f"{head} is one number {what}, in {target}: {rows}."


def _equals(row: Row, glyphs: Glyphs) -> str:
    return "" if isinstance(row.count, Polynomial) else f" = {glyphs.number(row.count)}"
