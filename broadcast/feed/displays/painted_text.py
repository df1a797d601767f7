"""Compare what a screen reports to have painted with the board: the digest of the texts that stand in its page.

The screen reads its texts back from its page after the paint and reports which fields of which keys they are, and a
digest (`broadcast/pages/static/proof/painted_text.mjs`). The same fields of the board as it is projected here must have
the same digest, each in the language that it is marked with. The digest finds errors, not lies: who reports is another
question (docs/decisions/0073-texts-read-back-from-the-page.md).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from broadcast.feed import wire
from broadcast.feed.latest import LatestBoard
from conference.languages import language

MAX_KEYS = 64
"""Keys of one report that are compared."""

DIGEST_BYTES = 16
TYPED_FIELDS = frozenset({"title", "room_name", "text"})
"""Fields that stand in the language of the state, where it lacks the language of the page."""

ALERT = "alert/"
"""Prefix of alerts, which are shown alone: announcements are not expected beside them."""

EXPIRY_MARGIN = timedelta(seconds=10)
"""Time before its expiry in which an announcement may be gone: clocks differ, and reports take their time."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_SPACES = re.compile(r"\s+")


def digest_texts(texts: Iterable[tuple[str, str, str, str]]) -> str:
    """Return the digest of texts, each with its key, its field and the tag of its language."""
    lines = sorted(f"{key}\t{field}\t{tag}\t{_SPACES.sub(' ', text).strip()}\n" for key, field, tag, text in texts)
    return sha256("".join(lines).encode()).digest()[:DIGEST_BYTES].hex()


def list_texts(
    states: Mapping[str, Mapping[str, Any] | None], fields: Mapping[str, str], code: str, zone: ZoneInfo
) -> list[tuple[str, str, str, str]]:
    """Return the texts of some fields as a page in this language shows them, for `digest_texts`.

    `fields` names those of each key, with spaces between them. A moment is shown as a time of day at the venue. A field
    that the board has not, or that is no text, is the empty text.
    """
    texts = []
    for key, names in fields.items():
        state = states.get(key) or {}
        for name in names.split():
            texts.append((key, name, _tag_of(state, name, code), _find_text(state, name, zone)))
    return texts


def is_text_right(shown: wire.Shown, latest: LatestBoard, *, now: datetime) -> bool | None:
    """Return whether the reported texts are those of the board; None when that cannot be told.

    It cannot be told of a report without a digest, of another epoch, and of keys that have changed since. An urgent
    announcement for everywhere must be among the texts, except beside alerts.
    """
    if shown.digest is UNSET or shown.texts is UNSET or shown.epoch != latest.revision.epoch:
        return None
    keys = list(shown.texts)
    if len(keys) > MAX_KEYS or not latest.is_unchanged(keys, since=shown.offset):
        return None
    decoded = {key: msgspec.json.decode(latest.encoded_state(key, shown.language)) for key in keys}
    if digest_texts(list_texts(decoded, shown.texts, shown.language, latest.zone)) != shown.digest:
        return False
    if not keys or any(key.startswith(ALERT) for key in keys):
        return True
    urgent = latest.list_urgent_everywhere(now + EXPIRY_MARGIN, until=shown.offset)
    return all(key in shown.texts for key in urgent)


def _tag_of(state: Mapping[str, Any], name: str, code: str) -> str:
    is_fallback = state.get("fallback") and name in TYPED_FIELDS
    return language(state["language"] if is_fallback else code).tag


def _find_text(state: Mapping[str, Any], name: str, zone: ZoneInfo) -> str:
    value: Any = state
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if not isinstance(value, str):
        return ""
    if _MOMENT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(zone):%H:%M}"
    return value
