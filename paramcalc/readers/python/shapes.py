"""The shapes of tensors, told while a source is read: `x.shape[-1]` in it is a number then."""

from __future__ import annotations

from typing import Any

from paramcalc.errors import UsageError
from paramcalc.models.spec import ModelSpec, Ref
from paramcalc.readers.python.values import Tape, Tensor


class Shapes:
    """The shapes on a tape, each call looked at once."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.known: dict[int, tuple[Any, ...]] = {}
        self.inference: Any = None

    def of(self, tensor: Tensor, framework: str = "keras") -> tuple[Any, ...] | None:
        """A tensor's shape, the batch first, with None for a length that is left open; None if nothing is known."""
        from paramcalc.models.inference import Inference

        if self.inference is None:
            self.inference = Inference(ModelSpec(self.tape.calls[tensor.call].spec, framework, (3,), ""))
        try:
            for number in self._needed(tensor.call):
                self.known[number] = self._run(number)
        except UsageError:
            return None
        outputs = self.known[tensor.call]
        found = outputs[tensor.output] if tensor.output < len(outputs) else None
        return None if found is None else tuple(map(self._length, found))

    def _length(self, size: Any) -> Any:
        """A number; what the source does not tell, where a length stands for that; else None."""
        if isinstance(size, int):
            return size
        return next((self.inference.unknowns[each] for each in sorted(size.symbols & {*self.inference.unknowns})), None)

    def _needed(self, call: int) -> list[int]:
        """The calls that must be looked at for one, in the order in which they were made."""
        needed: set[int] = set()
        rest = [call]
        while rest:
            number = rest.pop()
            if number not in needed and number not in self.known:
                needed.add(number)
                rest += [ref.call for ref in self.tape.calls[number].inputs]
        return sorted(needed)

    def _run(self, number: int) -> tuple[Any, ...]:
        call = self.tape.calls[number]
        shapes = [self._read(ref) for ref in call.inputs]
        if None in shapes:
            # A shape that is guessed may be good for a count; it is none to go on with.
            return ()
        outputs: tuple[Any, ...] = self.inference.run(call.spec, shapes, False).outputs
        return outputs

    def _read(self, ref: Ref) -> Any:
        outputs = self.known[ref.call]
        return outputs[ref.output] if ref.output < len(outputs) else None
