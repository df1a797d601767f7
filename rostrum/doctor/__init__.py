"""`rostrum doctor`: check everything a node needs, and report each problem with its remedy.

It changes nothing: it creates no table and no key and anchors no clock, and removes what it writes to Redis and to the
data folder.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from rostrum.settings import Settings

CHECK_WITHIN_S = 20.0
"""Seconds that one check may take: longer than the timeouts of the services it queries."""


class Level(StrEnum):
    """Severity of a finding. Only a problem means that a node must not be put into service."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of a check: `said` describes it in a sentence, `todo` the remedy, if one is needed."""

    level: Level
    said: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finding and the name of its check."""

    check: str
    finding: Finding


Check = Callable[[Settings], Awaitable[Iterable[Finding]]]


def ok(said: str) -> Finding:
    """Make a finding without a problem."""
    return Finding(Level.OK, said)


def warning(said: str, todo: str) -> Finding:
    """Make a finding that an administrator should know."""
    return Finding(Level.WARNING, said, todo)


def problem(said: str, todo: str) -> Finding:
    """Make a finding that must be corrected."""
    return Finding(Level.PROBLEM, said, todo)


async def run_checks(settings: Settings, checks: Mapping[str, Check]) -> list[Report]:
    """Run all checks concurrently. A check that raises or times out is a problem."""
    results = await asyncio.gather(*(_run_check(name, check, settings) for name, check in checks.items()))
    return [Report(name, finding) for name, findings in zip(checks, results, strict=True) for finding in findings]


async def _run_check(name: str, check: Check, settings: Settings) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(CHECK_WITHIN_S):
            return list(await check(settings))
    except TimeoutError:
        return [
            problem(
                f"The check of {name} took longer than {CHECK_WITHIN_S:.0f} s.",
                "Check the server or folder that it queries.",
            )
        ]
    except Exception as error:
        said = f"The check of {name} failed: {type(error).__name__}: {error}"
        return [problem(said, "This is a fault of the program or of its data; report it to the maintainers.")]


def is_well(reports: Iterable[Report]) -> bool:
    """Whether there is no problem, so that the node may be put into service."""
    return all(report.finding.level is not Level.PROBLEM for report in reports)


def as_json(reports: Sequence[Report]) -> dict[str, object]:
    """Return the reports as a JSON object."""
    return {"well": is_well(reports), "findings": [{"check": r.check, **asdict(r.finding)} for r in reports]}
