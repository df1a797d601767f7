"""Printing at the badge desk: what is printed, the file, the question after it."""

import re

import pytest
from aiohttp import ClientResponse

from accreditation.badges.actions.badges import issue_badge
from accreditation.badges.domain.badges import Badge
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import DESK_CLERK, Office, with_readable_codes
from tests.support.badge_pages import codes, newest, page_of, send
from tests.support.drawn_badges import page_texts

RUN, NEXT = "0" * 15 + "1", "0" * 15 + "2"


@pytest.fixture
def office(office: Office) -> Office:
    return with_readable_codes(office)


@pytest.fixture
async def desk(office: Office, sign_in: SignIn) -> Office:
    """The office, where a clerk is signed in."""
    await sign_in("clerk", roles.BADGE_DESK)
    return office


async def answer(client: Client, run: str, **fields: str) -> ClientResponse:
    return await send(client, f"print-runs/{run}", **fields)


async def file_of(client: Client, started: ClientResponse) -> bytes:
    """Follow the redirect of a started run to its file."""
    assert started.status == 303
    response = await client.get(started.headers["Location"])
    assert (response.status, response.content_type) == (200, "application/pdf")
    return await response.read()


def button(page: str) -> str:
    """Return the label of the list's print button."""
    match = re.search(r'id="to-print".*?<button class="([\w-]+)"><span>(.*?)</span>', page, re.DOTALL)
    assert match is not None
    assert match[1] == "button-quiet"
    return re.sub("<[^>]+>", "", match[2])


async def test_print_button_counts_the_badges_of_the_filter(client: Client, desk: Office, badge: Badge) -> None:
    await desk.applicant_of("app_2", "Omar Sy")
    await issue_badge(desk.desk, "app_2", staff=DESK_CLERK)
    assert button(await page_of(client)) == "Print 2 badges"
    assert button(await page_of(client, "/staff/badges?q=Omar")) == "Print 1 badge"
    page = await page_of(client, "/staff/badges/print?q=Omar")
    assert "P-0002" in page
    assert "P-0001" not in page
    chosen = await page_of(client, "/staff/badges/print?chosen=app_1")
    assert "P-0001" in chosen
    assert "P-0002" not in chosen


async def test_print_page_shows_count_limits_and_order(client: Client, desk: Office, badge: Badge) -> None:
    for n in (2, 3):
        await desk.badge(f"app_{n}")
    page = re.sub("<[^>]+>", "", await page_of(client, "/staff/badges/print?order=name&first=p2"))
    assert "2 badges" in page
    assert "From P-0002 to P-0003" in page
    wrong = await client.get("/staff/badges/print?last=P-0099")
    assert wrong.status == 422
    assert "This number is not in the list" in await wrong.text()


async def test_run_is_one_file_and_marks_nothing_until_confirmed(client: Client, desk: Office, badge: Badge) -> None:
    second = await desk.badge("app_2")
    page = await page_of(client, "/staff/badges/print")
    form = {"run": hidden(page, "run"), "digest": hidden(page, "digest")}
    started = await send(client, "print-runs", **form)
    assert codes(await file_of(client, started)) == [badge.token, second.token]
    file = await client.get(started.headers["Location"])
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"] == 'inline; filename="badges-P-0001--P-0002.pdf"'
    assert (await newest(desk, badge)).printed_at is None
    assert "Confirm the printing of" in await page_of(client)
    assert (await answer(client, form["run"], act="confirmed")).status == 303
    assert (await newest(desk, badge)).printed_at is not None
    assert (await client.get(started.headers["Location"])).status == 409


async def test_back_is_printed_only_when_it_is_asked_for(client: Client, desk: Office, badge: Badge) -> None:
    page = await page_of(client, "/staff/badges/print")
    assert re.search(r'name="two_sided" value="yes">.*name="bleed" value="yes">', page, re.DOTALL)
    one_sided = await file_of(client, await send(client, "print-runs", run=RUN))
    assert len(page_texts(one_sided)) == 1
    await answer(client, RUN, act="released")
    form = {"run": NEXT, "two_sided": "yes", "bleed": "yes"}
    front, back = page_texts(await file_of(client, await send(client, "print-runs", **form)))
    assert desk.event.desk is not None
    assert desk.event.desk.place["vi"] in back
    assert desk.event.desk.place["vi"] not in front
    assert "· Two-sided · Bleed and crop marks</p>" in await page_of(client, "/staff/badges/print")


