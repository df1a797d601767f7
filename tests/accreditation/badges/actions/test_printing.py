"""Badges on paper: read back by an independent reader, in order, with a report of what cannot be set."""

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from msgspec import structs
from PIL import Image

from accreditation.applications.domain.applications import State
from accreditation.badges.actions.badges import issue_badge, issue_run, reissue_badge, suspend_badge
from accreditation.badges.actions.printing import (
    confirm_print_run,
    draw_badge,
    draw_own_badge,
    draw_print_run,
    has_print_run,
    release_print_run,
    reprint_from,
    start_print_run,
)
from accreditation.badges.domain.badges import Badge, short_code
from accreditation.badges.domain.print_runs import PrintLayout, PrintRun
from accreditation.badges.ports import BadgeField, Flaw
from accreditation.badges.press import TypstPress
from conference.audit import SYSTEM
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from rostrum.parts.stores import outlet_store
from tests.support.application_samples import applicant
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, EVENT, Office, with_readable_codes
from tests.support.badge_pages import newest
from tests.support.qr import read_qr

HARD_NAMES = ["{", "%s", "<b>", "=cmd()", "\u202eabc", "Ma" * 60, "Ñ", "Nguyễn Thị Hoà", "a\u0301\u0323"]
RUN, NEXT = "0" * 15 + "1", "0" * 15 + "2"


@pytest.fixture
def office(office: Office) -> Office:
    return with_readable_codes(office)


def pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=300 / 72).to_pil() for page in document]


async def started(office: Office, *badges: Badge, run_id: str = RUN) -> PrintRun:
    start = await start_print_run(office.desk, run_id, [badge.id for badge in badges], staff=DESK_CLERK)
    assert start.run is not None
    return start.run


async def is_printed(office: Office, badge: Badge) -> bool:
    return (await newest(office, badge)).printed_at is not None


async def test_badges_are_printed_in_the_order_of_the_run(office: Office) -> None:
    issued = [await office.badge(f"app_{n}") for n in range(3)]
    in_order = [issued[2], issued[0], issued[1]]
    await started(office, *in_order)
    _, pdf = await draw_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(pdf)] == [[badge.token] for badge in in_order]


async def test_badges_are_printed_only_after_the_confirmation(office: Office) -> None:
    badge = await office.badge()
    await started(office, badge)
    await draw_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert not await is_printed(office, badge)
    await confirm_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert await is_printed(office, badge)
    for act in (confirm_print_run, release_print_run, draw_print_run):
        with pytest.raises(RuleError, match=r"badge.run_ended"):
            await act(office.desk, RUN, staff=DESK_CLERK)
        with pytest.raises(NotFoundError, match=r"badge.run_unknown"):
            await act(office.desk, NEXT, staff=DESK_CLERK)
        with pytest.raises(ForbiddenError):
            await act(office.desk, RUN, staff=DOOR_GUARD)


async def test_reprint_holds_the_missing_badge_and_those_after_it(office: Office) -> None:
    issued = [await office.badge(f"app_{n}") for n in range(3)]
    await started(office, *issued)
    with pytest.raises(InvalidError, match=r"badge.not_in_run"):
        await reprint_from(office.desk, RUN, "P-0099", next_id=NEXT, staff=DESK_CLERK)
    rest = await reprint_from(office.desk, RUN, short_code(issued[1].number), next_id=NEXT, staff=DESK_CLERK)
    assert [issue.badge_id for issue in rest.issues] == [issued[1].id, issued[2].id]
    assert [await is_printed(office, badge) for badge in issued] == [True, False, False]
    await confirm_print_run(office.desk, NEXT, staff=DESK_CLERK)
    assert await is_printed(office, issued[2])


