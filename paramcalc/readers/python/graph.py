"""The graph between tensors, and the order in which Keras lists its layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paramcalc.errors import SourceError
from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.values import Tensor


def needed_calls(machine: Machine, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[int]:
    """The calls between some tensors and others, in the order in which they were made.

    Raises UsageError for an output that does not come from the inputs.
    """
    given = {tensor.call for tensor in inputs}
    wanted: set[int] = set()
    rest = [tensor.call for tensor in outputs]
    while rest:
        number = rest.pop()
        if number in wanted:
            continue
        wanted.add(number)
        call = machine.tape[number]
        if number not in given:
            if not call.inputs:
                raise SourceError(tr("an input of the model is not among its inputs"), line=call.line)
            rest += [tensor.call for tensor in (*call.inputs, *call.beside)]
    machine.pay(len(wanted))
    return sorted(wanted | given)


def keras_order(machine: Machine, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[Any]:
    """The layers in Keras's order: by depth, and where that is the same as they are met from the outputs."""
    tape = machine.tape
    given = {tensor.call for tensor in inputs}
    order: list[int] = []
    met: dict[Any, int] = {}
    done: set[int] = set()
    for output in outputs:
        stack: list[tuple[int, bool]] = [(output.call, False)]
        while stack:
            number, is_left = stack.pop()
            if is_left:
                order.append(number)
                continue
            if number in done:
                continue
            done.add(number)
            if number in given and tape[number].inputs:
                continue
            met.setdefault(tape[number].layer, len(met))
            stack.append((number, True))
            if number not in given:
                stack += [(tensor.call, False) for tensor in reversed((*tape[number].inputs, *tape[number].beside))]
    machine.pay(len(order))
    depths: dict[int, int] = {}
    of_layer: dict[Any, int] = {}
    for number in reversed(order):
        layer = tape[number].layer
        depth = max(depths.setdefault(number, 0), of_layer.get(layer, 0))
        of_layer[layer] = depths[number] = depth
        if number not in given:
            for value in (*tape[number].inputs, *tape[number].beside):
                depths[value.call] = max(depth + 1, depths.get(value.call, 0))
    for tensor in inputs:
        layer = tape[tensor.call].layer
        if layer not in of_layer and not tape[tensor.call].inputs:
            of_layer[layer], met[layer] = 0, -1
    return sorted(of_layer, key=lambda layer: (-of_layer[layer], met[layer]))
