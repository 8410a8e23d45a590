"""Compares one layer with the real one, whatever the framework: count, tensors, and the equations on random weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations, zip_longest
from math import prod
from typing import Any

from paramcalc.algebra.polynomial import known
from paramcalc.errors import UsageError
from paramcalc.phrases import tr
from paramcalc.verifiers.base import RealLayer, Verifier
from paramcalc.verifiers.verdict import BATCH, STEPS, Array, BuiltTensor, Case, Pair, Verdict

TOLERANCE = 1e-5
"""Of the largest output, for float32: about a hundred times its rounding, a hundredth of any real difference."""

LARGEST_FORWARD = 12_000_000
"""The most parameters with which the forward pass is run: about 200 MB with both sides and the working copies."""


def check(verifier: Verifier, case: Case, levels: tuple[str, ...]) -> Verdict:
    """One layer, built and compared at these levels.

    Raises UsageError for a breakdown with free sizes, and for a dtype in which the framework has no such layer.
    """
    _check_buildable(verifier, case)
    left_out, wanted = "", "equations" in levels
    if wanted and case.breakdown.dtype != "float32":
        left_out = tr("it is compared in float32")
    elif wanted and known(case.breakdown.total) > LARGEST_FORWARD:
        left_out = tr("more than {largest_forward:,} parameters to allocate", largest_forward=LARGEST_FORWARD)
    forward = wanted and not left_out
    error, hint = None, ""
    with verifier.built(case, forward) as real:
        built = real.total if "count" in levels else None
        pairs = tuple(Pair(*pair) for pair in zip_longest(_derived_tensors(case), real.tensors))
        if forward and not all(pair.ok for pair in pairs):
            left_out = tr("the tensors differ, so the same weights do not fit both")
        elif forward:
            error, hint = _forward(case, real, [pair.built for pair in pairs if pair.built])
    return Verdict(
        case=case,
        levels=levels,
        derived=known(case.breakdown.total),
        built=built,
        tensors=pairs if "tensors" in levels else (),
        forward_error=error,
        tolerance=TOLERANCE,
        left_out=left_out,
        method=real.method,
        hint=hint,
    )


def _check_buildable(verifier: Verifier, case: Case) -> None:
    breakdown, framework = case.breakdown, case.breakdown.layer.framework
    if breakdown.free:
        raise UsageError(tr("a real layer needs every size; free: {names}", names=", ".join(breakdown.free)))
    if breakdown.dtype not in verifier.dtypes:
        tip = tr("verify it as one of {dtypes}", dtypes=", ".join(verifier.dtypes))
        raise UsageError(
            tr("{framework} builds no recurrent layer stored as {dtype}", framework=framework, dtype=breakdown.dtype),
            tip=tip,
        )
    if verifier.largest_bytes is not None and known(breakdown.bytes) > verifier.largest_bytes:
        raise UsageError(
            tr("{framework} cannot hold tensors of this size, not even without memory", framework=framework)
        )


def _derived_tensors(case: Case) -> list[BuiltTensor]:
    # A mixed policy computes in 16 bits and stores in 32.
    dtype = "float32" if case.breakdown.dtype.startswith("mixed_") else case.breakdown.dtype
    return [
        BuiltTensor(tensor.layer, tensor.direction, tensor.name, tuple(map(known, tensor.shape)), dtype, True)
        for tensor in case.breakdown.tensors
    ]


def _forward(case: Case, real: RealLayer, tensors: Sequence[BuiltTensor]) -> tuple[float, str]:
    """The error of the forward pass on random weights, and an explanation if it is too large."""
    import numpy as np

    generator = np.random.default_rng(20)
    arrays = [_random_weights(tensor, generator) for tensor in tensors]
    x = generator.standard_normal((BATCH, STEPS, *case.field, case.input_features)).astype("float32")
    outputs = real.run(arrays, x)
    error = _difference(outputs, derived_outputs(case, arrays, x))
    return (error, "") if error <= TOLERANCE else (error, _explain(case, arrays, x, outputs))


def _random_weights(tensor: BuiltTensor, generator: Any) -> Array:
    """Weights that do not saturate a gate, which could hide a wrong one; biases are as large as the rest."""
    # In every layout the longest axis has the gates, and the sum runs over the others.
    fan = prod(tensor.shape) // max(tensor.shape)
    weights: Array = generator.standard_normal(tensor.shape, dtype="float32") / fan**0.5
    return weights


def derived_outputs(
    case: Case, arrays: Sequence[Array], x: Array, order: Mapping[str, str] | None = None
) -> list[Array]:
    """The outputs of the derived equations for the same weights; `order` renames gates, to try another order."""
    from paramcalc.equations.forward import run
    from paramcalc.weights.packing import unpack

    layer = case.breakdown.layer
    parameters: dict[tuple[int, str], dict[str, Array]] = {}
    for tensor, array in zip(case.breakdown.tensors, arrays, strict=True):
        for (direction, name), part in unpack(tensor, array.astype("float64")).items():
            parameters.setdefault((tensor.layer, direction), {})[(order or {}).get(name, name)] = part
    value = x.astype("float64")
    outputs: list[Array] = []
    for number in range(1, layer.layers + 1):
        arguments = case.arguments if number == layer.layers else {}
        directions = []
        for direction in (direction for position, direction in parameters if position == number):
            is_backward = direction == "backward"
            reverse = is_backward != bool(arguments.get("go_backwards"))
            sequence = run(layer.structure.cell, parameters[number, direction], value[:, ::-1] if reverse else value)
            whole = arguments.get("return_sequences", True)
            directions.append((sequence[:, ::-1] if is_backward else sequence) if whole else sequence[:, -1])
        outputs = _merge(directions, case.merge_mode if layer.bidirectional else None)
        value = outputs[0]
    return outputs


def _merge(directions: list[Array], mode: str | None) -> list[Array]:
    import numpy as np

    if mode is None or len(directions) == 1:
        return directions
    if mode == "concat":
        return [np.concatenate(directions, axis=-1)]
    merge: Any = {"sum": np.sum, "mul": np.prod, "ave": np.mean}[mode]
    return [merge(directions, axis=0)]


def _difference(outputs: Sequence[Array], derived: Sequence[Array]) -> float:
    """The largest difference relative to the largest output; infinite if shapes differ. States are not compared."""
    import numpy as np

    pairs = list(zip(outputs, derived, strict=False))
    if len(outputs) < len(derived) or any(one.shape != two.shape for one, two in pairs):
        return float("inf")
    largest = max(float(np.abs(two).max()) for _, two in pairs)
    return max(float(np.abs(one - two).max()) for one, two in pairs) / largest


def _explain(case: Case, arrays: Sequence[Array], x: Array, outputs: Sequence[Array]) -> str:
    """The order of the gates with which the equations give the layer's outputs; empty if there is none."""
    names = {(row.gate, row.role): row.parameter for row in case.breakdown.rows}
    roles = {gate: {role for other, role in names if other == gate} for gate, _ in names}
    gates = list(roles)
    for other in permutations(gates):
        renamed = dict(zip(gates, other, strict=True))
        if any(roles[gate] != roles[renamed[gate]] for gate in gates):
            continue
        order = {name: names[renamed[gate], role] for (gate, role), name in names.items()}
        if _difference(outputs, derived_outputs(case, arrays, x, order)) <= TOLERANCE:
            return tr(
                "the layer computes with its gates in the order {others}, not {gates}",
                others=", ".join(other),
                gates=", ".join(gates),
            )
    return ""
