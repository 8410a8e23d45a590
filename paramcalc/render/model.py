"""A model as text, CSV, JSON, Markdown, LaTeX and HTML; the drawn table and the graph have files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as html_text
from typing import Any

from paramcalc.algebra.notation import PYTHON
from paramcalc.algebra.polynomial import Polynomial, show
from paramcalc.classes.base import Shape
from paramcalc.models.breakdown import ModelLayer
from paramcalc.models.result import Weight
from paramcalc.models.rows import ParameterRow
from paramcalc.models.stored import Difference
from paramcalc.models.summary import surprises
from paramcalc.render.facts import wrap
from paramcalc.render.json import dump, value
from paramcalc.render.latex import GLYPHS as LATEX_GLYPHS
from paramcalc.render.markdown import escape
from paramcalc.render.model_grid import ModelView, facts, heading, model_grid
from paramcalc.render.page import ASCII_GLYPHS, Page
from paramcalc.render.tabular import csv_line, html_table
from paramcalc.render.text import columns

SCHEMA_VERSION = 1

LAYER_HEADS = ("layer", "class", "output", "params", "trainable", "bytes", "macs", "reads", "shared", "from_file")

ROW_HEADS = (
    "layer",
    "class",
    "direction",
    "gate",
    "gate_name",
    "role",
    "tensor",
    "symbolic_shape",
    "shape",
    "formula",
    "count",
    "trainable",
    "dtype",
)


def text(view: ModelView, page: Page) -> str:
    """The table in aligned columns, then what is to be said of it."""
    table = model_grid(view, page.glyphs)
    lines = [heading(view), "", *columns([table.heads, *table.rows, table.totals], left=table.left), ""]
    return "\n".join(line.rstrip() for line in [*lines, *fact_lines(view, page, None)]) + "\n"


def fact_lines(view: ModelView, page: Page, width: int | None) -> list[str]:
    """The statements under the table, wrapped between words."""
    return [line for label, stated in facts(view, page.glyphs) for line in wrap((f"{label}: {stated}",), width, 0)]


def csv(view: ModelView, page: Page) -> str:
    """One line a layer; of an opened one a line a parameter, by gate and role."""
    if view.gates or view.only:
        rows = [row for line in view.lines for row in line.rows] if view.only else list(view.model.rows)
        return "".join(map(csv_line, [ROW_HEADS, *map(_csv_row, rows)]))
    return "".join(map(csv_line, [LAYER_HEADS, *map(_csv_layer, view.lines)]))


def _csv_layer(line: ModelLayer) -> list[object]:
    outputs = "; ".join("?" if shape is None else _shape_words(shape) for shape in line.outputs)
    macs = "" if line.macs is None else value(line.macs)
    numbers = [value(line.total), value(line.trainable), value(line.bytes), macs]
    return [
        line.path,
        line.kind,
        outputs,
        *numbers,
        " ".join(map(str, line.reads)),
        value(line.shared),
        str(line.from_file).lower(),
    ]


def _csv_row(row: ParameterRow) -> list[object]:
    symbolic = " x ".join(size.show(PYTHON) for size in row.symbolic_shape)
    shape = " x ".join(str(value(size)) for size in row.shape)
    where = [row.layer, row.kind, row.direction, row.gate, row.gate_name, row.role, row.tensor]
    end = [row.formula.show(PYTHON), value(row.count), str(row.trainable).lower(), row.dtype]
    return [*where, symbolic, shape, *end]


def _shape_words(shape: Shape) -> str:
    return " x ".join("?" if isinstance(size, Polynomial) else str(size) for size in shape)


def as_json(view: ModelView, page: Page) -> str:
    """The model for programs."""
    return dump(document(view))


def document(view: ModelView) -> dict[str, Any]:
    """The model as the value that JSON carries; a count that is not known is a formula, a length null."""
    model = view.model
    return {
        "schema": SCHEMA_VERSION,
        "model": model.name,
        "class": model.spec.root.kind,
        "framework": model.framework,
        "version": ".".join(map(str, model.spec.version)),
        "layers": [_layer(line) for line in view.lines],
        "rows": [_row(row) for row in (view.lines[0].rows if view.only else model.rows)],
        "total": value(model.total),
        "trainable": value(model.trainable),
        "non_trainable": value(model.non_trainable),
        "bytes": value(model.bytes),
        "macs": None if model.macs is None else value(model.macs),
        "lower_bound": model.is_lower_bound,
        "unknown": list(map(str, model.unknown)),
        "optimizer": model.spec.optimizer,
        "stored": _stored(view),
        "differences": [_difference(each) for each in model.differences],
        "notes": [{"layer": each.layer, "text": each.text} for each in surprises(model, lambda size: show(size))],
    }


def _layer(line: ModelLayer) -> dict[str, Any]:
    return {
        "path": line.path,
        "class": line.kind,
        "depth": line.depth,
        "outputs": [None if shape is None else _shape(shape) for shape in line.outputs],
        "params": value(line.total),
        "trainable": value(line.trainable),
        "bytes": value(line.bytes),
        "macs": None if line.macs is None else value(line.macs),
        "reads": list(map(str, line.reads)),
        "calls": len(line.results),
        "shared": value(line.shared),
        "from_file": line.from_file,
        "known": not line.unknown,
        "tensors": [_tensor(weight) for weight in line.weights],
    }


def _shape(shape: Shape) -> list[int | None]:
    return [None if isinstance(size, Polynomial) else size for size in shape]


def _tensor(weight: Weight) -> dict[str, Any]:
    return {
        "name": weight.name,
        "symbolic_shape": [size.show(PYTHON) for size in weight.symbolic_shape],
        "shape": [value(size) for size in weight.shape],
        "formula": weight.formula.show(PYTHON),
        "count": value(weight.count),
        "trainable": weight.trainable,
        "dtype": weight.dtype,
    }


def _row(row: ParameterRow) -> dict[str, Any]:
    return {
        "layer": row.layer,
        "class": row.kind,
        "direction": row.direction,
        "gate": row.gate,
        "gate_name": row.gate_name,
        "role": row.role,
        "tensor": row.tensor,
        "symbolic_shape": [size.show(PYTHON) for size in row.symbolic_shape],
        "shape": [value(size) for size in row.shape],
        "formula": row.formula.show(PYTHON),
        "count": value(row.count),
        "trainable": row.trainable,
        "dtype": row.dtype,
    }


def _stored(view: ModelView) -> dict[str, list[dict[str, Any]]] | None:
    stored = view.model.spec.stored
    if stored is None:
        return None
    return {
        name: [{"name": each.name, "shape": list(each.shape), "dtype": each.dtype} for each in tensors]
        for name, tensors in stored.items()
    }


def _difference(difference: Difference) -> dict[str, Any]:
    derived, stored = difference.derived, difference.stored
    return {
        "layer": difference.layer,
        "derived": None
        if derived is None
        else {"name": derived.name, "shape": [value(size) for size in derived.shape]},
        "stored": None if stored is None else {"name": stored.name, "shape": list(stored.shape)},
    }


def markdown(view: ModelView, page: Page) -> str:
    """A GitHub table, and what is to be said as a list."""
    table = model_grid(view, page.glyphs)
    rule = [":---" if place in table.left else "---:" for place in range(len(table.heads))]
    lines = [f"**{escape(heading(view))}**", "", _markdown_row(table.heads), f"| {' | '.join(rule)} |"]
    lines += [_markdown_row([_indented(row[0], page), *row[1:]]) for row in table.rows]
    lines += [_markdown_row([f"**{each}**" if each else "" for each in map(escape, table.totals)], raw=True), ""]
    lines += [f"- {escape(label)}: {escape(stated)}" for label, stated in table.facts]
    return "\n".join(lines) + "\n"


def _indented(label: str, page: Page) -> str:
    """A name inside another: Markdown and HTML drop blanks in front."""
    blank = "- " if page.glyphs is ASCII_GLYPHS else "\N{NO-BREAK SPACE}" * 2
    return blank * ((len(label) - len(label.lstrip())) // 2) + label.lstrip()


def _markdown_row(cells: Any, raw: bool = False) -> str:
    return f"| {' | '.join(cells if raw else map(escape, cells))} |"


def latex(view: ModelView, page: Page) -> str:
    """A tabular, and what is to be said as a list."""
    table = model_grid(view, LATEX_GLYPHS)
    spec = "".join("l" if place in table.left else "r" for place in range(len(table.heads)))
    lines = [
        f"% {_one_line(heading(view))}",
        f"\\begin{{tabular}}{{{spec}}}",
        "\\hline",
        _latex_row(table.heads),
        "\\hline",
    ]
    for row in table.rows:
        lines.append(
            _latex_row(
                [f"\\quad {_tex(row[0].lstrip())}" if row[0].startswith(" ") else _tex(row[0]), *map(_cell, row[1:])],
                raw=True,
            )
        )
    lines += [
        "\\hline",
        _latex_row([_tex(table.totals[0]), *map(_cell, table.totals[1:])], raw=True),
        "\\hline",
        "\\end{tabular}",
    ]
    items = [f"  \\item {_tex(label)}: {_tex(stated)}" for label, stated in facts(view, ASCII_GLYPHS)]
    return "\n".join([*lines, "", "\\begin{itemize}", *items, "\\end{itemize}"]) + "\n"


def _cell(cell: str) -> str:
    """A cell: what is written in LaTeX's signs is mathematics."""
    return f"${cell}$" if "\\" in cell or "{,}" in cell or "^" in cell else _tex(cell)


def _tex(words: str) -> str:
    """A text in which nothing is a command."""
    signs = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(signs.get(each, f"\\{each}" if each in "_%&#${}" else each) for each in words)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _latex_row(cells: Any, raw: bool = False) -> str:
    return " & ".join(cells if raw else map(_tex, cells)) + " \\\\"


def html(view: ModelView, page: Page) -> str:
    """A table and a list, for notebooks."""
    table = model_grid(view, page.glyphs)
    rows = [table.heads, *([_indented(row[0], page), *row[1:]] for row in table.rows), table.totals]
    items = (f"<dt>{html_text(label)}</dt><dd>{html_text(stated)}</dd>" for label, stated in table.facts)
    return "".join([f"<h4>{html_text(heading(view))}</h4>\n", *html_table(rows), "<dl>\n", *_lines(items), "</dl>\n"])


def _lines(items: Iterator[str]) -> Iterator[str]:
    return (f"{item}\n" for item in items)
