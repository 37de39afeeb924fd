"""Exact interval of a share, and the exact test of two runs on the same people."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, exp, lgamma, log

_TINY = 1e-300


def clopper_pearson(part: int, whole: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of `part` of `whole`, from 0 to 1; of nothing at all it is everything.

    The ends are those shares at which so many or more, and so few or fewer, have each a probability of half
    of what `confidence` leaves: Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. A tail of the binomial is
    an incomplete beta function (DLMF 8.17.5).
    """
    if whole == 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = 0.0 if part == 0 else _share_where(lambda p: incomplete_beta(p, part, whole - part + 1), tail)
    high = 1.0 if part == whole else _share_where(lambda p: incomplete_beta(p, part + 1, whole - part), 1 - tail)
    return low, high


def mcnemar(one: int, other: int) -> float:
    """Two-sided exact probability that changes fall so unevenly by chance; 1 when nothing changed.

    `one` and `other` count the people on whom only the one run, or only the other, is right:
    min(1, 2 P(X <= min)) for X binomial of their sum and one half (McNemar Q. Psychometrika 1947;12:153-157,
    in its exact form; the same as `mcnemar(..., exact=True)` of statsmodels).
    """
    changed = one + other
    return min(1.0, 2 * sum(comb(changed, few) for few in range(min(one, other) + 1)) / (1 << changed))


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function, by its continued fraction (DLMF 8.17.22, and 8.17.4 to mirror)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    fraction, up, down = 1.0, 1.0, 0.0
    for step in range(1, 10_000):
        down = 1 / _not_zero(1 + _term(step, x, a, b) * down)
        up = _not_zero(1 + _term(step, x, a, b) / up)
        fraction *= up * down
        if abs(up * down - 1) < 1e-15:
            break
    return front / fraction


def _term(step: int, x: float, a: float, b: float) -> float:
    m, odd = divmod(step, 2)
    if odd:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _share_where(rising: Callable[[float], float], wanted: float) -> float:
    """Where a rising function of a share reaches a value, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
