"""Merges of outlets: what was moved, so that it can be moved back. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MovedRows:
    """What a merge moves: ids of applications, of people and of letters, and aliases by their keys."""

    applications: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletMerge:
    """Merge of the source outlet, named `source_name` then, into the target. `undone_at`: it was taken back."""

    id: str
    source_id: str
    source_name: str
    target_id: str
    officer: str
    at: datetime
    moved: MovedRows
    undone_at: datetime | None = None
