"""The public names of the package."""

from __future__ import annotations

import importlib.metadata

import pytest

import paramcalc


@pytest.mark.parametrize("name", paramcalc.__all__)
def test_every_public_name_is_there(name):
    assert getattr(paramcalc, name) is not None


def test_the_version_is_the_installed_one():
    assert paramcalc.__version__ == importlib.metadata.version("paramcalc")


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'grru'"):
        paramcalc.grru  # noqa: B018