async def test_every_print_button_offers_the_last_layout(
    client: Client, desk: Office, badge: Badge, sign_in: SignIn
) -> None:
    await desk.badge("app_2")
    pages = ("/staff/badges/print", "/staff/badges/print?order=name", "/staff/badges?id=app_2")
    assert [ticked(await page_of(client, path)) for path in pages] == [set()] * 3
    await send(client, "print-runs", run=RUN, chosen="app_1", two_sided="yes")
    assert [ticked(await page_of(client, path)) for path in pages] == [{"two_sided"}] * 3
    await answer(client, RUN, act="confirmed")
    await send(client, "print-runs", run=NEXT, chosen="app_1", bleed="yes")
    assert [ticked(await page_of(client, path)) for path in pages] == [{"bleed"}] * 3
    typed = await page_of(client, "/staff/badges/print?order=name&two_sided=yes&bleed=no")
    assert ticked(typed) == {"two_sided"}
    await sign_in("colleague", roles.BADGE_DESK)
    assert [ticked(await page_of(client, path)) for path in pages] == [set()] * 3


def ticked(page: str) -> set[str]:
    """Return the ticked boxes of the layout in the form that starts a run."""
    (form,) = re.findall(r'<form[^>]*action="/staff/badges/print-runs".*?</form>', page, re.DOTALL)
    boxes = re.findall(r'type="checkbox" name="(\w+)" value="yes"( checked)?', form)
    assert [name for name, _ in boxes] == ["two_sided", "bleed"]
    return {name for name, checked in boxes if checked}


async def test_jam_prints_again_from_the_missing_number(client: Client, desk: Office, badge: Badge) -> None:
    second, third = await desk.badge("app_2"), await desk.badge("app_3")
    await send(client, "print-runs", run=RUN)
    assert (await answer(client, RUN, act="reprint", number="P-0044", next=NEXT)).status == 422
    again = await answer(client, RUN, act="reprint", number="p2", next=NEXT)
    assert codes(await file_of(client, again)) == [second.token, third.token]
    assert (await newest(desk, badge)).printed_at is not None
    assert (await newest(desk, second)).printed_at is None
    assert (await answer(client, NEXT, act="released")).status == 303
    assert (await newest(desk, second)).printed_at is None
    assert button(await page_of(client)) == "Print 2 badges"


async def test_second_press_starts_no_second_run(client: Client, desk: Office, badge: Badge) -> None:
    first = await send(client, "print-runs", run=RUN)
    again = await send(client, "print-runs", run=RUN)
    assert first.headers["Location"] == again.headers["Location"] == f"/staff/badges/print-runs/{RUN}.pdf"
    other = await send(client, "print-runs", run=NEXT, chosen="app_1")
    assert other.status == 409


async def test_list_that_has_changed_is_shown_again(client: Client, desk: Office, badge: Badge) -> None:
    page = await page_of(client, "/staff/badges/print")
    await desk.badge("app_2")
    changed = await send(client, "print-runs", run=RUN, digest=hidden(page, "digest"))
    assert changed.status == 409
    assert "The list of badges has changed" in await changed.text()


async def test_person_page_asks_whether_the_badge_came_out(client: Client, desk: Office, badge: Badge) -> None:
    await send(client, "print-runs", run=RUN, chosen="app_1")
    page = await page_of(client, "/staff/badges?id=app_1")
    assert "Did the badge come out of the printer?" in page
    done = await answer(client, RUN, act="confirmed", back="app_1")
    assert done.headers["Location"] == "/staff/badges?id=app_1"
    assert "Hand over" in await page_of(client, "/staff/badges?id=app_1")


async def test_badge_that_cannot_be_drawn_is_left_out_by_name(client: Client, desk: Office, badge: Badge) -> None:
    await desk.applicant_of("app_2", "Aššur", outlet="\U00012000")
    await issue_badge(desk.desk, "app_2", staff=DESK_CLERK)
    started = await send(client, "print-runs", run=RUN)
    page = await started.text()
    assert (started.status, started.content_type) == (200, "text/html")
    assert "1 badge is not in the file" in re.sub("<[^>]+>", "", page)
    row = re.search(r'<table class="stopped-rows">.*?</table>', page, re.DOTALL)
    assert row is not None
    assert re.sub("<[^>]+>", " ", row[0]).split() == ["P-0002", "Aššur", "Media", "outlet", "\U00012000"]
    assert "confirm the outlet" in page
    assert f'href="/staff/badges/print-runs/{RUN}.pdf"' in page
    file = await client.get(f"/staff/badges/print-runs/{RUN}.pdf")
    assert codes(await file.read()) == [badge.token]
    rows = re.findall(r'line-number" dir="ltr">(P-\d+)', await page_of(client, "/staff/badges/print"))
    assert rows == ["P-0002"]


async def test_run_of_undrawable_badges_has_no_file(client: Client, desk: Office) -> None:
    await desk.applicant_of("app_2", "Aššur", outlet="\U00012000")
    await issue_badge(desk.desk, "app_2", staff=DESK_CLERK)
    page = await (await send(client, "print-runs", run=RUN, chosen="app_2")).text()
    assert "Nothing has been printed yet" in page
    assert f"{RUN}.pdf" not in page