@pytest.mark.usefixtures("each_database")
async def test_reprint_has_the_layout_of_its_run(office: Office) -> None:
    issued = [await office.badge(f"app_{n}") for n in range(2)]
    layout = PrintLayout(two_sided=True, bleed=True)
    await start_print_run(office.desk, RUN, [badge.id for badge in issued], staff=DESK_CLERK, layout=layout)
    _, pdf = await draw_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(pdf)] == [[issued[0].token], [], [issued[1].token], []]
    rest = await reprint_from(office.desk, RUN, issued[1].number, next_id=NEXT, staff=DESK_CLERK)
    assert rest.layout == layout
    assert (await draw_print_run(office.desk, NEXT, staff=DESK_CLERK))[0].layout == layout


@pytest.mark.parametrize("layout", [PrintLayout(two_sided=True), PrintLayout(bleed=True)])
async def test_template_without_the_layout_starts_no_run(office: Office, tmp_path: Path, layout: PrintLayout) -> None:
    """An event's own template may be older than backs and bleed."""
    (tmp_path / "badge.typ").write_text(
        '#set page(width: 105mm, height: 148mm)\n#for _ in json("/faces.json").faces []'
    )
    press = TypstPress(structs.replace(EVENT, folder=tmp_path))
    desk = replace(office.desk, press=press)
    badge = await office.badge()
    with pytest.raises(RuleError, match=r"badge.layout_unsupported"):
        await start_print_run(desk, RUN, [badge.id], staff=DESK_CLERK, layout=layout)
    assert not await has_print_run(desk, RUN, staff=DESK_CLERK)
    assert (await start_print_run(desk, RUN, [badge.id], staff=DESK_CLERK)).run is not None


async def test_badge_is_in_one_open_run_only(office: Office) -> None:
    badge = await office.badge()
    assert not await has_print_run(office.desk, RUN, staff=DESK_CLERK)
    await started(office, badge)
    assert await has_print_run(office.desk, RUN, staff=DESK_CLERK)
    with pytest.raises(ConflictError, match=r"badge.print_awaiting"):
        await started(office, badge, run_id=NEXT)
    await release_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert not await is_printed(office, badge)
    await started(office, badge, run_id=NEXT)


async def test_run_with_a_reissued_badge_is_not_drawn(office: Office) -> None:
    badge = await office.badge()
    await started(office, badge)
    fresh = await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    with pytest.raises(RuleError, match=r"badge.superseded"):
        await draw_print_run(office.desk, RUN, staff=DESK_CLERK)
    await confirm_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert not await is_printed(office, fresh)


async def test_text_layer_has_no_token_and_no_passport_data(office: Office) -> None:
    """A11."""
    badge = await office.badge()
    pdf = await office.print_out(badge)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert short_code(badge.number) in text
    for secret in (badge.token, badge.token[:16], badge.id, applicant().email, applicant().phone):
        assert secret not in text
        assert secret.encode() not in pdf


@pytest.mark.parametrize("name", HARD_NAMES, ids=ascii)
async def test_hard_names_are_printed(office: Office, name: str) -> None:
    """A8."""
    await office.applicant_of("app_1", name)
    badge = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(await office.print_out(badge))] == [[badge.token]]


async def test_run_leaves_out_the_badges_that_cannot_be_drawn(office: Office) -> None:
    sound = await office.badge("app_1")
    await office.applicant_of("app_2", "Aššur", outlet="\U00012000")
    broken = await issue_badge(office.desk, "app_2", staff=DESK_CLERK)
    nothing = await start_print_run(office.desk, RUN, [broken.id], staff=DESK_CLERK)
    started = await start_print_run(office.desk, RUN, [broken.id, sound.id], staff=DESK_CLERK)
    (report,) = started.left_out
    assert (nothing.run, nothing.left_out) == (None, started.left_out)
    assert (report.badge_id, report.number, report.name) == (broken.id, broken.number, "Aššur")
    assert report.flaws == (Flaw(BadgeField.OUTLET, ("\U00012000",)),)
    assert started.run is not None
    assert [issue.badge_id for issue in started.run.issues] == [sound.id]
    _, pdf = await draw_print_run(office.desk, RUN, staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(pdf)] == [[sound.token]]


