"""The state of one reading: the store of the current path, the budget, and the paths that wait to be joined."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from paramcalc.classes.base import Unknown as Origin
from paramcalc.errors import UsageError
from paramcalc.phrases import tr
from paramcalc.readers.python.origins import changed, combined, normalized, origin_of, text_of
from paramcalc.readers.python.paths import Break, Catcher, Continue, Dead, Frame, Jump, Parts, Pending, Raised, Return
from paramcalc.readers.python.scopes import scope_names
from paramcalc.readers.python.session import Session
from paramcalc.readers.python.store import Obj, Store, join, join_values, vague
from paramcalc.readers.python.values import Arguments, Function, Keywords, Node, Ref, ScopeMeta, Unknown, Value, refs_in

MOST_STEPS = 200_000
"""What a reading may cost: about the nodes of the source that are followed, or a second's work."""

MOST_NOTES = 20

DEEPEST_CALL = 40
"""Functions of the source that call one another."""


class Machine:
    """One reading of a source. `given` has what the user said of what cannot be known.

    `parts` has the functions that need one another: to evaluate, to call, to follow a block.
    """

    spent = 0
    last = 0
    line = 0
    depth = 0
    """How many functions of the source are being followed, one inside another."""
    branches = 0
    """How many branches that are not certain are being followed."""
    last_layer = 0
    """How many layers were made."""
    failed = False
    """Whether no run reaches the end."""
    failure: Raised | None = None
    """The exception that ends the source or a function."""
    missing_argument = ""
    """The variable or expression of that line that is read from the command line."""
    lenient = False
    """Whether a function is followed that nothing calls: arguments without a default are unknown."""
    keeps_text = False
    """Whether an unknown expression keeps its text, of which the free sizes of a line make a formula."""
    imports_keras = True
    keras1 = False
    argv: Value = None

    def __init__(self, given: Mapping[str, Value], parts: Parts) -> None:
        self.parts = parts
        self.given = {normalized(text): value for text, value in given.items()}
        self.used: set[str] = set()
        self.session = Session()
        self.notes: list[str] = []
        self.doubts: list[Origin] = []
        self.store = Store(self.pay)
        self.frames: list[Frame] = [Frame(tr("the module"))]
        self.catchers: list[Catcher] = []
        self.exits: list[Pending] = []  # the states in which the program may end early
        self.tape: list[Any] = []
        self.models: list[tuple[int, int]] = []
        """The models that were made, by number, and their lines."""
        self.bound_models: list[tuple[int, int]] = []
        """The models that were bound to the global name `model`, each with the line that did so."""
        self.labels: dict[int, str] = {}
        """The first variable that each model was assigned to."""
        self.stars: list[str] = []
        self.turned: set[str] = set()
        """The variables of `for` loops and comprehensions."""
        self.outside: set[int] = set()  # the functions that outside code has got
        self.reads: dict[int, dict[int, Any]] = {}
        """What the generators that are being followed have read."""
        self.texts: dict[int, tuple[ast.AST, str]] = {}
        self.arguments: dict[str, Value] = {}
        """The arguments of the command line that are read, and their defaults."""
        self.globals: Ref = self.new(Obj("scope", ScopeMeta("module", None, frozenset())))
        self.names: Ref = self.new(Obj("names", None, map={}))

    def pay(self, steps: int) -> None:
        """So many steps more. Raises UsageError where it is enough."""
        self.spent += steps
        if self.spent > MOST_STEPS:
            raise UsageError(tr("the source takes more than {most:,} steps to follow", most=MOST_STEPS))

    def new(self, obj: Obj) -> Ref:
        """A new object in the store."""
        self.pay(1 + obj.size() // 20)
        self.last += 1
        ref = Ref(self.last)
        self.store.put(ref, obj)
        return ref

    def get(self, ref: Value) -> Obj:
        """The object of a Ref, to be read."""
        return self.store.objects[ref.number]

    def edit(self, ref: Ref) -> Obj:
        """An object, to be written to."""
        return self.store.edit(ref)

    def kind(self, value: Value) -> str:
        """The kind of the object that a value refers to; empty for a value that is none."""
        return self.store.objects[value.number].kind if isinstance(value, Ref) else ""

    def text(self, node: Node) -> str:
        """An expression as it is written, in one line and not too long."""
        return text_of(self, node)

    def origin(self, node: Node, why: str, text: str = "") -> Origin:
        """Where an unknown value comes from."""
        return origin_of(self, node, why, text)

    def unknown(self, node: Node, why: str, *values: Value) -> Unknown:
        """That an expression cannot be known; it may be one of the values, or reach them.

        If it cannot be set itself, it is called by the value that makes it unknown.
        """
        return self.store.unknown(combined(self, node, why, values), *values)

    def say(self, note: str) -> None:
        """A note for the answer."""
        if note not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    # The parts of the interpreter

    def evaluate(self, node: ast.expr, scope: Ref) -> Value:
        """The value of an expression."""
        return self.parts.evaluate(self, node, scope)

    def run_block(self, statements: Iterable[ast.stmt], scope: Ref) -> None:
        """Follow statements. Raises a Jump where they end early."""
        self.parts.run_block(self, statements, scope)

    def call(self, function: Value, arguments: Arguments, keywords: Keywords, node: Node) -> Value:
        """Call a value."""
        return self.parts.call(self, function, arguments, keywords, node)

    def get_attribute(self, owner: Value, name: str, node: Node) -> Value:
        """An attribute of a value."""
        return self.parts.get_attribute(self, owner, name, node)

    def set_attribute(self, owner: Value, name: str, value: Value, node: Node) -> None:
        """Set an attribute of a value."""
        self.parts.set_attribute(self, owner, name, value, node)

    def delete_attribute(self, owner: Value, name: str, node: Node) -> None:
        """Delete an attribute of a value."""
        self.parts.delete_attribute(self, owner, name, node)

    def get_item(self, owner: Value, key: Value, node: Node) -> Value:
        """An entry of a value."""
        return self.parts.get_item(self, owner, key, node)

    def set_item(self, owner: Value, key: Value, value: Value, node: Node) -> None:
        """Set an entry of a value."""
        self.parts.set_item(self, owner, key, value, node)

    def delete_item(self, owner: Value, key: Value, node: Node) -> None:
        """Delete an entry of a value."""
        self.parts.delete_item(self, owner, key, node)

    def drain(self, value: Value, node: Node) -> list[Value] | Unknown:
        """All items of a value."""
        return self.parts.drain(self, value, node)

    def outputs_of(self, tensor: Value) -> int:
        """How many tensors the call gives that gave this one."""
        return self.parts.outputs_of(self, tensor)

    # Paths

    def may_raise(self, name: str = "") -> None:
        """Something that may raise; only a `try` around it asks."""
        if not self.catchers:
            return
        catcher = self.catchers[-1]
        if catcher.version != self.store.version:
            catcher.version = self.store.version
            catcher.names = set()
        if name not in catcher.names and "" not in catcher.names:
            catcher.names.add(name)
            origin = Origin(tr("whether a statement raises an exception"), self.line, setting="", is_fact=True)
            catcher.raised.append(Pending(self.store.fork(), name, origin))

    def both(self, origin: Origin, paths: Iterable[Callable[[], Value]]) -> Value:
        """Follow each path on a store of its own, and join them; gives the joined value.

        Raises Dead if none goes on.
        """
        start = self.store
        ended: list[Pending] = []
        self.branches += 1
        try:
            for follow in paths:
                self.store = start.fork()
                end = self.path(follow, origin)
                if end is not None:
                    ended.append(end)
        finally:
            self.branches -= 1
        return self.joined(ended, origin)

    def path(self, follow: Callable[[], Value], origin: Origin) -> Pending | None:
        """Follow one path; a jump out of it is put aside, and gives None."""
        try:
            value = follow()
        except Jump as jump:
            self.put_aside(jump, origin)
            return None
        return Pending(self.store, value, origin)

    def put_aside(self, jump: Jump, origin: Origin) -> None:
        """Keep a path that has left the block for where it goes on."""
        frame = self.frames[-1]
        if isinstance(jump, Return):
            frame.returns.append(Pending(self.store, jump.value, origin))
        elif isinstance(jump, Break):
            frame.loops[-1].breaks.append(Pending(self.store, None, origin))
        elif isinstance(jump, Continue):
            frame.loops[-1].continues.append(Pending(self.store, None, origin))
        elif isinstance(jump, Raised):
            self.raise_aside(jump, origin)

    def raise_aside(self, jump: Raised, origin: Origin) -> None:
        """Keep a path that raises for the `try` around it; without one the program ends."""
        if self.catchers:
            self.catchers[-1].raised.append(Pending(self.store.fork(), jump.name, origin))
        elif jump.name == "SystemExit":
            self.exits.append(Pending(self.store, None, origin))

    def joined(self, ended: list[Pending], origin: Origin) -> Value:
        """Go on with the states that there are, joined; gives their value. Raises Dead if there are none."""
        if not ended:
            raise Dead
        store, value = ended[0].store, ended[0].value
        for other in ended[1:]:
            value = join_values(value, other.value, origin, store, other.store)
            store = join(store, other.store, origin)
        self.store = store
        return value

    # What outside code may do

    def escape(self, origin: Origin, *values: Value) -> None:
        """Make unknown all that code outside of the source could change through these values.

        A function that outside code has once got it may call at any time, so what it names is made unknown each time.
        """
        numbers = refs_in(tuple(values))
        if self.session.trusts:
            self.session.kept |= numbers  # such code changes nothing as yet, but keeps what it has got
            return
        for number in self.store.reach({*numbers, *self.outside}):
            obj = self.store.objects[number]
            if obj.kind == "function":
                self.outside.add(number)
                self._rebound(obj.meta, origin)
            elif obj.kind != "scope":
                self.lose(number, origin, escaped=True)

    def _rebound(self, function: Function, origin: Origin) -> None:
        """Make unknown the outer variables that a function may assign."""
        for name in scope_names(function.node).outer:
            scope: Ref | None = function.scope
            while scope is not None:
                obj = self.get(scope)
                if name in obj.slots:
                    self.edit(scope).slots[name] = self.store.unknown(changed(self, name, origin), obj.slots[name])
                scope = obj.meta.parent

    def lose(self, number: int, origin: Origin, *, escaped: bool) -> None:
        """Make the contents of one object unknown."""
        obj = self.store.objects.get(number)
        if obj is None or obj.kind in ("names", "scope", "function"):
            return
        if obj.kind == "vague":
            if obj.meta.escaped or not escaped:
                return
            origin = obj.meta.origin
        refs = frozenset(self.store.reach(obj.refs()))
        self.store.put(Ref(number), vague(origin, refs, escaped=escaped))
