"""The cell explained as a teacher would on the board: its equations, then why every parameter has its shape."""

from __future__ import annotations

from paramcalc.breakdown import Breakdown, Row, total
from paramcalc.choices import choices
from paramcalc.polynomial import Polynomial
from paramcalc.render.facts import choice_line, derivation, heading, wrap
from paramcalc.render.grid import place_and_width, place_label
from paramcalc.render.markdown import escape
from paramcalc.render.page import Glyphs, Page

ROLE_NAMES = {
    "kernel": "kernel",
    "recurrent_kernel": "recurrent kernel",
    "bias": "bias",
    "recurrent_bias": "recurrent bias",
    "peephole": "peephole",
    "scale": "scale",
}

HOW_TO_READ = (
    "@ is matrix times vector; * and + work element by element. A name is the value of its own line; "
    "h and every other state is the one of the step before until its line gives it a new value."
)


def explain(breakdown: Breakdown, page: Page) -> str:
    """The explanation as plain text."""
    lines = [heading(breakdown), "", "The equations of one step:", ""]
    lines += [f"  {line}" for line in str(breakdown.layer.structure.cell.program).splitlines()]
    lines += ["", *wrap((HOW_TO_READ,), page.width, 0)]
    for title, sentences in _sections(breakdown, page.glyphs):
        lines += ["", title]
        for sentence in sentences:
            lines += [f"  {part}" for part in wrap((sentence,), page.width, 2)]
    lines += ["", "All together:", *(f"  {line}" for line in derivation(breakdown, page.glyphs))]
    for choice in choices(breakdown):
        lines += ["", *wrap((choice_line(choice, page.glyphs),), page.width, 0)]
    return "\n".join(lines) + "\n"


def explain_markdown(breakdown: Breakdown, page: Page) -> str:
    """The explanation as Markdown."""
    lines = [f"**{heading(breakdown)}**", "", "```text", str(breakdown.layer.structure.cell.program), "```", ""]
    lines += [escape(HOW_TO_READ)]
    for title, sentences in _sections(breakdown, page.glyphs):
        lines += ["", f"**{escape(title)}**", "", *(f"- {escape(sentence)}" for sentence in sentences)]
    formula = " ".join(f"`{line}`" for line in derivation(breakdown, page.glyphs))
    lines += ["", f"All together: {formula}"]
    for choice in choices(breakdown):
        lines += ["", escape(choice_line(choice, page.glyphs))]
    return "\n".join(lines) + "\n"


def _sections(breakdown: Breakdown, glyphs: Glyphs) -> list[tuple[str, list[str]]]:
    """A title and its sentences for every gate of every layer and direction."""
    sections: dict[tuple[int, str, str], list[Row]] = {}
    for row in breakdown.rows:
        sections.setdefault((row.layer, row.direction, row.gate), []).append(row)
    single = len({(layer, direction) for layer, direction, _ in sections}) == 1
    result = []
    for (layer, direction, gate), rows in sections.items():
        place = "" if single else f"{place_label(*place_and_width(breakdown, layer, direction, glyphs))}; "
        count = glyphs.number(total(rows))
        result.append((f"{place}{gate} {rows[0].gate_name}: {count}", [sentence(row, glyphs) for row in rows]))
    return result


def sentence(row: Row, glyphs: Glyphs) -> str:
    """Why one parameter has its shape, in words and numbers."""
    parameter = row.slot.parameter
    head = f"{parameter.name} ({ROLE_NAMES[row.role]})"
    sizes = dict(zip(row.slot.axes, row.shape, strict=True))
    rows = glyphs.number(sizes["rows"])
    gate = f"{rows} of {row.gate}" if isinstance(sizes["rows"], int) else f"{rows} numbers of {row.gate}"
    if parameter.columns is not None:
        columns = glyphs.number(sizes["columns"])
        product = f"{glyphs.dimensions(row.shape)} weights{_equals(row, glyphs)}"
        return f"{head} maps the {columns} numbers of {parameter.operand} to the {gate}: {product}."
    if parameter.merges_with:
        return (
            f"{head} is one number for each of the {gate}: {rows}. It is only ever added to {parameter.merges_with}, "
            "so one of the two would do: redundant."
        )
    alone = f" It stands in {parameter.context}, where no other bias is added: it cannot be merged."
    where = alone if row.role == "recurrent_bias" else ""
    verb = "added to" if row.role in ("bias", "recurrent_bias") else "multiplied into"
    return f"{head} is one number {verb} each of the {gate}: {rows}.{where}"


def _equals(row: Row, glyphs: Glyphs) -> str:
    return "" if isinstance(row.count, Polynomial) else f" = {glyphs.number(row.count)}"
