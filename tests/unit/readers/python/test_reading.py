"""The base class of a reading is abstract."""

from __future__ import annotations

import pytest

from paramcalc.readers.python.reading import Reading


def test_the_base_class_cannot_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Reading({})
