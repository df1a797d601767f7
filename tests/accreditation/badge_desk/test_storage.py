"""The badge desk's list, on SQLite and PostgreSQL: shelves, search, one row a person."""

import pytest

from accreditation.applications.domain.applications import State
from accreditation.badge_desk.ports import DeskSearch, PrintSelection, Shelf
from accreditation.badges.actions.badges import (
    issue_badge,
    reissue_badge,
    suspend_badge,
)
from accreditation.badges.domain.badges import short_code
from accreditation.badges.domain.print_runs import PrintOrder
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.each_database import database

__all__ = ["database"]


async def test_desk_list_searches_shelf_name_outlet_and_number(office: Office) -> None:
    await office.applicant_of("app_1", "Nguyễn Thị Hoa", "Báo Sông Hồng")
    await office.applicant_of("app_2", "أحمد بن سالم", "صحيفة النهر", family_name="BIN SALIM", given_name="AHMED")
    await office.applicant_of("app_3", "李小龙", family_name="LI", given_name="XIAOLONG")
    await office.apply("app_4", state=State.IN_REVIEW)
    first = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    second = await issue_badge(office.desk, "app_2", staff=DESK_CLERK)
    await office.print_out(second)

    async def found(**search: object) -> list[str]:
        async with office.transactions.read() as transaction:
            page = await office.people.list_page(transaction, DeskSearch(**search))  # type: ignore[arg-type]
        assert page.total == len(page.lines)
        return [line.holder.application_id for line in page.lines]

    assert await found() == ["app_1", "app_2", "app_3"]
    assert await found(shelf=Shelf.READY) == ["app_3"]
    assert await found(shelf=Shelf.TO_PRINT) == ["app_1"]
    assert await found(shelf=Shelf.TO_HAND_OVER) == ["app_2"]
    assert await found(words="nguyen hoa") == ["app_1"]
    assert await found(words="song hong") == ["app_1"]
    assert await found(words="p2") == ["app_2"]
    assert await found(words="%") == ["app_1", "app_2", "app_3"]
    assert await found(words="nobody") == []
    async with office.transactions.read() as transaction:
        counts = await office.people.count_by_shelf(transaction)
    assert [counts[shelf] for shelf in Shelf] == [1, 1, 1, 0, 0]
    assert await to_print(office) == [first.number]


async def test_desk_list_shows_a_person_once_after_reissue(office: Office) -> None:
    badge = await office.badge()
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)

    async def shelves() -> list[tuple[Shelf, int]]:
        async with office.transactions.read() as transaction:
            assert (await office.people.list_page(transaction, DeskSearch())).total == 1
            counts = await office.people.count_by_shelf(transaction)
        return [(shelf, n) for shelf, n in counts.items() if n]

    assert await shelves() == [(Shelf.TO_PRINT, 1)]
    await office.end_approval("app_1")
    await office.change("app_1", state=State.REFUSED)
    assert await shelves() == [(Shelf.STOPPED, 1)]
    await office.change("app_1", state=State.APPROVED)
    assert await shelves() == [(Shelf.READY, 1)]
    office.clock.advance(60)
    await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert await shelves() == [(Shelf.TO_PRINT, 1)]


async def to_print(
    office: Office, *, chosen: tuple[str, ...] = (), order: PrintOrder = PrintOrder.NUMBER, **search: object
) -> list[str]:
    """Return the numbers of the badges to print."""
    selection = PrintSelection(search=DeskSearch(**search), chosen=chosen, order=order)  # type: ignore[arg-type]
    async with office.transactions.read() as transaction:
        rows = await office.people.list_to_print(transaction, selection)
    return [row.issue.number for row in rows]


async def list_found(office: Office, **search: object) -> tuple[list[str], int]:
    """Return the applications of one page, and the number in the whole list."""
    async with office.transactions.read() as transaction:
        page = await office.people.list_page(transaction, DeskSearch(**search))  # type: ignore[arg-type]
    return [row.holder.application_id for row in page.lines], page.total


async def test_page_is_a_part_of_the_list(office: Office) -> None:
    for n in range(5):
        await office.apply(f"app_{n}")
    assert await list_found(office, limit=2, offset=2) == (["app_2", "app_3"], 5)
    assert await list_found(office, limit=2, offset=9) == ([], 5)


async def test_short_code_is_searched_with_its_check_digits(office: Office) -> None:
    badge = await office.badge("app_1")
    await office.badge("app_2")
    assert await list_found(office, words=short_code(badge.number)) == (["app_1"], 1)
    assert await list_found(office, words=f"{badge.number}-00") == ([], 0)


@pytest.mark.parametrize("words", ["'; drop table badges; --", "_", "\\", "\x00", "a " * 400, "\ud7ff"], ids=ascii)
async def test_hostile_words_find_nothing_and_raise_nothing(office: Office, words: str) -> None:
    await office.applicant_of("app_1", "Nguyễn Thị Hoa", "Báo Sông Hồng")
    found, total = await list_found(office, words=words)
    assert len(found) == total <= 1


async def test_person_without_badge_or_approval_is_not_found(office: Office) -> None:
    await office.apply("app_1", state=State.IN_REVIEW)
    await office.apply("app_2")
    async with office.transactions.read() as transaction:
        assert await office.people.find(transaction, "app_1") is None
        assert await office.people.find(transaction, "app_9") is None
        row = await office.people.find(transaction, "app_2")
    assert row is not None
    assert (row.holder.application_id, row.badge) == ("app_2", None)


async def test_suspended_badge_is_stopped(office: Office) -> None:
    badge = await office.badge()
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    assert await list_found(office, shelf=Shelf.STOPPED) == (["app_1"], 1)
    assert await to_print(office) == []
    assert await to_print(office, chosen=("app_1",)) == []


async def test_badges_to_print_follow_filter_selection_and_order(office: Office) -> None:
    await office.applicant_of("app_1", "Chi Zhang", "Sao", family_name="Zhang", given_name="Chi")
    await office.applicant_of("app_2", "An abbas", "Zeit", family_name="abbas", given_name="An")
    await office.applicant_of("app_3", "Bo Abbas", family_name="Abbas", given_name="Bo")
    one, two, three = [await issue_badge(office.desk, f"app_{n}", staff=DESK_CLERK) for n in (1, 2, 3)]
    assert await to_print(office) == [one.number, two.number, three.number]
    assert await to_print(office, order=PrintOrder.NAME) == [two.number, three.number, one.number]
    assert await to_print(office, order=PrintOrder.OUTLET) == [three.number, one.number, two.number]
    assert await to_print(office, words="zhang") == [one.number]
    assert await to_print(office, shelf=Shelf.TO_HAND_OVER) == []
    await office.print_out(two)
    assert await to_print(office) == [one.number, three.number]
    assert await to_print(office, chosen=("app_2", "app_3")) == [two.number, three.number]
