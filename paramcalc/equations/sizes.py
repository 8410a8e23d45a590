"""Shape inference: the sizes of every vector and matrix of a program follow from their uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from paramcalc.equations import syntax

INPUT = "x"
"""The name of the cell's input in every text; its size is INPUT_SIZE unless the text declares another."""

INPUT_SIZE = "input"


class _Variable:
    """A size to be inferred: linked to a variable that it equals, or known by a name and the use that gave it."""

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


class _ParameterShape(NamedTuple):
    """The sizes of a parameter at its first use: a matrix has columns, a vector has none."""

    rows: _Variable
    columns: _Variable | None
    position: syntax.Position


_Sized: TypeAlias = "tuple[_Variable, syntax.Expression | str]"
"""A size, and the expression or the description of the value that has it."""


class InferredSizes(NamedTuple):
    """The names of the sizes: of the input, of each state, and of each parameter as (rows,) or (rows, columns)."""

    input: str
    states: dict[str, str]
    parameters: dict[str, tuple[str, ...]]
    convolved: frozenset[str]
    """The matrices that are kernels of convolutions."""


def infer(program: syntax.Program) -> InferredSizes:
    r"""The sizes of all parameters, by unification over all equations.

    >>> from paramcalc.equations.reader import parse
    >>> infer(parse("h: units\nh = tanh(W @ x + b + U @ h)")).parameters
    {'W': ('units', 'input'), 'b': ('units',), 'U': ('units', 'units')}

    Raises EquationError for sizes that clash (with both uses) or stay free, for a name that is used both as a matrix
    and as a vector, and for states that are declared and never updated.
    """
    return _Inference(program).run()


