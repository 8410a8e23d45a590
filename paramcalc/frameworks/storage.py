"""How a framework packs a cell's parameters into tensors, as patterns.

A pattern describes the axes of a tensor: `columns (gate rows)` is a matrix whose first axis has the columns of the
parameter, and whose second axis has the gates side by side, `rows` numbers each. The words:

- `rows`, `columns`: the parameter's own sizes, as in the equation `W @ x`, where W is rows × columns;
- `kernel`: the sizes of a convolution's kernel, an axis each;
- `direction`, `gate`, `role`: a block for each direction, each gate (in the cell's order), each role (in the order of
  `roles`).

If a pattern leaves out `gate`, every gate has a tensor of its own, with `{gate}` in its name. A name can also contain
`{parameter}`, `{layer}` (from 0) and `{reverse}` (`_reverse` for the backward direction).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

AXES = ("rows", "columns", "kernel")
BLOCKS = ("direction", "gate", "role")


class TensorLayout(NamedTuple):
    """The layout of a tensor, or of one tensor for each gate, and the roles of the parameters that it holds."""

    name: str
    roles: tuple[str, ...]
    pattern: str
    renamed: tuple[tuple[str, str], ...] = ()
    """Tensor names that the framework writes differently."""

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
        """The parameter's own axes in the order in which this tensor stores them: the shape of a block."""
        return tuple(word for word in self.words if word in AXES)


@lru_cache(maxsize=256)
def read_pattern(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The words of each axis of a pattern; a group in parentheses is one axis.

    >>> read_pattern("role (gate rows)")
    (('role',), ('gate', 'rows'))

    Raises ValueError for unknown or repeated words and for unbalanced parentheses.
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
