"""`argparse`: a run is started without arguments, so each one has its default."""

from __future__ import annotations

import ast

from paramcalc.phrases import tr
from paramcalc.readers.python.machine import Machine
from paramcalc.readers.python.store import Obj
from paramcalc.readers.python.values import Arguments, Keywords, Library, Ref, Unknown, Value, words

WORDS = words("prog usage description epilog formatter_class add_help allow_abbrev conflict_handler exit_on_error")
"""Arguments of a parser that change no default."""

SUPPRESS = Library("argparse.SUPPRESS")


def make_parser(machine: Machine, path: str, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    """What a call of something in `argparse` gives."""
    if path == "argparse.ArgumentParser" and keywords.keys() <= WORDS and len(arguments) <= 4:
        return machine.new(Obj("parser", None, map={}))
    if path == "argparse.Namespace":
        return machine.call(Library("types.SimpleNamespace"), arguments, keywords, node)
    return machine.unknown(node, tr("paramcalc does not follow it"), *arguments)


def parser_method(
    machine: Machine, owner: Ref, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST | None
) -> Value:
    """Call a method of a parser."""
    if name == "add_argument":
        return _add(machine, owner, arguments, keywords, node)
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return owner
    if name == "set_defaults" and machine.kind(owner) == "parser":
        edited = machine.edit(owner)
        edited.slots.update({f"default {word}": value for word, value in keywords.items()})
        edited.map = {word: keywords.get(word, value) for word, value in (edited.map or {}).items()}
        return None
    if name in ("print_help", "print_usage", "format_help"):
        return None
    if name in ("parse_args", "parse_known_args"):
        namespace = _parse(machine, owner, arguments, keywords, node)
        return namespace if name == "parse_args" else (namespace, machine.new(Obj("list", items=[])))
    machine.escape(machine.origin(node, tr("paramcalc does not follow {name} of a parser", name=name)), owner)
    return machine.unknown(node, tr("paramcalc does not follow {name} of a parser", name=name), owner)


def _add(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    names = [argument for argument in arguments if isinstance(argument, str)]
    if len(names) != len(arguments) or not names:
        machine.lose(owner.number, machine.origin(node, tr("the name of an argument is unknown")), escaped=False)
        return None
    longest = next((name for name in names if name.startswith("--")), names[0])
    name = keywords.get("dest", longest.lstrip("-").replace("-", "_"))
    action = keywords.get("action")
    if action in ("version", "help"):
        return None
    default = _default(machine, owner, str(name), names[0], keywords, node)
    if default == SUPPRESS or machine.kind(owner) != "parser":
        machine.lose(owner.number, machine.origin(node, tr("{name} has no default", name=name)), escaped=False)
        return None
    edited = machine.edit(owner)
    assert edited.map is not None
    edited.map.setdefault(name, default)
    return None


def _default(machine: Machine, owner: Ref, name: str, first: str, keywords: Keywords, node: ast.AST | None) -> Value:
    """What an argument is in a run that is started without arguments."""
    action, several = keywords.get("action"), keywords.get("nargs")
    is_positional = not first.startswith("-")
    if isinstance(action, Unknown) or (action is not None and not isinstance(action, str)):
        return machine.unknown(node, tr("paramcalc does not follow its action"), action)
    if (is_positional and several not in ("?", "*")) or keywords.get("required"):
        return Unknown(machine.origin(node, tr("it is a required argument of the command line"), name))
    default: Value = {"store_true": False, "store_false": True}.get(action) if action else None
    default = keywords.get("default", machine.get(owner).slots.get(f"default {name}", default))
    if is_positional and several == "*" and default is None:
        return machine.new(Obj("list", items=[]))
    return (
        machine.call(keywords["type"], [default], {}, node)
        if isinstance(default, str) and "type" in keywords
        else default
    )


def _parse(machine: Machine, owner: Ref, arguments: Arguments, keywords: Keywords, node: ast.AST | None) -> Value:
    obj = machine.get(owner)
    listed = arguments[0] if arguments else keywords.get("args")
    is_empty = listed is None or (machine.kind(listed) == "list" and not machine.get(listed).items) or listed == ()
    if obj.kind != "parser" or not is_empty or len(arguments) > 1 or "namespace" in keywords:
        return machine.unknown(node, tr("the arguments of the command line are unknown"), owner)
    entries = {name.removeprefix("default "): value for name, value in obj.slots.items()} | (obj.map or {})
    namespace = machine.call(Library("types.SimpleNamespace"), [], entries, node)
    machine.edit(namespace).slots["$arguments"] = True
    return namespace
