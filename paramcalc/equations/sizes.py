"""Shape inference: every vector and matrix of a program gets its sizes from how it is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from paramcalc.equations.syntax import (
    Equation,
    Expression,
    FunctionCall,
    MatrixProduct,
    Name,
    Number,
    Position,
    Program,
    Sum,
    fail,
    show,
)

INPUT = "x"
"""The name of the cell's input in every text; its size is `input` unless the text declares another."""

INPUT_SIZE = "input"


class _Variable:
    """A size to be found: a link to the one it was unified with, or a name and the use that gave it."""

    __slots__ = ("link", "name", "use")

    def __init__(self, name: str | None = None, use: str = "") -> None:
        self.link: _Variable | None = None
        self.name = name
        self.use = use

    def root(self) -> _Variable:
        variable = self
        while variable.link is not None:
            variable = variable.link
        return variable


class _Found(NamedTuple):
    """A parameter as first used: a matrix has columns, a vector has none."""

    rows: _Variable
    columns: _Variable | None
    place: Position


class Inferred(NamedTuple):
    """The sizes' names: of the input, of each state, and of each parameter as (rows,) or (rows, columns)."""

    input: str
    states: dict[str, str]
    parameters: dict[str, tuple[str, ...]]
    convolved: frozenset[str]
    """The matrices that stand at every position of a kernel."""


def infer(program: Program) -> Inferred:
    r"""The sizes of all parameters, by unification over all equations.

    >>> from paramcalc.equations.reader import parse
    >>> infer(parse("h: units\nh = tanh(W @ x + b + U @ h)")).parameters
    {'W': ('units', 'input'), 'b': ('units',), 'U': ('units', 'units')}

    Raises EquationError for sizes that clash (both uses named) or stay free, for a name used both as matrix and as
    vector, and for states that are declared and never updated.
    """
    return _Inference(program).run()


class _Inference:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.targets = {equation.target: equation.place for equation in reversed(program.equations)}
        self.values: dict[str, _Variable | None] = {}
        self.parameters: dict[str, _Found] = {}
        self.states: dict[str, str] = {}
        self.convolved: dict[str, bool] = {}
        self.input_size = INPUT_SIZE

    def run(self) -> Inferred:
        self._declare()
        for equation in self.program.equations:
            self._assign(equation)
        for state in self.states:
            if state not in self.targets:
                place = next(known.place for known in self.program.declarations if known.name == state)
                fail(f"the state {state!r} is never updated", place, tip=f"write an equation `{state} = …`")
        return Inferred(
            self.input_size,
            self.states,
            {name: self._sizes(name, found) for name, found in self.parameters.items()},
            frozenset(name for name, convolved in self.convolved.items() if convolved),
        )

    def _declare(self) -> None:
        self.values[INPUT] = _Variable(INPUT_SIZE, f"{INPUT!r}, the input")
        declared: set[str] = set()
        for name, size, place in self.program.declarations:
            if name in declared:
                fail(f"{name!r} is declared twice", place)
            declared.add(name)
            self.values[name] = _Variable(size, f"{name!r} ({place})")
            if name == INPUT:
                self.input_size = size
            else:
                self.states[name] = size

    def _assign(self, equation: Equation) -> None:
        target, expression, place = equation
        if target == INPUT:
            fail(f"{INPUT!r} is the input and cannot be assigned", place)
        if place != self.targets[target]:
            fail(f"{target!r} is assigned twice, first at {self.targets[target]}", place)
        size = self._size_of(expression)
        if target in self.parameters:
            use = self.parameters[target].place
            fail(f"{target!r} is assigned here but already used ({use})", place, tip=_declare_first(target))
        known = self.values.get(target)
        if target in self.states and known is not None:
            if size is None:
                fail(f"{target!r} is a state, a vector, but its new value is a plain number", place)
            self._unify(known, size, place, f"the state {target!r}", expression, "one is assigned to the other")
        else:
            self.values[target] = size

    def _size_of(self, expression: Expression) -> _Variable | None:
        """The size of a vector, or None for a plain number."""
        if isinstance(expression, Number):
            return None
        if isinstance(expression, Name):
            return self._size_of_name(expression)
        if isinstance(expression, FunctionCall):
            return self._size_of(expression.argument)
        if isinstance(expression, MatrixProduct):
            return self._size_of_product(expression)
        if isinstance(expression, Sum):
            return self._size_of_all((term for _, term in expression.terms), "they are added", expression.place)
        return self._size_of_all(expression.factors, "they are multiplied elementwise", expression.place)

    def _size_of_name(self, expression: Name) -> _Variable | None:
        name, place = expression
        if name in self.values:
            return self.values[name]
        found = self.parameters.get(name)
        if found is None:
            found = self.parameters[name] = _Found(_Variable(), None, place)
        elif found.columns is not None:
            fail(f"{name!r} is used as a vector here, but as a matrix at {found.place}", place)
        return found.rows

    def _size_of_product(self, expression: MatrixProduct) -> _Variable:
        (name, place), vector, _, convolved = expression
        if self.convolved.setdefault(name, convolved) != convolved:
            fail(f"{name!r} is a matrix in one place and convolved in another", place)
        if name in self.values:
            fail(f"{name!r} stands left of @ but is a vector, not a parameter", place)
        columns = self._size_of(vector)
        if columns is None:
            fail(f"right of @ stands a vector, not a number: `{show(expression)}`", place)
        if isinstance(vector, Name) and vector.name in self.parameters:
            why = f"{vector.name!r} stands right of @ but is neither the input, a state nor assigned before"
            fail(why, vector.place, tip=_declare_first(vector.name))
        found = self.parameters.get(name)
        if found is None:
            found = self.parameters[name] = _Found(_Variable(), columns, place)
        elif found.columns is None:
            fail(f"{name!r} is used as a matrix here, but as a vector at {found.place}", place)
        else:
            first = f"what {name!r} multiplies at {found.place}"
            self._unify(found.columns, columns, place, first, vector, f"{name!r} multiplies both")
        return found.rows

    def _size_of_all(self, parts: Iterable[Expression], how: str, place: Position) -> _Variable | None:
        first: tuple[_Variable, Expression] | None = None
        for part in parts:
            size = self._size_of(part)
            if size is None:
                continue
            if first is None:
                first = size, part
            else:
                self._unify(first[0], size, part.place, first[1], part, how)
        return first[0] if first else None

    def _unify(
        self, one: _Variable, two: _Variable, place: Position, first: Expression | str, second: Expression, how: str
    ) -> None:
        one, two = one.root(), two.root()
        if one is two:
            return
        if one.name and two.name and one.name != two.name:
            fail(
                f"sizes clash: {_text(first)} has size {one.name} (from {one.use}), "
                f"{_text(second)} has size {two.name} (from {two.use}), and {how}",
                place,
            )
        if not one.name:
            one, two = two, one
        two.link = one

    def _sizes(self, name: str, found: _Found) -> tuple[str, ...]:
        variables = [found.rows] if found.columns is None else [found.rows, found.columns]
        names = [variable.root().name for variable in variables]
        if None in names:
            what = "size" if len(names) == 1 else ("number of rows", "number of columns")[names.index(None)]
            tip = "a size follows from what the value is added to or assigned to: the input or a declared state"
            fail(f"the {what} of {name!r} stays free", found.place, tip=tip)
        return tuple(str(known) for known in names)


def _declare_first(name: str) -> str:
    return f"a state is declared first, as in `{name}: units`"


def _text(what: Expression | str) -> str:
    return what if isinstance(what, str) else f"`{show(what)}`"
