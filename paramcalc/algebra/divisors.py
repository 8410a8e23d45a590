"""The divisors of a whole number."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd, isqrt

from paramcalc.errors import UsageError
from paramcalc.phrases import tr

LARGEST = 10**24
"""The largest number whose divisors are looked for."""

_SMALL_PRIMES = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, isqrt(n) + 1)))

_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
"""Enough to tell primes from others up to 3.3 · 10^24 (Sorenson and Webster, 2015)."""


def divisors(number: int) -> list[int]:
    """All divisors, in order.

    >>> divisors(28)
    [1, 2, 4, 7, 14, 28]

    Raises UsageError for a number below 1 or above LARGEST.
    """
    if not 1 <= number <= LARGEST:
        raise UsageError(tr("divisors are found for whole numbers from 1 to 10^{count}", count=len(str(LARGEST)) - 1))
    found = [1]
    for prime, power in _factors(number).items():
        factors = [prime**exponent for exponent in range(power + 1)]
        found = [divisor * factor for divisor in found for factor in factors]
    return sorted(found)


def _factors(number: int) -> dict[int, int]:
    """The prime factors with their powers."""
    factors: dict[int, int] = {}
    for prime in _SMALL_PRIMES:
        while number % prime == 0:
            factors[prime] = factors.get(prime, 0) + 1
            number //= prime
    waiting = [number] if number > 1 else []
    while waiting:
        part = waiting.pop()
        if _is_prime(part):
            factors[part] = factors.get(part, 0) + 1
        else:
            factor = _factor(part)
            waiting += [factor, part // factor]
    return factors


def _is_prime(number: int) -> bool:
    """The test of Miller and Rabin, for a number without small factors."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, pow(witness, odd, number), twos) for witness in _WITNESSES if witness % number)


def _passes(number: int, power: int, twos: int) -> bool:
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def _factor(number: int) -> int:
    """A factor of a number that is no prime, by Pollard's rho with Brent's batches."""
    root = isqrt(number)
    if root * root == number:
        return root
    for shift in range(1, number):
        factor = _rho(number, shift)
        if factor != number:
            return factor
    raise AssertionError(f"{number} has no factor")


def _rho(number: int, shift: int) -> int:
    slow = fast = 2
    while True:
        batch, start = 1, (slow, fast)
        for _ in range(100):
            slow = (slow * slow + shift) % number
            fast = (fast * fast + shift) % number
            fast = (fast * fast + shift) % number
            batch = batch * (slow - fast) % number
        if gcd(batch, number) > 1:
            return _last_step(number, shift, start)


def _last_step(number: int, shift: int, start: Iterable[int]) -> int:
    slow, fast = start
    while True:
        slow = (slow * slow + shift) % number
        fast = (fast * fast + shift) % number
        fast = (fast * fast + shift) % number
        factor = gcd(slow - fast, number)
        if factor > 1:
            return factor
