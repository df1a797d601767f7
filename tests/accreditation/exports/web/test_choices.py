"""Choices of filters, and their reading."""

import pytest

from accreditation.exports.domain import FILTERS, ExportFilter, ExportKind
from accreditation.exports.services import ExportServices
from accreditation.exports.web.choices import TYPED, list_choices, read_filter
from conference.errors import InvalidError
from conference.texts.catalogues import own_catalogues
from tests.support.badge_office import EVENT

CHOICES = list_choices(EVENT, own_catalogues(), "en")


def test_every_field_has_choices_or_is_typed() -> None:
    for names in FILTERS.values():
        assert all(name in TYPED or CHOICES[name] for name in names)
    assert "draft" not in dict(CHOICES["state"])
    assert ("2025-10-25", "25 October 2025") in CHOICES["day"]


async def test_fields_of_other_kinds_are_left_out(export_services: ExportServices) -> None:
    typed = {"state": "approved", "door": "gate-a", "day": ""}
    assert await read_filter(export_services, ExportKind.SCANS, typed, CHOICES) == ExportFilter(door="gate-a")


async def test_unknown_choices_are_told_at_their_field(export_services: ExportServices) -> None:
    with pytest.raises(InvalidError) as refused:
        await read_filter(export_services, ExportKind.SCANS, {"day": "31/02"}, CHOICES)
    assert refused.value.fields == {"day": "export.filter_unknown"}
