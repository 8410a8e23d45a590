"""Shape inference: the sizes of every vector and matrix of a program follow from their uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from paramcalc.equations import syntax
from paramcalc.equations.syntax import INPUT
from paramcalc.phrases import tr

_Size: TypeAlias = "tuple[str, str]"
"""The name of a size and the use that gave it; the name is empty while the size is unknown."""

_Sized: TypeAlias = "tuple[_Size, str]"
"""A size, and the value that has it as text."""


class _ParameterShape(NamedTuple):
    """The sizes of a parameter at its first use: a matrix has columns, a vector has none."""

    rows: _Size
    columns: _Size | None
    position: syntax.Position
    convolved: bool = False


class InferredSizes(NamedTuple):
    """The names of the sizes of each parameter, (rows,) or (rows, columns), and the kernels of convolutions."""

    parameters: dict[str, tuple[str, ...]]
    convolved: frozenset[str]


def infer(program: syntax.Program) -> InferredSizes:
    r"""The sizes of all parameters, by unification over all equations.

    >>> from paramcalc.equations.reader import parse
    >>> infer(parse("h: units\nh = tanh(W @ x + b + U @ h)")).parameters
    {'W': ('units', 'input'), 'b': ('units',), 'U': ('units', 'units')}

    Raises EquationError for sizes that clash (with both uses) or stay free, for a name that is used both as a matrix
    and as a vector, and for states that are declared and never updated.
    """
    inference = _Inference(program)
    for equation in program.equations:
        inference.assign(equation)
    for name, _, position in program.declarations:
        if name != INPUT and name not in inference.targets:
            syntax.fail(
                tr("the state {name!r} is never updated", name=name),
                position,
                tip=tr("write an equation `{name} = …`", name=name),
            )
    shapes = inference.parameters.items()
    return InferredSizes(
        {name: inference.names(name, shape) for name, shape in shapes},
        frozenset(name for name, shape in shapes if shape.convolved),
    )


class _Inference:
    def __init__(self, program: syntax.Program) -> None:
        self.states = program.states
        self.targets = {equation.target: equation.position for equation in reversed(program.equations)}
        self.values: dict[str, _Size | None] = {}
        self.parameters: dict[str, _ParameterShape] = {}
        self.equal: dict[_Size, _Size] = {}
        for name, size, position in program.declarations:
            if name in self.values:
                syntax.fail(tr("{name!r} is declared twice", name=name), position)
            self.values[name] = size, f"{name!r} ({position})"
        self.values.setdefault(INPUT, (program.input, tr("{input!r}, the input", input=INPUT)))

    def assign(self, equation: syntax.Equation) -> None:
        """Infer what follows from an equation."""
        target, expression, position = equation
        if target == INPUT:
            syntax.fail(tr("{input!r} is the input and cannot be assigned", input=INPUT), position)
        if position != self.targets[target]:
            syntax.fail(
                tr("{target!r} is assigned twice, first at {position}", target=target, position=self.targets[target]),
                position,
            )
        size = self._size_of(expression)
        if target in self.parameters:
            use = self.parameters[target].position
            syntax.fail(
                tr("{target!r} is assigned here but already used ({use})", target=target, use=use),
                position,
                tip=_declare_first(target),
            )
        known = self.values.get(target)
        if target in self.states and known is not None:
            if size is None:
                syntax.fail(
                    tr("{target!r} is a state, a vector, but its new value is a plain number", target=target), position
                )
            state = tr("the state {target!r}", target=target)
            self._unify((known, state), (size, _quoted(expression)), tr("one is assigned to the other"), position)
        else:
            self.values[target] = size

    def names(self, name: str, shape: _ParameterShape) -> tuple[str, ...]:
        """The names of a parameter's sizes."""
        names = tuple(self._root(size)[0] for size in (shape.rows, shape.columns) if size is not None)
        if "" in names:
            what = tr("size") if len(names) == 1 else (tr("number of rows"), tr("number of columns"))[names.index("")]
            tip = tr("a size follows from what the value is added to or assigned to: the input or a declared state")
            syntax.fail(tr("the {what} of {name!r} cannot be inferred", what=what, name=name), shape.position, tip=tip)
        return names

    def _size_of(self, expression: syntax.Expression) -> _Size | None:
        """The size of a vector, or None for a plain number."""
        match expression:
            case syntax.Number():
                return None
            case syntax.Name(name, position):
                if name in self.values:
                    return self.values[name]
                shape = self.parameters.setdefault(name, _ParameterShape(("", name), None, position))
                if shape.columns is not None:
                    syntax.fail(
                        tr(
                            "{name!r} is used as a vector here, but as a matrix at {position}",
                            name=name,
                            position=shape.position,
                        ),
                        position,
                    )
                return shape.rows
            case syntax.FunctionCall(argument=argument):
                return self._size_of(argument)
            case syntax.MatrixProduct():
                return self._size_of_product(expression)
            case syntax.Sum(terms):
                return self._size_of_all([term for _, term in terms], tr("they are added"))
        return self._size_of_all(expression.factors, tr("they are multiplied elementwise"))

    def _size_of_product(self, expression: syntax.MatrixProduct) -> _Size:
        (name, position), vector, _, convolved = expression
        if name in self.values:
            syntax.fail(tr("the left side of @ must be a parameter, but {name!r} is a vector", name=name), position)
        columns = self._size_of(vector)
        if columns is None:
            syntax.fail(
                tr(
                    "the right side of @ must be a vector, not a number: `{expression}`",
                    expression=syntax.show(expression),
                ),
                position,
            )
        if isinstance(vector, syntax.Name) and vector.name in self.parameters:
            why = tr(
                "{name!r} is multiplied by a matrix but is neither the input, a state nor assigned before",
                name=vector.name,
            )
            syntax.fail(why, vector.position, tip=_declare_first(vector.name))
        shape = self.parameters.setdefault(name, _ParameterShape(("", name), columns, position, convolved))
        if shape.columns is None:
            syntax.fail(
                tr(
                    "{name!r} is used as a matrix here, but as a vector at {position}",
                    name=name,
                    position=shape.position,
                ),
                position,
            )
        if shape.convolved != convolved:
            syntax.fail(tr("{name!r} is multiplied with @ in one place and convolved in another", name=name), position)
        first = tr("what {name!r} multiplies at {position}", name=name, position=shape.position)
        self._unify(
            (shape.columns, first), (columns, _quoted(vector)), tr("{name!r} multiplies both", name=name), position
        )
        return shape.rows

    def _size_of_all(self, parts: Iterable[syntax.Expression], why: str) -> _Size | None:
        """The size that all vectors among the parts share."""
        first: _Sized | None = None
        for part in parts:
            size = self._size_of(part)
            if size is not None and first is not None:
                self._unify(first, (size, _quoted(part)), why, part.position)
            elif size is not None:
                first = size, _quoted(part)
        return first[0] if first else None

    def _root(self, size: _Size) -> _Size:
        root = size
        while root in self.equal:
            root = self.equal[root]
        # Shorten the way for the next search: a long sum makes a chain as long as itself.
        while size != root:
            self.equal[size], size = root, self.equal[size]
        return root

    def _unify(self, first: _Sized, second: _Sized, why: str, position: syntax.Position) -> None:
        one, two = self._root(first[0]), self._root(second[0])
        if one[0] and two[0] and one[0] != two[0]:
            syntax.fail(
                tr(
                    "sizes clash: {first} has size {one} (from {one_from}), {second} has size {two} (from {two_from}), "
                    "and {why}",
                    first=first[1],
                    one=one[0],
                    one_from=one[1],
                    second=second[1],
                    two=two[0],
                    two_from=two[1],
                    why=why,
                ),
                position,
            )
        if one != two:
            known, other = (one, two) if one[0] else (two, one)
            self.equal[other] = known


def _declare_first(name: str) -> str:
    return tr("declare a state first, as in `{name}: units`", name=name)


def _quoted(value: syntax.Expression) -> str:
    return f"`{syntax.show(value)}`"
