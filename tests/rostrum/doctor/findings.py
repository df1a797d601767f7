"""Sentences of findings, by level."""

from collections.abc import Iterable
from pathlib import Path

from rostrum.doctor import Finding, Level


def wrong(findings: Iterable[Finding]) -> list[str]:
    """The sentences of the problems."""
    return [finding.said for finding in findings if finding.level is Level.PROBLEM]


def warned(findings: Iterable[Finding]) -> list[str]:
    """The sentences of the warnings."""
    return [finding.said for finding in findings if finding.level is Level.WARNING]


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []
