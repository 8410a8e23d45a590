"""The registry of page formats."""

from __future__ import annotations

import pytest

from paramcalc import UsageError
from paramcalc.document import forms_of
from paramcalc.pages.formats import FORMAT_OF_SUFFIX, FORMATS, format_of
from paramcalc.pages.slots import Answer


def test_the_format_of_a_page():
    assert format_of("docs/INDEX.MD") is FORMATS["markdown"]
    assert format_of("a.b.rst") is FORMATS["rst"]
    with pytest.raises(UsageError, match=r"a\.py is no page of a known format"):
        format_of("a.py")


def test_no_suffix_has_two_formats():
    assert len(FORMAT_OF_SUFFIX) == sum(len(entry.suffixes) for entry in FORMATS.values())


@pytest.mark.parametrize("name", FORMATS)
def test_its_form_is_one_of_every_answer(name):
    assert FORMATS[name].form in forms_of("layer")
    assert FORMATS[name].form in forms_of("value")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("form", forms_of("model"))
def test_every_form_has_a_block_with_its_text(name, form):
    lines = FORMATS[name].block(Answer("first\n\nlast\n", form), "")
    text = "\n".join(lines)
    assert text.index("first") < text.index("last")
