"""The signature of a layer class is read once and shared, so nobody may change it."""

from __future__ import annotations

import pytest

from paramcalc.classes.base import parameters, signature


@pytest.mark.parametrize("read", [signature, parameters])
def test_a_shared_signature_cannot_be_changed(read):
    assert list(read("units, use_bias=True")) == ["units", "use_bias"]
    with pytest.raises(TypeError):
        read("units, use_bias=True")["units"] = 3
