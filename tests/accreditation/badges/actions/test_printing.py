"""Badges on paper: read back by an independent reader, in order, with a report of what cannot be set."""

import io

import pypdfium2
import pytest
from PIL import Image

from accreditation.applications.domain.applications import State
from accreditation.badge_desk.actions import badges_to_print
from accreditation.badges.actions.badges import issue_badge, issue_run, reissue_badge, suspend_badge
from accreditation.badges.actions.printing import draw_badge, draw_own_badge, print_badges
from accreditation.badges.domain.badges import Badge, short_code
from conference.audit import SYSTEM
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.application_samples import applicant
from tests.support.badge_office import DESK_CLERK, DOOR_GUARD, Office, with_readable_codes
from tests.support.qr import read_qr

HARD_NAMES = ["{", "%s", "<b>", "=cmd()", "\u202eabc", "Ma" * 60, "Ñ", "Nguyễn Thị Hoà", "a\u0301\u0323"]


@pytest.fixture
def office(office: Office) -> Office:
    return with_readable_codes(office)


def pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=300 / 72).to_pil() for page in document]


async def test_printed_badges_are_in_the_order_of_their_numbers(office: Office) -> None:
    issued = [await office.badge(f"app_{n}") for n in range(3)]
    run = await print_badges(office.desk, [badge.id for badge in reversed(issued)], staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(run.pdf)] == [[badge.token] for badge in issued]
    assert run.unprintable == ()
    assert await badges_to_print(office.desk, office.people, staff=DESK_CLERK) == []


async def test_text_layer_has_no_token_and_no_passport_data(office: Office) -> None:
    """A11."""
    badge = await office.badge()
    run = await print_badges(office.desk, [badge.id], staff=DESK_CLERK)
    text = pypdfium2.PdfDocument(run.pdf)[0].get_textpage().get_text_bounded()
    assert short_code(badge.number) in text
    for secret in (badge.token, badge.token[:16], badge.id, applicant().email, applicant().phone):
        assert secret not in text
        assert secret.encode() not in run.pdf


@pytest.mark.parametrize("name", HARD_NAMES, ids=ascii)
async def test_hard_names_are_printed(office: Office, name: str) -> None:
    """A8."""
    await office.applicant_of("app_1", name)
    badge = await issue_badge(office.desk, "app_1", staff=DESK_CLERK)
    run = await print_badges(office.desk, [badge.id], staff=DESK_CLERK)
    assert [read_qr(page) for page in pages(run.pdf)] == [[badge.token]]


async def test_missing_glyphs_are_reported_before_printing(office: Office) -> None:
    sound = await office.badge("app_1")
    await office.applicant_of("app_2", "Aššur \U00012000")
    broken = await issue_badge(office.desk, "app_2", staff=DESK_CLERK)
    both = [sound.id, broken.id]
    stopped = await print_badges(office.desk, both, staff=DESK_CLERK)
    assert stopped.pdf == b""
    (report,) = stopped.unprintable
    assert (report.badge_id, report.number, report.letters) == (broken.id, broken.number, ("\U00012000",))
    assert await badges_to_print(office.desk, office.people, staff=DESK_CLERK) == both
    others = await print_badges(office.desk, both, staff=DESK_CLERK, leave_out=True)
    assert [badge.id for badge in others.badges] == [sound.id]
    assert len(pages(others.pdf)) == 1
    assert await badges_to_print(office.desk, office.people, staff=DESK_CLERK) == [broken.id]


async def test_only_badges_that_admit_are_printed(office: Office) -> None:
    badge = await office.badge("app_1")
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(RuleError, match=r"badge.not_standing"):
        await print_badges(office.desk, [badge.id], staff=DESK_CLERK)
    changed = await office.badge("app_2")
    await office.change("app_2", category="pool")
    with pytest.raises(RuleError, match=r"badge.outdated"):
        await print_badges(office.desk, [changed.id], staff=DESK_CLERK)
    refused = await office.badge("app_3")
    await office.change("app_3", state=State.REFUSED)
    with pytest.raises(RuleError, match=r"badge.not_standing"):
        await print_badges(office.desk, [refused.id], staff=DESK_CLERK)


async def test_run_has_a_size_and_known_badges_only(office: Office) -> None:
    for run in ([], ["f" * 16] * 1001):
        with pytest.raises(InvalidError, match=r"badge.run_size"):
            await print_badges(office.desk, run, staff=DESK_CLERK)
    with pytest.raises(NotFoundError, match=r"badge.unknown"):
        await print_badges(office.desk, ["f" * 16], staff=DESK_CLERK)
    with pytest.raises(ForbiddenError):
        await print_badges(office.desk, ["f" * 16], staff=DOOR_GUARD)


async def test_phone_shows_the_badge_only_while_it_is_issued(office: Office) -> None:
    badge = await office.badge()
    for png in (
        await draw_own_badge(office.desk, "app_1"),
        await draw_badge(office.desk, badge.id, staff=DESK_CLERK),
    ):
        assert read_qr(Image.open(io.BytesIO(png))) == [badge.token]
    fresh = await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert read_qr(Image.open(io.BytesIO(await draw_own_badge(office.desk, "app_1")))) == [fresh.token]
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    with pytest.raises(NotFoundError, match=r"badge.none"):
        await draw_own_badge(office.desk, "app_1")
    await office.apply("app_2")
    with pytest.raises(NotFoundError, match=r"badge.none"):
        await draw_own_badge(office.desk, "app_2")


async def test_run_of_forty_badges_is_one_file_of_forty_pages(office: Office) -> None:
    for n in range(40):
        await office.apply(f"app_{n:02}")
    issued: list[Badge] = await issue_run(office.desk, actor=SYSTEM)
    run = await print_badges(office.desk, [badge.id for badge in issued], staff=DESK_CLERK)
    assert len(pypdfium2.PdfDocument(run.pdf)) == 40
