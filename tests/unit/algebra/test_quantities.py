"""Limits as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paramcalc.algebra.quantities import BYTES, COUNTS, quantity
from paramcalc.errors import UsageError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((text, 50_000) for text in ("50000", "50_000", "50,000", "50k", "50K", "50 k", "5e4", "0.05M", "50.000k")),
        *(("1.5M", 1_500_000), ("1.5m", 1_500_000), ("7B", 7_000_000_000), ("2G", 2_000_000_000), ("1T", 10**12)),
        ("1,234,567", 1_234_567),
    ],
)
def test_parameters(text, number):
    assert quantity("params", text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("64KiB", 65_536), ("64kB", 64_000), ("64KB", 64_000), ("1MB", 1_000_000), ("1MiB", 1_048_576)),
        *(
            ("100B", 100),
            ("100", 100),
            ("0.5KiB", 512),
            ("1.5GiB", 1_610_612_736),
            ("64Ki", 65_536),
            ("2TB", 2 * 10**12),
        ),
    ],
)
def test_bytes(text, number):
    assert quantity("bytes", text, is_bytes=True) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "-5", "k", "1.5", "1.2345k", "5,00", "1,0000", "5 000", "1e-3", "12x", "0x10", "1__0", "64KiB", "٣"),
        *("1e2000", "9" * 1001, "9" * 5000, "1.", ".5"),
    ],
)
def test_nonsense_is_refused(text):
    with pytest.raises(UsageError):
        quantity("params", text)


@pytest.mark.parametrize("value", [2.5, None, True, 0, -1, 10**1000, [3]])
def test_values_that_are_no_numbers(value):
    with pytest.raises(UsageError):
        quantity("params", value)


def test_a_fraction_of_a_byte_is_refused():
    with pytest.raises(UsageError, match="must be a whole number"):
        quantity("bytes", "0.3KiB", is_bytes=True)


@given(st.integers(1, 10**990), st.sampled_from(sorted(COUNTS)))
def test_exact_at_any_length(number, unit):
    if number * COUNTS[unit] < 10**1000:
        assert quantity("params", f"{number}{unit}") == number * COUNTS[unit]


@given(st.integers(1, 10**990), st.sampled_from(sorted(BYTES)))
def test_bytes_are_exact_too(number, unit):
    if number * BYTES[unit] < 10**1000:
        assert quantity("bytes", f"{number:,}{unit}", is_bytes=True) == number * BYTES[unit]
