"""Changes of a draft brought to a newer version of the event that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from conference.event.changes import ENTRY_SECTIONS, entries_by_name
from conference.event.model import Event, Header

_NOTHING = object()


def merge_events(base: Event, draft: Event, loaded: Event) -> Event:
    """Return `loaded` with what `draft` changes of `base`. A value that both change is that of the draft."""
    values = {name: _merge_values(*(getattr(one, name) for one in (base, draft, loaded))) for name in _HEADER}
    values |= {section: _merge_sections(section, base, draft, loaded) for section in ENTRY_SECTIONS}
    return structs.replace(loaded, **values)


def merge_files(base: Mapping[str, bytes], draft: Mapping[str, bytes], loaded: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of `loaded` with what `draft` changes of `base`."""
    return dict(_merge_mappings(base, draft, loaded))


_HEADER = Header.__struct_fields__


def _merge_sections(section: str, base: Event, draft: Event, loaded: Event) -> tuple[Struct, ...]:
    """Return the entries of a section, in the order of the draft if the draft changes it."""
    old, edited, new = (entries_by_name(one, section) for one in (base, draft, loaded))
    is_reordered = [name for name in edited if name in old] != [name for name in old if name in edited]
    names = dict.fromkeys((*edited, *new) if is_reordered else (*new, *edited))
    merged = _merge_mappings(old, edited, new)
    return tuple(merged[name] for name in names if name in merged)


def _merge_mappings(base: Mapping[str, Any], draft: Mapping[str, Any], loaded: Mapping[str, Any]) -> dict[str, Any]:
    merged = {}
    for key in dict.fromkeys((*draft, *loaded)):
        value = _merge_values(*(one.get(key, _NOTHING) for one in (base, draft, loaded)))
        if value is not _NOTHING:
            merged[key] = value
    return merged


def _merge_values(base: Any, draft: Any, loaded: Any) -> Any:
    if draft == base:
        return loaded
    if loaded == base:
        return draft
    if isinstance(base, Struct) and type(base) is type(draft) is type(loaded):
        names = base.__struct_fields__
        return structs.replace(
            loaded, **{name: _merge_values(*(getattr(one, name) for one in (base, draft, loaded))) for name in names}
        )
    if isinstance(base, Mapping) and isinstance(draft, Mapping) and isinstance(loaded, Mapping):
        return _merge_mappings(base, draft, loaded)
    return draft
