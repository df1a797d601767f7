"""The page of the audit log, its filters and its table."""

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from html import unescape

import pytest
from aiohttp import ClientError

from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTRATOR
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.storage.audit_list import AuditRow
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
    address, shown = "/staff/audit?action=test:thing:done", []
    for _ in range(3):
        page = await (await client.get(address)).text()
        shown.append(re.findall(r">(one_\d)<", page))
        older = re.search(r'rel="next" href="([^"]+)', page)
        address = unescape(older[1]) if older else ""
    assert (shown, address) == ([["one_4", "one_3"], ["one_2", "one_1"], ["one_0"]], "")
    assert "action=test%3Athing%3Adone" in page
    for expected in [["one_2", "one_1"], ["one_4", "one_3"]]:
        newer = re.search(r'rel="prev" href="([^"]+)', page)
        assert newer
        page = await (await client.get(unescape(newer[1]))).text()
        assert re.findall(r">(one_\d)<", page) == expected
    assert 'rel="prev"' not in page


async def test_entries_are_shown_in_words_and_venue_time(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    at = clock.now().replace(hour=20, minute=5)
    await record(runtime, AuditEntry("accreditation:badge:issued", "system", "bdg_1", at))
    page = await read_page(client, "?q=bdg_1")
    assert '<span title="accreditation:badge:issued">Badge issued</span>' in page
    assert "26 October 2025, 03:05" in unescape(page).replace("\u2068", "").replace("\u2069", "")


async def test_table_has_all_entries_and_is_recorded(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is read and sent in pages: more rows than one page has."""
    monkeypatch.setattr(audit_log, "TABLE_ROWS", 2)
    ada = await sign_in("ada", ADMINISTRATOR)
    action = "accreditation:badge:issued"
    await record(runtime, *(AuditEntry(action, "system", f"=one_{n}", clock.now()) for n in range(5)))
    answer = await client.get(f"/staff/audit.csv?action={action}&before=3")
    assert answer.headers["Transfer-Encoding"] == "chunked"
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert [row["subject"] for row in rows] == [f"'=one_{n}" for n in reversed(range(5))]
    assert {(row["action"], row["action_text"]) for row in rows} == {(action, "Badge issued")}
    assert {row["at"] for row in rows} == {"2025-10-25T09:00:00+07:00"}
    page = await read_page(client, f"?action=conference:audit:exported&actor={ada.id}")
    assert f'action="{action}"' in page


async def test_table_that_cannot_be_read_to_its_end_is_broken_off(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> AsyncIterator[Sequence[AuditRow]]:
        yield [AuditRow(1, AuditEntry("test:thing:done", "system", "one", clock.now()))]
        raise UnavailableError("database.unavailable", retry_after_s=1)

    monkeypatch.setattr(audit_log, "each_page", fail)
    await sign_in("ada", ADMINISTRATOR)
    with pytest.raises(ClientError):
        await (await client.get("/staff/audit.csv")).read()


async def test_applicants_are_named_by_code_only(client: Client, sign_in: SignIn, office: Office) -> None:
    await sign_in("ada", ADMINISTRATOR)
    await office.applicant_of("app_1", native_name="ليلى حداد", family_name="Haddad", outlet="جريدة النيل")
    await office.badge("app_2")
    page = await read_page(client)
    assert "Badge issued" in page
    for personal in ("ليلى", "Haddad", "example.org", "جريدة"):
        assert personal not in page


async def test_long_lists_of_details_are_folded(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    ada = await sign_in("ada", ADMINISTRATOR)
    people = [f"app_{number}" for number in range(40)]
    entry = AuditEntry("conference:list:read", ada.id, "badges", runtime.clock.now(), {"people": people, "rows": 40})
    await record(runtime, entry)
    page = await read_page(client, "?person=app_39")
    assert re.search(r"<details><summary><code[^>]*>people: 40</code></summary>", page)
    assert "rows=40" in page
