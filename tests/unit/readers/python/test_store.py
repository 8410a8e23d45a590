"""The store: forks share objects until one is written to, and joins make unknown what differs."""

from __future__ import annotations

from paramcalc.classes.base import Unknown as Origin
from paramcalc.readers.python.store import Obj, Store, join, same_object
from paramcalc.readers.python.values import Ref, Unknown

ORIGIN = Origin("x", 1, "it depends on what is not known")

ONE, TWO = Ref(1), Ref(2)


def store() -> Store:
    made = Store(lambda steps: None)
    made.put(ONE, Obj("list", items=[1, 2]))
    made.put(TWO, Obj("dict", map={"a": ONE}))
    return made


def test_a_fork_does_not_see_what_the_other_writes():
    first = store()
    second = first.fork()
    first.edit(ONE).items.append(3)
    second.edit(ONE).items[0] = 9
    assert (first.get(ONE).items, second.get(ONE).items) == ([1, 2, 3], [9, 2])


def test_what_is_not_written_to_is_shared():
    first = store()
    second = first.fork()
    first.edit(ONE)
    assert second.get(TWO) is first.get(TWO)


def test_what_differs_is_unknown():
    first = store()
    second = first.fork()
    second.edit(ONE).items[0] = 9
    items = join(first, second, ORIGIN).get(ONE).items
    assert isinstance(items[0], Unknown)
    assert items[1] == 2


def test_a_list_of_another_length_is_vague_and_knows_what_it_may_hold():
    first = store()
    second = first.fork()
    second.edit(ONE).items.append(TWO)
    joined = join(first, second, ORIGIN).get(ONE)
    assert (joined.kind, joined.meta.refs) == ("vague", {1, 2})


def test_numbers_of_different_types_differ():
    first = store()
    second = first.fork()
    second.edit(ONE).items[0] = True
    assert isinstance(join(first, second, ORIGIN).get(ONE).items[0], Unknown)


def test_states_are_numbered_over_all_stores():
    first = store()
    second = first.fork()
    first.edit(ONE)
    second.edit(ONE)
    assert first.version != second.version


def test_what_can_be_reached():
    assert store().reach([2]) == {1, 2}
    assert same_object(store().get(ONE), store().get(ONE))
