"""What a result shows of itself in a notebook: its HTML with a style that follows the page, light or dark."""

from __future__ import annotations

from collections.abc import Iterator

from paramcalc.document.nodes import Content, Document, Items
from paramcalc.document.writers.html import HtmlWriter

LINE = "1px solid rgba(128, 128, 128, 0.35)"
"""A line that can be seen on white and on black."""

STYLE = f"""<style>
.paramcalc {{ color: inherit; background: transparent; }}
.paramcalc table {{ color: inherit; border-collapse: collapse; margin: 0.5em 0; }}
.paramcalc th, .paramcalc td {{ color: inherit; background: transparent; padding: 0.15em 0.6em; border: none; }}
.paramcalc tr {{ background: transparent; border-bottom: {LINE}; }}
.paramcalc td, .paramcalc th {{ font-variant-numeric: tabular-nums; }}
.paramcalc dl {{ display: grid; grid-template-columns: max-content auto; gap: 0.1em 1em; margin: 0.5em 0; }}
.paramcalc dd {{ margin: 0; }}
.paramcalc details {{ margin: 0.3em 0; }}
.paramcalc summary {{ cursor: pointer; opacity: 0.75; }}
</style>"""
"""No colour of its own: text takes the page's, lines are half transparent."""


class NotebookWriter(HtmlWriter):
    """A fragment of HTML for a notebook: the lists are folded away."""

    def write(self, document: Document) -> Iterator[str]:
        """The fragment, a line for each element."""
        yield f'<div class="paramcalc">\n{STYLE}\n'
        yield from super().write(document)
        yield "</div>\n"

    def items(self, block: Items) -> Iterator[str]:
        """A list, folded away behind the number of its items."""
        count = len(block.items)
        yield f"<details><summary>{count} {'note' if count == 1 else 'notes'}</summary>"
        yield from super().items(block)
        yield "</details>"

    def title(self, content: Content) -> Iterator[str]:
        """The title, as a line of its own: a heading would stand in the notebook's table of contents."""
        yield f"<div><strong>{self.content(content)}</strong></div>"
