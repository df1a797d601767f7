"""`rostrum doctor`: looks at everything a node needs and says what is wrong in a sentence, and what to do about it.

It changes nothing: no table is made, no key, no clock anchored; what it writes to Redis and the data folder it removes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from rostrum.settings import Settings

PATIENCE_S = 20.0
"""How long one check may take: longer than the time-outs of what it asks."""


class Level(StrEnum):
    """How bad it is: only a problem keeps a node from being put into service."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: a sentence, and what to do where something is wrong."""

    level: Level
    said: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finding, and the check it came from."""

    check: str
    finding: Finding


Check = Callable[[Settings], Awaitable[Iterable[Finding]]]


def ok(said: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, said)


def warning(said: str, todo: str) -> Finding:
    """Something that an administrator should know."""
    return Finding(Level.WARNING, said, todo)


def problem(said: str, todo: str) -> Finding:
    """Something that must be put right."""
    return Finding(Level.PROBLEM, said, todo)


async def examine(settings: Settings, checks: Mapping[str, Check]) -> list[Report]:
    """Make every check, all at once; one that fails itself is a problem."""
    answers = await asyncio.gather(*(_made(name, check, settings) for name, check in checks.items()))
    return [Report(name, finding) for name, findings in zip(checks, answers, strict=True) for finding in findings]


async def _made(name: str, check: Check, settings: Settings) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return list(await check(settings))
    except TimeoutError:
        return [problem(f"The check of {name} took longer than {PATIENCE_S:.0f} s.", "Look at what it asks.")]
    except Exception as error:
        said = f"The check of {name} failed: {type(error).__name__}: {error}"
        return [problem(said, "This is a fault of the program or of its data; tell whoever maintains it.")]


def is_well(reports: Iterable[Report]) -> bool:
    """Whether a node may be put into service."""
    return all(report.finding.level is not Level.PROBLEM for report in reports)


def as_json(reports: Sequence[Report]) -> dict[str, object]:
    """The reports for programs."""
    return {"well": is_well(reports), "findings": [{"check": r.check, **asdict(r.finding)} for r in reports]}
