"""Quantiles of measured times."""

from collections.abc import Sequence


def find_quantile(values: Sequence[float], share: float) -> float:
    """Return the measured value at this share (0 to 1) of the values in their order, the nearest rank."""
    return sorted(values)[round(share * (len(values) - 1))]
