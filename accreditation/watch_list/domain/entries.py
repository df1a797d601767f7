"""Entries of the watch-list: people whom the security agency wants to know of when they apply. Pure."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accreditation.duplicates.domain.blocking import name_values
from accreditation.duplicates.domain.documents import digest_document

_KEY_BITS = 63


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """Person of the list: the name, other names, and what else is known; empty values are not known.

    `country` is that of the passport (ISO 3166-1 alpha-2), `number` its number, `issuers` are the country's codes in
    passports (ICAO 9303).
    """

    name: str
    aliases: tuple[str, ...] = ()
    birth_date: date | None = None
    country: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    remark: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the other names, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


def entry_id(key: bytes, entry: WatchEntry) -> str:
    """Return the id of an entry: a keyed digest of its data, so that the same entry of a later list has the same id."""
    born = entry.birth_date.isoformat() if entry.birth_date else ""
    values = [sorted(entry.names), born, entry.country, entry.number]
    text = json.dumps(values, ensure_ascii=False)
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]


def entry_keys(key: bytes, entry: WatchEntry) -> frozenset[int]:
    """Return the keyed digests by which an entry is found: those of its names, and that of its passport."""
    names = {digest for name in entry.names for digest in name_keys(key, name)}
    return frozenset(names | passport_digests(key, entry))


def passport_digests(key: bytes, entry: WatchEntry) -> frozenset[int]:
    """Return the digests of the passport, one for each code of its issuer."""
    return frozenset(digest_document(key, issuer, entry.number).document for issuer in entry.issuers if entry.number)


def name_keys(key: bytes, name: str) -> Iterator[int]:
    """Yield the keyed digests that a name shares with its other spellings."""
    for value in name_values(name):
        digest = hmac.digest(key, f"name {value}".encode("utf-8", "replace"), "sha256")
        yield int.from_bytes(digest[:8], "big") >> (64 - _KEY_BITS)


def entry_to_json(entry: WatchEntry) -> bytes:
    """Return an entry as the text that is sealed."""
    born = entry.birth_date.isoformat() if entry.birth_date else None
    values = [entry.name, list(entry.aliases), born, entry.country, entry.number, list(entry.issuers), entry.remark]
    return json.dumps(values, ensure_ascii=False).encode()


def entry_from_json(content: bytes) -> WatchEntry:
    """Return the entry of `entry_to_json`."""
    name, aliases, born, country, number, issuers, remark = json.loads(content)
    birth_date = date.fromisoformat(born) if born else None
    return WatchEntry(name, tuple(aliases), birth_date, country, number, tuple(issuers), remark)
