"""Findings of checks, reduced to what is said."""

from collections.abc import Iterable
from pathlib import Path

from rostrum.doctor import Finding, Level


def wrong(findings: Iterable[Finding]) -> list[str]:
    """What is said to be a problem."""
    return [finding.said for finding in findings if finding.level is Level.PROBLEM]


def warned(findings: Iterable[Finding]) -> list[str]:
    return [finding.said for finding in findings if finding.level is Level.WARNING]


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []
