"""How a framework packs a cell's parameters into tensors, written as patterns and read once.

A pattern says how the blocks of a tensor lie: `columns (gate rows)` is a matrix whose first axis is what the parameter
is multiplied with, and whose second holds the gates side by side, `rows` numbers each. The words:

- `rows`, `columns`: the parameter's own sizes, as in the equation `W @ x`, where W is rows × columns;
- `kernel`: of a convolution, the kernel's sizes, an axis each;
- `direction`, `gate`, `role`: one block a direction, one a gate (in the cell's order), one a role (in that of `roles`).

What a pattern leaves out (a gate, say) has a tensor of its own for each, told apart by `{gate}` in its name; a name can
also have `{parameter}`, `{layer}` (from 0) and `{reverse}` (`_reverse` for the backward direction).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

AXES = ("rows", "columns", "kernel")
BLOCKS = ("direction", "gate", "role")


class TensorLayout(NamedTuple):
    """A tensor, or with `{gate}` in its name a family of them, and the roles of the parameters it holds."""

    name: str
    roles: tuple[str, ...]
    pattern: str
    renamed: tuple[tuple[str, str], ...] = ()
    """Names of the family that the framework writes differently."""

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the pattern."""
        return tuple(word for axis in self.axes for word in axis)

    @property
    def axes(self) -> tuple[tuple[str, ...], ...]:
        """The words of each axis, outermost first.

        >>> TensorLayout("kernel", ("kernel",), "columns (gate rows)").axes
        (('columns',), ('gate', 'rows'))
        """
        return read_pattern(self.pattern)

    @property
    def own_axes(self) -> tuple[str, ...]:
        """The parameter's own axes in the order in which this tensor lays them: a block's shape."""
        return tuple(word for axis in self.axes for word in axis if word in AXES)


@lru_cache(maxsize=256)
def read_pattern(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The words of each axis of a pattern; a group in parentheses is one axis.

    >>> read_pattern("role (gate rows)")
    (('role',), ('gate', 'rows'))

    Raises ValueError for unknown or repeated words and for parentheses that do not close.
    """
    axes: list[tuple[str, ...]] = []
    group: list[str] | None = None
    for word in pattern.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(" and group is None:
            group = []
        elif word == ")" and group:
            axes.append(tuple(group))
            group = None
        elif word in AXES + BLOCKS and group is not None:
            group.append(word)
        elif word in AXES + BLOCKS:
            axes.append((word,))
        else:
            raise ValueError(f"{word!r} does not fit in the storage pattern {pattern!r}")
    words = [word for axis in axes for word in axis]
    if group is not None or len(set(words)) != len(words) or "rows" not in words:
        raise ValueError(f"the storage pattern {pattern!r} needs `rows` once, no word twice, and closed groups")
    return tuple(axes)
