"""What the reading of a notebook keeps beside the store: which cell runs, and which models it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from paramcalc.models.spec import RawShape
from paramcalc.readers.python.values import Ref, Value


@dataclass
class Session:
    """The cells of a program while they are followed one after another."""

    era: tuple[int, ...] | None = None
    """The version of Keras that all imports mean; None for the one of each import."""
    shapes: tuple[RawShape, ...] = ()
    """The shapes of the model's inputs that the user gives."""
    trusted: int = 0
    """Until so many summaries are shown, code that is not in the source is taken to change nothing.

    A number that rests on this needs another witness: the last of these summaries.
    """
    kept: set[int] = field(default_factory=set)
    """The objects that such code has got meanwhile, which it may change later."""
    cell: int = 0
    """The cell that is followed, from 0."""
    before: dict[str, Value] = field(default_factory=dict)
    """The names at the beginning of the cell."""
    summaries: list[tuple[int, Value, Value]] = field(default_factory=list)
    """The objects whose `summary` was called: the cell, the object, and the layers that it had."""

    @property
    def trusts(self) -> bool:
        """Whether code that is not in the source is taken to change nothing, as yet."""
        return len(self.summaries) < self.trusted

    def begin(self, cell: int, names: Mapping[str, Value]) -> None:
        """A cell begins, with these names."""
        self.cell, self.before = cell, dict(names)

    def show(self, owner: Value, layers: Value) -> None:
        """The `summary` of an object is called, which has these layers."""
        self.summaries.append((self.cell, owner, layers))

    def shown_in(self, cell: int) -> list[Value]:
        """The objects whose `summary` a cell calls."""
        return [owner for number, owner, _ in self.summaries if number == cell]

    def last_shown(self, ref: Ref, layers: Value) -> tuple[int, int, int] | None:
        """The cell that shows a model last, and how many others that cell and all cells show before.

        None where no cell shows the model with these layers.
        """
        for position in range(len(self.summaries) - 1, -1, -1):
            cell, owner, then = self.summaries[position]
            if owner == ref and then == layers:
                return cell, sum(number == cell for number, _, _ in self.summaries[:position]), position
        return None
