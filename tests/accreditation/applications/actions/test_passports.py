"""Passport data in applications: stored with the form, kept or replaced by corrections."""

from dataclasses import replace

import pytest

from accreditation.applications.actions.applying import correct_application
from accreditation.applications.actions.passports import find_masked_passport, passport_findings, read_passport
from accreditation.applications.domain.applications import Agency, Application, Field
from accreditation.applications.domain.passports.findings import PassportFinding
from accreditation.applications.domain.passports.records import PassportState
from accreditation.applications.domain.passports.zones import without_personal_data
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import record_finding
from accreditation.vetting.domain import FindingInput
from conference.event import IdentityRules
from tests.accreditation.applications.actions.test_applying import ANSWERS, ASK, approve, submit
from tests.support.application_samples import OFFICER_B
from tests.support.passports import passport_zone

WITH_PASSPORT = replace(ANSWERS, passport=passport_zone())
ASK_PASSPORT: FindingInput = replace(ASK, fields=(Field.PASSPORT_LINE,))


async def correct(desk: ApplicationServices, application: Application, **parts: str) -> Application:
    answers = replace(ANSWERS, passport=passport_zone(**parts))
    secret = desk.links.secret_of(application)
    return await correct_application(desk, answers, secret=secret, seen_version=application.version)


async def test_passport_is_stored_with_the_application(each_database: object, desk: ApplicationServices) -> None:
    application = await submit(desk, WITH_PASSPORT)
    assert application.passport_id is not None
    reading = await read_passport(desk, application)
    assert (reading.state, reading.zone) == (PassportState.READABLE, passport_zone())


async def test_application_without_passport_has_none(desk: ApplicationServices) -> None:
    application = await submit(desk)
    assert application.passport_id is None
    assert (await read_passport(desk, application)).state is PassportState.NONE
    assert await find_masked_passport(desk, application) is None


async def test_event_decides_what_is_kept(desk: ApplicationServices) -> None:
    rules = replace(desk.rules, identity=IdentityRules(keep_number=False, keep_birth_date=False))
    application = await submit(replace(desk, rules=rules), WITH_PASSPORT)
    kept = without_personal_data(passport_zone(), keep_number=False, keep_birth_date=False)
    assert (await read_passport(desk, application)).zone == kept


async def test_correction_reopens_the_check_of_security_only(desk: ApplicationServices) -> None:
    application = await approve(desk, await submit(desk, WITH_PASSPORT))
    corrected = await correct(desk, application, number="C7654321X")
    assert set(corrected.checks) == {Agency.ACCREDITATION}
    assert corrected.corrected == {Agency.SECURITY: frozenset({Field.PASSPORT_LINE})}
    masked = await find_masked_passport(desk, corrected)
    assert masked is not None
    assert masked.number_end == "21X"


async def test_same_lines_are_no_change(desk: ApplicationServices) -> None:
    application = await submit(desk, WITH_PASSPORT)
    asked = await record_finding(
        desk, ASK_PASSPORT, agency=Agency.SECURITY, seen=SeenVersion(application.id, application.version),
        staff=OFFICER_B,
    )  # fmt: skip
    corrected = await correct(desk, asked)
    assert corrected.passport_id == application.passport_id


@pytest.mark.parametrize(
    ("parts", "finding"),
    [({}, ()), ({"family": "THI HOA", "given": "NGUYEN"}, (PassportFinding.NAMES_SWAPPED,))],
)
async def test_findings_compare_passport_and_application(
    desk: ApplicationServices, parts: dict[str, str], finding: tuple[PassportFinding, ...]
) -> None:
    application = await submit(desk, WITH_PASSPORT)
    assert passport_findings(desk, application, passport_zone(**parts)) == finding
