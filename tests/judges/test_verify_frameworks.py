"""PyTorch, ONNX, Flax and tf_keras as judges: derived layers compared with the real ones, and planted errors."""

from __future__ import annotations

import importlib.util
import json

import pytest

from paramcalc import UsageError, layer, verify
from paramcalc.cli.app import run
from paramcalc.frameworks import FRAMEWORKS
from paramcalc.verifiers import LEVELS, VERIFIERS, verifier_of
from paramcalc.verifiers.check import check
from paramcalc.verifiers.suite import select, suite

NEEDS = {
    "pytorch": ("torch", "pip install 'paramcalc[torch]'"),
    "onnx": ("onnxruntime", "pip install 'paramcalc[onnx]'"),
    "flax-linen": ("flax", "pip install 'paramcalc[flax]'"),
    "flax-nnx": ("flax", "pip install 'paramcalc[flax]'"),
    "cudnn": ("tf_keras", "pip install 'paramcalc[tf-keras]'"),
    "keras1": ("tf_keras", "pip install 'paramcalc[tf-keras]'"),
}
"""The library that each needs, and what installs it."""

SLOW = "worked or stacks or directions or units=3 or units=2 or giants"
"""What of the suite is run where every new shape is compiled anew."""

SUITES = {"flax-linen": SLOW, "flax-nnx": SLOW}


def test_every_verifier_but_that_of_keras_is_here():
    assert NEEDS.keys() == VERIFIERS.keys() - {"keras"}


@pytest.fixture(params=NEEDS)
def framework(request):
    module, command = NEEDS[request.param]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed: {command}")
    return request.param


def test_the_suite_agrees(framework):
    cases = suite(framework)
    verifier = verifier_of(framework)
    for case in select(cases, SUITES[framework]) if framework in SUITES else cases:
        verdict = check(verifier, case, LEVELS)
        assert verdict.ok, verdict
        assert (verdict.forward_error is None) == bool(verdict.left_out)


def test_giants_take_no_memory(framework):
    verdict = verify(layer("lstm", framework=framework, units=10**6, input=10**6))
    assert verdict.ok
    assert verdict.built >= 8 * 10**12
    assert verdict.method != "memory"


def test_what_the_framework_cannot_hold(framework):
    b = layer("lstm", framework=framework, units=10**30, input=5)
    if verifier_of(framework).largest_bytes is None:
        assert verify(b).ok
    else:
        with pytest.raises(UsageError, match="cannot hold tensors of this size"):
            verify(b)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_two_gates_swapped_are_caught(framework, cell, monkeypatch):
    """Our own lie about the order of storage: the forward pass sees it, and says the true order."""
    entry = FRAMEWORKS[framework].cells[cell]
    first, second, *others = entry.gates.items()
    lie = entry._replace(gates=dict([second, first, *others]))
    if all("gate" in stored.words for stored in next(iter(entry.variants.values())).storage[:2]):
        monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, lie)
        verdict = verify(layer(cell, framework=framework, units=4, input=3))
        assert verdict.problems == ("equations",)
        assert f"in the order {first[0]}, {second[0]}" in verdict.hint
    elif framework == "keras1":
        # Its tensors are named after their gates, so the order is seen in the names.
        monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, lie)
        assert verify(layer(cell, framework=framework, units=4, input=3)).problems == ("tensors",)
    else:
        variants = {
            values: variant._replace(storage=tuple(swapped(stored, first[0], second[0]) for stored in variant.storage))
            for values, variant in entry.variants.items()
        }
        monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, entry._replace(variants=variants))
        verdict = verify(layer(cell, framework=framework, units=4, input=3))
        assert verdict.problems == ("equations",)


def swapped(stored, one, two):
    """A family of tensors, one a gate, with the names of two gates exchanged."""
    names = {gate: stored.name.format(gate=gate) for gate in (one, two)}
    names = {gate: dict(stored.renamed).get(name, name) for gate, name in names.items()}
    plain = {gate: stored.name.format(gate=gate) for gate in (one, two)}
    return stored._replace(renamed=((plain[one], names[two]), (plain[two], names[one])))


def test_wrong_tensors_are_caught(framework, monkeypatch):
    cell, entry = next(iter(FRAMEWORKS[framework].cells.items()))
    ((values, variant),) = [*entry.variants.items()][:1]
    first, *others = variant.storage
    for lie in (first._replace(name=f"{first.name}x"), first._replace(pattern=transposed(first.pattern))):
        changed = {**entry.variants, values: variant._replace(storage=(lie, *others))}
        monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, entry._replace(variants=changed))
        assert verify(layer(cell, framework=framework, units=4, input=3)).problems == ("tensors",)


def transposed(pattern):
    return pattern.replace("rows", "?").replace("columns", "rows").replace("?", "columns")


def test_a_wrong_count_is_caught(framework, monkeypatch):
    cell, entry = next(iter(FRAMEWORKS[framework].cells.items()))
    ((values, variant),) = entry.variants.items()
    more = variant._replace(equations=variant.equations.replace("tanh(", "tanh(spare * h + ", 1))
    storage = (*variant.storage, variant.storage[1]._replace(name="spare", roles=("peephole",), pattern="rows"))
    changed = {values: more._replace(storage=storage)}
    monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, entry._replace(variants=changed))
    verdict = verify(layer(cell, framework=framework, units=4, input=3))
    assert verdict.problems == ("count", "tensors")
    assert verdict.derived == verdict.built + 4


def test_wrong_equations_are_caught(framework, monkeypatch):
    cell, entry = next(iter(FRAMEWORKS[framework].cells.items()))
    ((values, variant),) = entry.variants.items()
    changed = {values: variant._replace(equations=variant.equations.replace("tanh", "relu"))}
    monkeypatch.setitem(FRAMEWORKS[framework].cells, cell, entry._replace(variants=changed))
    assert verify(layer(cell, framework=framework, units=4, input=3)).problems == ("equations",)


def test_the_command(framework, capsys, checker):
    assert run(["verify", "--framework", framework, "--select", "worked and (rnn or lstm)", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    checker.validate(document)
    assert document["checked"] == len(select(suite(framework), "worked and (rnn or lstm)")) > 1
    assert run(["gru", "-u", "3", "-i", "5", "--framework", framework, "--verify"]) == 0
    assert "1 layer, no mismatches" in capsys.readouterr().out


@pytest.mark.parametrize("framework", NEEDS)
def test_missing(framework, paramcalc, tmp_path):
    module, install = NEEDS[framework]
    for name in {module, "jax" if module == "flax" else module}:
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('No module named {name}', name={name!r})")
    process = paramcalc("verify", "--framework", framework, PYTHONPATH=str(tmp_path))
    assert process.returncode == 3
    assert process.stdout == ""
    assert f"tip: {install}".replace("'", '"') in process.stderr
