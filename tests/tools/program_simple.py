"""Random assignments, and changes of what containers and objects hold."""

from __future__ import annotations

from collections.abc import Callable

from program_writer import Writer


def assign_number(w: Writer) -> None:
    value = w.number()
    w.write(f"{w.add('number', w.target('number', 'n'))} = {value}")


def assign_flag(w: Writer) -> None:
    value = w.flag()
    w.write(f"{w.add('flag', w.target('flag', 'flag'))} = {value}")


def assign_list(w: Writer) -> None:
    value = w.listing(2)
    w.write(f"{w.add('list', w.target('list', 'xs'))} = {value}")


def assign_mapping(w: Writer) -> None:
    value = w.pick(
        lambda: f"{{'a': {w.number()}, 'b': {w.number(0)}}}",
        lambda: f"dict(a={w.number()})",
        lambda: f"{{**{w.mapping()}, 'a': {w.number(0)}}}",
        lambda: f"{{'c': {w.number(0)}, **{w.mapping()}}}",
        lambda: f"dict({w.mapping()})",
        lambda: w.mapping(),
        lambda: f"{{k: v + 1 for k, v in {w.mapping()}.items()}}",
    )
    w.write(f"{w.add('mapping', w.target('mapping', 'd'))} = {value}")


def augment(w: Writer) -> None:
    own = [name for name in w.known("number") if name in w.names.assigned or not name.isidentifier()]
    if own:
        name = w.random.choice(own)
        value = w.number(1)
        w.write(w.random.choice([f"{name} += {value}", f"{name} = {name} * 2 % 9 + {value}", f"{name} //= 2"]))
        if w.lines[-1].endswith("//= 2"):
            w.write(f"{name} += 1")


def swap(w: Writer) -> None:
    own = [name for name in w.known("number") if name in w.names.assigned]
    if len(own) > 1:
        first, second = w.random.sample(own, 2)
        w.write(f"{first}, {second} = {second}, {first} % 7 + 1")


def change_list(w: Writer) -> None:
    known = w.known("list")
    if known:
        name, other, value = w.random.choice(known), w.random.choice(known), w.number(1)
        w.write(
            w.random.choice(
                [
                    f"{name}.append({value})",
                    f"{name}.extend([{value}, 2])",
                    f"{name}.insert(0, {value})",
                    f"{name}[:1] = [{value}]",
                    f"{name}.sort()",
                    f"{name}.reverse()",
                    f"if {name}: {name}.pop()",
                    f"if len({name}) > 1: del {name}[0]",
                    f"if {name}: {name}[-1] = {value}",
                    f"{name}.extend(list({other})[:2])",
                    f"{name}[len({name}):] = [{value}]",
                    f"if {value} in {name}: {name}.remove({value})" if "outside" not in value else "pass",
                    f"[{name}.append(v % 4 + 1) for v in (1, 2)]",
                ]
            )
        )


def alias(w: Writer) -> None:
    kind = w.random.choice(["list", "mapping", "object"])
    if w.known(kind):
        other = w.random.choice(w.known(kind))
        name = w.fresh("same")
        if w.chance(0.3):
            w.write(f"{name} = {other} if {w.flag()} else {w.random.choice(w.known(kind))}")
        else:
            w.write(f"{name} = {other}" if kind == "object" or w.chance(0.6) else f"{name} = {other}.copy()")
        w.add(kind, name)
        if kind == "object":
            w.add("number", f"{name}.units")


def change_mapping(w: Writer) -> None:
    if w.known("mapping"):
        name, value = w.random.choice(w.known("mapping")), w.number(1)
        w.write(
            w.random.choice(
                [
                    f"{name}['a'] = {value}",
                    f"{name}.update(b={value})",
                    f"{name}.pop('a', None)",
                    f"{name}.setdefault('a', {value})",
                    f"{name}['c' if {w.flag()} else 'a'] = {value}",
                    f"{name} |= {{'a': {value}}}" if name in w.names.assigned else f"{name}.update(a={value})",
                    f"if 'b' in {name}: del {name}['b']",
                    f"for key in list({name}): {name}[key] += 1",
                ]
            )
        )


def change_object(w: Writer) -> None:
    if w.known("object"):
        name, value = w.random.choice(w.known("object")), w.number(1)
        way = w.random.choice([f"{name}.units = {value}", f"setattr({name}, 'units', {value})"])
        w.write(way if w.chance(0.8) else f"vars({name}).update(units={value})")


SIMPLE: list[Callable[[Writer], None]] = [
    assign_number,
    assign_number,
    assign_flag,
    assign_list,
    assign_mapping,
    augment,
    swap,
    change_list,
    change_list,
    alias,
    change_mapping,
    change_object,
]
