"""The collection pass in letters, from the approval to the mail server."""

import io
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from PIL import Image

from accreditation.applications.actions.applying import withdraw_application
from accreditation.applications.domain.progress import reference_of
from accreditation.badges.actions.collection_pass import make_pass
from accreditation.letters.actions.testing import send_test_letter
from accreditation.letters.domain import LetterKind
from bench.mail_server import Conduct
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.worker import Worker
from rostrum.parts.enclosures import PassEnclosures
from rostrum.parts.letters import sample_services
from rostrum.runtime import Runtime
from tests.support.application_samples import OFFICER_A
from tests.support.letter_desk import Desk, make_letter_desk
from tests.support.mail_office import MailOffice, open_office
from tests.support.qr import read_qr


@pytest.fixture
async def desk(runtime: Runtime) -> Desk:
    return await make_letter_desk(runtime)


@pytest.fixture
async def office(runtime: Runtime, clock: ManualClock) -> AsyncIterator[MailOffice]:
    async with open_office(runtime.transactions, clock, SequentialIds(), lambda *_: Conduct.ACCEPT) as opened:
        yield opened


@pytest.fixture
def worker(desk: Desk, office: MailOffice) -> Worker:
    return office.worker(make_enclosure=PassEnclosures(desk.badges))


def letters_of(office: MailOffice) -> list[EmailMessage]:
    contents = [message_from_bytes(content, policy=default) for _, content in sorted(office.box.contents.items())]
    assert all(count == 1 for count in office.box.accepted.values())
    return contents


def text_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def test_approval_has_the_pass_as_picture_and_file(
    desk: Desk, office: MailOffice, worker: Worker, clock: ManualClock
) -> None:
    approved = await desk.approve(await desk.submit())
    await worker.send_due()
    assert len(letters_of(office)) == 1  # the badge is not issued yet
    await desk.issue(approved)
    clock.advance(2)
    await worker.send_due()
    _, letter = letters_of(office)
    assert [part.get_content_type() for part in letter.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html"),
        *("image/png", "application/pdf"),
    ]
    picture, document = list(letter.walk())[-2:]
    name = f"collection-pass-{reference_of(approved.id)}.pdf"
    assert (document.get_filename(), document.get_content()[:5]) == (name, b"%PDF-")
    assert name in text_of(letter, "plain")
    html = text_of(letter, "html")
    assert f'src="cid:{picture["Content-ID"][1:-1]}" alt="Bon de remise avec son code QR.' in html
    token = (await make_pass(desk.badges, approved.id)).token
    assert read_qr(Image.open(io.BytesIO(picture.get_content()))) == [token]


async def test_letter_has_no_pass_that_does_not_hold(desk: Desk, office: MailOffice, worker: Worker) -> None:
    approved = await desk.approve(await desk.submit())
    await desk.issue(approved)
    await withdraw_application(desk.applications, secret=desk.applications.links.secret_of(approved))
    await worker.send_due()
    _, letter, _ = letters_of(office)
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "pièce jointe" not in text_of(letter, "plain")
    assert "<img" not in text_of(letter, "html")


async def test_test_letter_has_a_sample_pass(desk: Desk, office: MailOffice, worker: Worker, runtime: Runtime) -> None:
    enclosures = PassEnclosures(desk.badges)
    samples = sample_services(runtime, enclosures)
    await send_test_letter(samples, LetterKind.BADGE_READY, "ar", address="linh@example.org", staff=OFFICER_A)
    await worker.send_due()
    [letter] = letters_of(office)
    picture = next(part for part in letter.walk() if part.get_content_type() == "image/png")
    assert read_qr(Image.open(io.BytesIO(picture.get_content()))) == ["SAMPLE"]
