"""Findings about a passport: the shared vectors, which JavaScript checks too. Covers A17."""

import json
from datetime import date
from typing import Any

import pytest

from accreditation.applications.domain.passports.findings import PassportFacts, find_findings, icao_codes
from accreditation.applications.domain.passports.reading import read_zone
from accreditation.applications.domain.passports.zone_names import TypedNames
from accreditation.applications.domain.passports.zones import Zone
from tests.support.paths import VECTOR_FOLDER

VECTORS: list[dict[str, Any]] = json.loads((VECTOR_FOLDER / "passports.json").read_text("utf-8"))["findings"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["about"])
def test_findings_are_those_of_the_vector(case: dict[str, Any]) -> None:
    zone, facts = read_zone("\n".join(case["lines"])), case["facts"]
    assert isinstance(zone, Zone)
    names = TypedNames(**facts["names"])
    days = date.fromisoformat(facts["today"]), date.fromisoformat(facts["ends_on"])
    assert list(find_findings(zone, PassportFacts(names, facts["country_codes"], *days))) == case["findings"]


def test_germany_has_two_codes() -> None:
    assert icao_codes("DE", "DEU") == ("DEU", "D")
    assert icao_codes("FR", "FRA") == ("FRA",)
