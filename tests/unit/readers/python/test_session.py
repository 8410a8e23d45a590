"""Which cell shows which model."""

from __future__ import annotations

from paramcalc.readers.python.session import Session
from paramcalc.readers.python.values import Ref

ONE, TWO = Ref(1), Ref(2)


def test_the_cell_that_shows_a_model_last():
    session = Session()
    session.begin(0, {"a": ONE})
    session.show(ONE, (3,))
    session.begin(2, {"a": TWO})
    session.show(TWO, ())
    session.show(ONE, (3,))
    session.show(ONE, (3, 4))
    assert session.before == {"a": TWO}
    assert session.shown_in(2) == [TWO, ONE, ONE]
    assert session.last_shown(ONE, (3,)) == (2, 1, 2)
    assert session.last_shown(ONE, (3, 4)) == (2, 2, 3)
    assert session.last_shown(TWO, (9,)) is None


def test_other_code_is_trusted_until_a_summary():
    session = Session(trusted=1)
    assert session.trusts
    session.show(ONE, ())
    assert not session.trusts
    assert not Session().trusts
