"""`argparse`: a run is started without arguments, so each one has its default."""

from __future__ import annotations

import ast

from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Library, Ref, Unknown, Value, words

WORDS = words("prog usage description epilog formatter_class add_help allow_abbrev conflict_handler exit_on_error")
"""Arguments of a parser that change no default."""

SUPPRESS = Library("argparse.SUPPRESS")


def make_parser(
    machine: Machine, path: str, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Value:
    """What a call of something in `argparse` gives."""
    if path == "argparse.ArgumentParser" and named.keys() <= WORDS and len(given) <= 4:
        return machine.new(Obj("parser", None, map={}))
    if path == "argparse.Namespace":
        return machine.call(Library("types.SimpleNamespace"), given, named, node)
    return machine.unknown(node, "it is not followed", *given)


def parser_method(
    machine: Machine, owner: Ref, name: str, given: list[Value], named: dict[str, Value], node: ast.AST | None
) -> Value:
    """Call a method of a parser."""
    if name == "add_argument":
        return _add(machine, owner, given, named, node)
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return owner
    if name == "set_defaults" and machine.kind(owner) == "parser":
        edited = machine.edit(owner)
        edited.slots.update({f"default {word}": value for word, value in named.items()})
        edited.map = {word: named.get(word, value) for word, value in (edited.map or {}).items()}
        return None
    if name in ("print_help", "print_usage", "format_help"):
        return None
    if name in ("parse_args", "parse_known_args"):
        namespace = _parse(machine, owner, given, named, node)
        return namespace if name == "parse_args" else (namespace, machine.new(Obj("list", items=[])))
    machine.escape(machine.origin(node, f"{name} of a parser is not followed"), owner)
    return machine.unknown(node, f"{name} of a parser is not followed", owner)


def _add(machine: Machine, owner: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    names = [each for each in given if isinstance(each, str)]
    if len(names) != len(given) or not names:
        machine.lose(owner.number, machine.origin(node, "the name of an argument is not known"), escaped=False)
        return None
    longest = next((each for each in names if each.startswith("--")), names[0])
    name = named.get("dest", longest.lstrip("-").replace("-", "_"))
    action = named.get("action")
    if action in ("version", "help"):
        return None
    default = _default(machine, owner, str(name), names[0], named, node)
    if default == SUPPRESS or machine.kind(owner) != "parser":
        machine.lose(owner.number, machine.origin(node, f"{name} has no default"), escaped=False)
        return None
    edited = machine.edit(owner)
    assert edited.map is not None
    edited.map.setdefault(name, default)
    return None


def _default(
    machine: Machine, owner: Ref, name: str, first: str, named: dict[str, Value], node: ast.AST | None
) -> Value:
    """What an argument is in a run that is started without arguments."""
    action, several = named.get("action"), named.get("nargs")
    is_positional = not first.startswith("-")
    if isinstance(action, Unknown) or (action is not None and not isinstance(action, str)):
        return machine.unknown(node, "its action is not followed", action)
    if (is_positional and several not in ("?", "*")) or named.get("required"):
        return Unknown(machine.origin(node, "it is a required argument of the command line", name))
    default: Value = {"store_true": False, "store_false": True}.get(action) if action else None
    default = named.get("default", machine.get(owner).slots.get(f"default {name}", default))
    if is_positional and several == "*" and default is None:
        return machine.new(Obj("list", items=[]))
    return machine.call(named["type"], [default], {}, node) if isinstance(default, str) and "type" in named else default


def _parse(machine: Machine, owner: Ref, given: list[Value], named: dict[str, Value], node: ast.AST | None) -> Value:
    known = machine.get(owner)
    listed = given[0] if given else named.get("args")
    is_empty = listed is None or (machine.kind(listed) == "list" and not machine.get(listed).items) or listed == ()
    if known.kind != "parser" or not is_empty or len(given) > 1 or "namespace" in named:
        return machine.unknown(node, "the arguments of the command line are not known", owner)
    entries = {name.removeprefix("default "): value for name, value in known.slots.items()} | (known.map or {})
    namespace = machine.call(Library("types.SimpleNamespace"), [], entries, node)
    machine.edit(namespace).slots["$arguments"] = True
    return namespace
