"""Prices of orders."""

from shop.lib import rounding


def total(prices: list[float]) -> float:
    """The sum of all prices, rounded to cents."""
    return rounding.cents(sum(prices))
