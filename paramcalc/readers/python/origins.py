"""Why a value is unknown: what a refusal says of it, and which expression of the source would settle it."""

from __future__ import annotations

import ast
import warnings
from dataclasses import replace
from typing import Protocol

from paramcalc.classes.base import Unknown as Origin
from paramcalc.errors import UsageError, line_text, shown
from paramcalc.phrases import tr
from paramcalc.readers.python.store import Store, Vague
from paramcalc.readers.python.values import Node, Ref, Unknown, Value, refs_in

SETTABLE = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
"""The expressions that a user can set."""

NOT_SETTABLE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr, ast.Yield)
"""Parts that make an expression too long or too changeable to be set."""

NAMES = (ast.Import, ast.ImportFrom, ast.arg, ast.Call)
"""What can bind a name that it does not consist of: `import`, a parameter, an argument of the command line."""


class Reading(Protocol):
    """What is needed of the state of a reading."""

    store: Store
    line: int
    keeps_text: bool
    turned: set[str]
    texts: dict[int, tuple[ast.AST, str]]

    def pay(self, steps: int) -> None:
        """Pay for work."""


def text_of(machine: Reading, node: Node) -> str:
    """An expression as it is written, in one line and not too long."""
    if node is None:
        return ""
    entry = machine.texts.get(id(node))
    if entry is None:
        size = sum(1 for _, _ in zip(ast.walk(node), range(200), strict=False))
        machine.pay(size // 2)
        text = "…" if size >= 200 else " ".join(ast.unparse(node).split())
        entry = machine.texts[id(node)] = (node, text if len(text) <= 60 else text[:59] + "…")
    return entry[1]


def normalized(text: str) -> str:
    """An expression as `ast.unparse` writes it. Raises UsageError for a text that is not an expression.

    >>> normalized("config[ 'units' ]")
    "config['units']"
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.unparse(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(tr("{text} is not a name or expression that can be set", text=shown(text))) from error


def origin_of(machine: Reading, node: Node, why: str, text: str = "") -> Origin:
    """Where an unknown value comes from."""
    text = text or text_of(machine, node) or "a value"
    return Origin(text, getattr(node, "lineno", machine.line), why, settable(node, text, machine.turned))


def settable(node: Node, text: str, turned: set[str]) -> str:
    """The expression that a user can set to make a value known; empty if there is none.

    `turned` has the variables of loops: one value for all turns would be wrong.
    """
    if text.startswith("sys.argv") or (isinstance(node, NAMES) and text.isidentifier()):
        return text
    if not isinstance(node, SETTABLE) or "…" in text or isinstance(getattr(node, "ctx", None), ast.Store):
        return ""
    for part in ast.walk(node):
        if isinstance(part, NOT_SETTABLE) or (isinstance(part, ast.Name) and part.id in turned):
            return ""
    return text


def combined(machine: Reading, node: Node, why: str, values: tuple[Value, ...]) -> Origin:
    """The origin of an expression of these values; if it cannot be set, that of the value that makes it unknown."""
    origin = origin_of(machine, node, why)
    cause = cause_of(machine, *values)
    if cause is None:
        return origin
    if (cause.is_fact or not origin.settable) and not machine.keeps_text:
        return cause
    is_own = cause.why.startswith(f"{origin.text} ")
    return replace(origin, why=why if is_own or not cause.why else cause.why)


def cause_of(machine: Reading, *values: Value) -> Origin | None:
    """Why the first unknown one of these values is unknown, or else an object of which the contents are."""
    for value in values:
        if isinstance(value, Unknown):
            return value.origin
    for value in values:
        if _kind(machine, value) == "vague":
            return _cause_of_vague(machine.store.objects[value.number].meta)
    return None


def _kind(machine: Reading, value: Value) -> str:
    return machine.store.objects[value.number].kind if isinstance(value, Ref) else ""


def _cause_of_vague(meta: Vague) -> Origin:
    """Why the contents of an object are unknown: no value settles them, but one for a condition or loop may."""
    if meta.origin.is_fact:
        return meta.origin
    return replace(meta.origin, why=_change(meta.origin) if meta.escaped else meta.origin.why, setting="")


def _change(origin: Origin) -> str:
    return tr("{line} may have changed it", line=line_text(origin.line) if origin.text == "a value" else origin.text)


def changed(machine: Reading, name: str, origin: Origin) -> Origin:
    """That a variable may have another value than before."""
    if origin.is_fact:
        return origin
    return Origin(name, origin.line, _change(origin), "" if name in machine.turned else name)


def condition(machine: Reading, test: ast.expr, value: Value) -> Origin:
    """That the truth of an expression is unknown."""
    operand = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
    cause = cause_or_own(machine, operand, value)
    is_truth = not cause.is_fact and cause.settable == text_of(machine, operand)
    text = tr("whether `{machine}` is true", machine=text_of(machine, test))
    return Origin(text, test.lineno, cause.why, cause.settable, "True" if is_truth else cause.example, is_fact=True)


def repetition(machine: Reading, items: ast.expr, value: Value) -> Origin:
    """That the number of turns of a loop over something is unknown."""
    cause = cause_or_own(machine, items, value)
    text = tr("how often the loop over `{machine}` runs", machine=text_of(machine, items))
    return Origin(
        text, items.lineno, cause.why, cause.settable, cause.example if cause.is_fact else "[N, N]", is_fact=True
    )


def cause_or_own(machine: Reading, node: ast.expr, value: Value) -> Origin:
    """Why a value is unknown, and what would settle it: its cause, or the expression itself."""
    cause = cause_of(machine, value) or Origin("", node.lineno, "", "")
    holds_layers = not cause.is_fact and _holds_layers(machine, value)
    if cause.settable and not holds_layers:
        return cause
    is_unknown = isinstance(value, Unknown) or _kind(machine, value) in ("vague", "iterator")
    own = settable(node, text_of(machine, node), machine.turned)
    return replace(cause, setting=own if is_unknown and not holds_layers else "", is_fact=False)


def _holds_layers(machine: Reading, value: Value) -> bool:
    """Whether a value reaches layers, which nobody can set."""
    refs = refs_in(value)
    return bool(refs) and any(machine.store.objects[number].kind == "layer" for number in machine.store.reach(refs))


def turn_names(machine: Reading, target: ast.AST) -> frozenset[str]:
    """The variables of a loop; they are noted, since they have another value in each turn."""
    names = frozenset(part.id for part in ast.walk(target) if isinstance(part, ast.Name))
    machine.turned |= names
    return names
