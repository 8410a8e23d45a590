"""What a framework's file says of its cells, for the tests that state it a second time."""

from __future__ import annotations

from paramcalc.frameworks import FRAMEWORKS


def facts_of(framework: str) -> tuple[str, dict[str, tuple]]:
    """The title of a framework; and for each cell title, description, gates with their names, options with defaults."""
    known = FRAMEWORKS[framework]
    return known.title, {
        name: (
            entry.title,
            entry.description,
            ", ".join(f"{gate} {title}" for gate, title in entry.gates.items()),
            {option.name: option.default for option in entry.options},
        )
        for name, entry in known.cells.items()
    }
