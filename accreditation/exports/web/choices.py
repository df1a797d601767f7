"""Filters of exports as people choose them: the choices of each field, and the reading of what was chosen."""

from collections.abc import Mapping, Sequence
from datetime import date

from accreditation.applications.domain.applications import State
from accreditation.exports.actions.outlet_names import find_outlet_id
from accreditation.exports.content import OUTLET_KINDS, SHELVES, STATES
from accreditation.exports.domain import FILTERS, ExportFilter, ExportKind
from accreditation.exports.services import ExportServices
from accreditation.exports.web.texts import RESULT_TEXTS
from accreditation.grants.admitting_days import admitting_days
from conference.errors import InvalidError
from conference.event import Event
from conference.languages import pick
from conference.texts.catalogues import Catalogues, format_date

Choices = Sequence[tuple[str, str]]
"""Values with their texts."""

TYPED = frozenset({"outlet"})
"""Fields that are typed."""


def list_choices(event: Event, catalogues: Catalogues, code: str) -> Mapping[str, Choices]:
    """Return the choices of each field in a language. An outlet is typed and has none."""

    def in_words(keys: Mapping[str, str]) -> Choices:
        return [(value, str(catalogues.text(code, key))) for value, key in keys.items()]

    return {
        "state": in_words({value: key for value, key in STATES.items() if value != State.DRAFT}),
        "category": [(one.code, pick(one.name, code)[0]) for one in event.categories],
        "outlet_kind": in_words(OUTLET_KINDS),
        "shelf": in_words(SHELVES),
        "day": [(day.isoformat(), format_date(code, day)) for day in _days_of(event)],
        "door": [(one.id, pick(one.name, code)[0]) for one in event.doors],
        "result": in_words(RESULT_TEXTS),
    }


async def read_filter(
    services: ExportServices, kind: ExportKind, typed: Mapping[str, str], choices: Mapping[str, Choices]
) -> ExportFilter:
    """Return the filter that was chosen, with the id of the outlet that was named.

    Raises InvalidError `export.filter_unknown`, `export.outlet_unknown` at the field.
    """
    chosen = {name: typed.get(name, "") for name in FILTERS[kind] if typed.get(name)}
    for name, value in chosen.items():
        if name not in TYPED and value not in {one for one, _ in choices[name]}:
            raise InvalidError("export.filter_unknown", {name: "export.filter_unknown"})
    if "outlet" in chosen:
        chosen["outlet"] = await find_outlet_id(services, chosen["outlet"])
    return ExportFilter(**chosen)


def _days_of(event: Event) -> list[date]:
    """Return the days on which badges admit, at the venue."""
    days = admitting_days(event)
    return [date.fromordinal(day) for day in range(days.valid_from.toordinal(), days.valid_until.toordinal())]