async def test_outlet_is_printed_by_a_name_that_fonts_have(office: Office) -> None:
    """An officer has merged the outlet under both names."""
    await office.applicant_of("app_1", "Aššur", outlet="\U00012000 Times")
    async with office.transactions.write() as transaction:
        await outlet_store().add_aliases(transaction, "outlet_app_1", ["Cuneiform Times"])
    badge = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    text = pypdfium2.PdfDocument(await office.print_out(badge))[0].get_textpage().get_text_bounded()
    assert "Cuneiform Times" in text


async def test_only_badges_that_admit_are_printed(office: Office) -> None:
    badge = await office.badge("app_1")
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(RuleError, match=r"badge.not_standing"):
        await started(office, badge)
    changed = await office.badge("app_2")
    await office.change("app_2", category="pool")
    with pytest.raises(RuleError, match=r"badge.outdated"):
        await started(office, changed)
    refused = await office.badge("app_3")
    await office.change("app_3", state=State.REFUSED)
    with pytest.raises(RuleError, match=r"badge.not_standing"):
        await started(office, refused)


async def test_run_has_a_size_and_known_badges_only(office: Office) -> None:
    for run in ([], ["f" * 16] * 1001):
        with pytest.raises(InvalidError, match=r"badge.run_size"):
            await start_print_run(office.desk, RUN, run, staff=DESK_CLERK)
    with pytest.raises(NotFoundError, match=r"badge.unknown"):
        await start_print_run(office.desk, RUN, ["f" * 16], staff=DESK_CLERK)
    with pytest.raises(ForbiddenError):
        await start_print_run(office.desk, RUN, ["f" * 16], staff=DOOR_GUARD)


async def test_phone_shows_the_badge_only_while_it_is_active(office: Office) -> None:
    badge = await office.badge()
    with pytest.raises(NotFoundError, match=r"badge.none"):
        await draw_own_badge(office.desk, "app_1")
    await office.hand_over(badge)
    for png in (
        await draw_own_badge(office.desk, "app_1"),
        await draw_badge(office.desk, badge.id, staff=DESK_CLERK),
    ):
        assert read_qr(Image.open(io.BytesIO(png))) == [badge.token]
    fresh = await office.hand_over(await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK))
    assert read_qr(Image.open(io.BytesIO(await draw_own_badge(office.desk, "app_1")))) == [fresh.token]
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(NotFoundError, match=r"badge.none"):
        await draw_own_badge(office.desk, "app_1")
    await office.apply("app_2")
    with pytest.raises(NotFoundError, match=r"badge.none"):
        await draw_own_badge(office.desk, "app_2")


@pytest.mark.usefixtures("each_database")
async def test_run_of_forty_badges_is_one_file_of_forty_pages(office: Office) -> None:
    for n in range(40):
        await office.apply(f"app_{n:02}")
    issued: list[Badge] = await issue_run(office.desk, actor=SYSTEM)
    assert len(pypdfium2.PdfDocument(await office.print_out(*issued))) == 40


async def test_own_badge_has_the_latin_name_for_an_undrawable_one(office: Office) -> None:
    await office.applicant_of("app_1", "\u0f56\u0f66\u0fa1\u0f53")
    badge = await office.hand_over(await issue_badge(office.desk, "app_1", staff=DESK_CLERK))
    assert read_qr(Image.open(io.BytesIO(await draw_own_badge(office.desk, "app_1")))) == [badge.token]


async def test_own_badge_that_cannot_be_drawn_is_not_found(office: Office) -> None:
    await office.applicant_of("app_1", "Hoa", outlet="\U00012000")
    await office.hand_over(await issue_badge(office.desk, "app_1", staff=DESK_CLERK))
    with pytest.raises(NotFoundError, match=r"badge\.none"):
        await draw_own_badge(office.desk, "app_1")