class _Inference:
    def __init__(self, program: syntax.Program) -> None:
        self.program = program
        self.targets = {equation.target: equation.position for equation in reversed(program.equations)}
        self.values: dict[str, _Variable | None] = {}
        self.parameters: dict[str, _ParameterShape] = {}
        self.states: dict[str, str] = {}
        self.convolved: dict[str, bool] = {}
        self.input_size = INPUT_SIZE

    def run(self) -> InferredSizes:
        self._declare()
        for equation in self.program.equations:
            self._assign(equation)
        for state in self.states:
            if state not in self.targets:
                position = next(known.position for known in self.program.declarations if known.name == state)
                syntax.fail(f"the state {state!r} is never updated", position, tip=f"write an equation `{state} = …`")
        return InferredSizes(
            self.input_size,
            self.states,
            {name: self._names(name, shape) for name, shape in self.parameters.items()},
            frozenset(name for name, convolved in self.convolved.items() if convolved),
        )

    def _declare(self) -> None:
        self.values[INPUT] = _Variable(INPUT_SIZE, f"{INPUT!r}, the input")
        declared: set[str] = set()
        for name, size, position in self.program.declarations:
            if name in declared:
                syntax.fail(f"{name!r} is declared twice", position)
            declared.add(name)
            self.values[name] = _Variable(size, f"{name!r} ({position})")
            if name == INPUT:
                self.input_size = size
            else:
                self.states[name] = size

    def _assign(self, equation: syntax.Equation) -> None:
        target, expression, position = equation
        if target == INPUT:
            syntax.fail(f"{INPUT!r} is the input and cannot be assigned", position)
        if position != self.targets[target]:
            syntax.fail(f"{target!r} is assigned twice, first at {self.targets[target]}", position)
        size = self._size_of(expression)
        if target in self.parameters:
            use = self.parameters[target].position
            syntax.fail(f"{target!r} is assigned here but already used ({use})", position, tip=_declare_first(target))
        known = self.values.get(target)
        if target in self.states and known is not None:
            if size is None:
                syntax.fail(f"{target!r} is a state, a vector, but its new value is a plain number", position)
            state = f"the state {target!r}"
            self._unify((known, state), (size, expression), "one is assigned to the other", position)
        else:
            self.values[target] = size

    def _size_of(self, expression: syntax.Expression) -> _Variable | None:
        """The size of a vector, or None for a plain number."""
        match expression:
            case syntax.Number():
                return None
            case syntax.Name():
                return self._size_of_name(expression)
            case syntax.FunctionCall(argument=argument):
                return self._size_of(argument)
            case syntax.MatrixProduct():
                return self._size_of_product(expression)
            case syntax.Sum(terms):
                return self._size_of_all([term for _, term in terms], "they are added")
        return self._size_of_all(expression.factors, "they are multiplied elementwise")

    def _size_of_name(self, expression: syntax.Name) -> _Variable | None:
        name, position = expression
        if name in self.values:
            return self.values[name]
        shape = self.parameters.setdefault(name, _ParameterShape(_Variable(), None, position))
        if shape.columns is not None:
            syntax.fail(f"{name!r} is used as a vector here, but as a matrix at {shape.position}", position)
        return shape.rows

    def _size_of_product(self, expression: syntax.MatrixProduct) -> _Variable:
        (name, position), vector, _, convolved = expression
        if self.convolved.setdefault(name, convolved) != convolved:
            syntax.fail(f"{name!r} is multiplied with @ in one place and convolved in another", position)
        if name in self.values:
            syntax.fail(f"the left side of @ must be a parameter, but {name!r} is a vector", position)
        columns = self._size_of(vector)
        if columns is None:
            syntax.fail(f"the right side of @ must be a vector, not a number: `{syntax.show(expression)}`", position)
        if isinstance(vector, syntax.Name) and vector.name in self.parameters:
            why = f"{vector.name!r} is multiplied by a matrix but is neither the input, a state nor assigned before"
            syntax.fail(why, vector.position, tip=_declare_first(vector.name))
        shape = self.parameters.setdefault(name, _ParameterShape(_Variable(), columns, position))
        if shape.columns is None:
            syntax.fail(f"{name!r} is used as a matrix here, but as a vector at {shape.position}", position)
        first = f"what {name!r} multiplies at {shape.position}"
        self._unify((shape.columns, first), (columns, vector), f"{name!r} multiplies both", position)
        return shape.rows

    def _size_of_all(self, parts: Iterable[syntax.Expression], why: str) -> _Variable | None:
        """The size that all vectors among the parts share."""
        first: _Sized | None = None
        for part in parts:
            size = self._size_of(part)
            if size is not None and first is not None:
                self._unify(first, (size, part), why, part.position)
            elif size is not None:
                first = size, part
        return first[0] if first else None

    def _unify(self, first: _Sized, second: _Sized, why: str, position: syntax.Position) -> None:
        one, two = first[0].root(), second[0].root()
        if one is two:
            return
        if one.name and two.name and one.name != two.name:
            syntax.fail(
                f"sizes clash: {_text(first[1])} has size {one.name} (from {one.use}), "
                f"{_text(second[1])} has size {two.name} (from {two.use}), and {why}",
                position,
            )
        if not one.name:
            one, two = two, one
        two.link = one

    def _names(self, name: str, shape: _ParameterShape) -> tuple[str, ...]:
        """The names of a parameter's sizes."""
        variables = [shape.rows] if shape.columns is None else [shape.rows, shape.columns]
        names = [variable.root().name for variable in variables]
        if None in names:
            what = "size" if len(names) == 1 else ("number of rows", "number of columns")[names.index(None)]
            tip = "a size follows from what the value is added to or assigned to: the input or a declared state"
            syntax.fail(f"the {what} of {name!r} cannot be inferred", shape.position, tip=tip)
        return tuple(str(known) for known in names)


def _declare_first(name: str) -> str:
    return f"declare a state first, as in `{name}: units`"


def _text(value: syntax.Expression | str) -> str:
    return value if isinstance(value, str) else f"`{syntax.show(value)}`"
