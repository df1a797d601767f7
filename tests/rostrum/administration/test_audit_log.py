"""The page of the audit log, its filters and its table."""

import csv
import io
from datetime import timedelta

import pytest

from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTRATOR
from conference.clock import ManualClock
from rostrum.administration import audit_log
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import Office


async def record(runtime: Runtime, *entries: AuditEntry) -> None:
    async with runtime.transactions.write() as transaction:
        for entry in entries:
            await transaction.record(entry)


async def read_page(client: Client, query: str = "") -> str:
    return await (await client.get(f"/staff/audit{query}")).text()


async def test_entries_are_filtered_by_the_address(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock
) -> None:
    ada, now = await sign_in("ada", ADMINISTRATOR), clock.now()
    await record(
        runtime,
        AuditEntry("test:badge:revoked", ada.id, "app_1", now, {"reason": "lost"}),
        AuditEntry("test:badge:issued", "system", "app_2", now + timedelta(days=1)),
    )
    page = await read_page(client)
    assert 'reason="lost"' in page
    assert f'<bdi translate="no">{ada.name}</bdi>' in page
    day = (now + timedelta(days=1)).astimezone(runtime.event.zone_info).date()
    for query, is_first, is_second in (
        (f"actor={ada.id}", True, False),
        ("action=test:badge:issued", False, True),
        ("q=app_2", False, True),
        (f"day={day}", False, True),
        ("day=1999-01-01", False, False),
        ("day=never&page=-1", True, True),
    ):
        page = await read_page(client, f"?{query}")
        assert (">app_1<" in page, ">app_2<" in page) == (is_first, is_second), query
    assert "No entry matches" in await read_page(client, "?q=nothing")


async def test_pages_keep_the_filter(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE_ROWS", 2)
    await sign_in("ada", ADMINISTRATOR)
    await record(runtime, *(AuditEntry("test:thing:done", "system", f"one_{n}", clock.now()) for n in range(5)))
    page = await read_page(client, "?action=test:thing:done&page=2")
    assert ">one_2<" in page
    assert ">one_4<" not in page
    assert "page=3&amp;action=test%3Athing%3Adone" in page


async def test_table_has_all_entries_and_is_recorded(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE_ROWS", 2)
    ada = await sign_in("ada", ADMINISTRATOR)
    await record(runtime, *(AuditEntry("test:thing:done", "system", f"=one_{n}", clock.now()) for n in range(5)))
    answer = await client.get("/staff/audit.csv?action=test:thing:done&page=2")
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert [row["subject"] for row in rows] == [f"'=one_{n}" for n in reversed(range(5))]
    page = await read_page(client, f"?action=conference:audit:exported&actor={ada.id}")
    assert "entries=5" in page


async def test_applicants_are_named_by_code_only(client: Client, sign_in: SignIn, office: Office) -> None:
    await sign_in("ada", ADMINISTRATOR)
    await office.applicant_of("app_1", native_name="ليلى حداد", family_name="Haddad", outlet="جريدة النيل")
    await office.badge("app_2")
    page = await read_page(client)
    assert "accreditation:badge:issued" in page
    for personal in ("ليلى", "Haddad", "example.org", "جريدة"):
        assert personal not in page
