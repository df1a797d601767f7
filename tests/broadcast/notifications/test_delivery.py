"""What follows from the answers of push services: headers, retries, pauses, browsers that are gone."""

from datetime import timedelta

import pytest

from broadcast.notifications.delivery import AT_ONCE, BACKOFF
from broadcast.notifications.domain import topic_of
from conference.webhooks.sender import Attempt
from tests.broadcast.notifications.conftest import SESSION, Office
from tests.support.push_browsers import PushBrowser

SAME_SERVICE, OTHER_SERVICE = "https://fcm.googleapis.com/fcm/send/2", "https://web.push.apple.com/3"


async def test_message_has_the_headers_of_web_push(office: Office) -> None:
    await office.follow()
    office.change(phase="in_session", phase_label="In progress")
    await office.worker.send_changes()
    [(url, body, headers)] = office.push_service.received
    assert url == office.browser.endpoint
    assert office.browser.decrypt(body)["topic"] == headers["Topic"] == topic_of(SESSION)
    assert (headers["TTL"], headers["Urgency"]) == ("3600", "high")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")


@pytest.mark.parametrize("status", [404, 410])
async def test_browser_that_is_gone_is_forgotten(office: Office, status: int) -> None:
    await office.follow()
    office.push_service.answers = [Attempt(status, "gone")]
    for phase in ("in_session", "suspended"):
        office.change(phase=phase)
        await office.worker.send_changes()
    assert (len(office.push_service.received), office.count("gone")) == (1, 1)


@pytest.mark.parametrize("answer", [Attempt(429, "busy"), Attempt(500, "broken"), Attempt(None, "timeout")])
async def test_temporary_error_is_tried_again_with_growing_delays(office: Office, answer: Attempt) -> None:
    await office.follow()
    office.change(phase="in_session")
    office.push_service.answers = [answer, answer]
    await office.worker.send_changes()
    await office.worker.send_changes()
    assert len(office.push_service.received) == 1
    office.pass_time(BACKOFF.first)
    await office.worker.send_changes()
    office.pass_time(BACKOFF.first / 2)
    await office.worker.send_changes()
    assert len(office.push_service.received) == 2
    office.pass_time(2 * BACKOFF.first)
    await office.worker.send_changes()
    assert (len(office.push_service.received), office.count("sent"), office.count("postponed")) == (3, 1, 2)


async def test_pause_of_a_push_service_holds_for_all_its_browsers(office: Office) -> None:
    for endpoint in (office.browser.endpoint, SAME_SERVICE, OTHER_SERVICE):
        await office.follow(PushBrowser(endpoint, office.browser.private_key))
    office.change(phase="in_session")
    office.push_service.answer_of["fcm.googleapis.com"] = Attempt(429, "busy", retry_after_s=600)
    await office.worker.send_changes()
    tried = len(office.push_service.received)
    office.pass_time(timedelta(seconds=599))
    office.change(phase="suspended")
    await office.worker.send_changes()
    assert {url for url, _, _ in office.push_service.received[tried:]} == {OTHER_SERVICE}
    office.pass_time(timedelta(seconds=2))
    office.push_service.answer_of.clear()
    await office.worker.send_changes()
    assert {url for url, _, _ in office.push_service.received[tried + 1 :]} == {office.browser.endpoint, SAME_SERVICE}


@pytest.mark.parametrize("status", [400, 403, 413])
async def test_refused_message_is_not_repeated(office: Office, status: int) -> None:
    await office.follow()
    office.change(phase="in_session")
    office.push_service.answers = [Attempt(status, "refused")]
    await office.worker.send_changes()
    office.pass_time(timedelta(days=1))
    await office.worker.send_changes()
    assert (len(office.push_service.received), office.count("refused")) == (1, 1)
    office.change(phase="suspended")
    await office.worker.send_changes()
    assert office.count("sent") == 1


async def test_message_is_dropped_after_hours_without_success(office: Office) -> None:
    await office.follow()
    office.change(phase="in_session")
    office.push_service.answers = [Attempt(500, "broken")] * 2
    await office.worker.send_changes()
    office.pass_time(BACKOFF.give_up_after)
    await office.worker.send_changes()
    assert (office.count("postponed"), office.count("dropped")) == (1, 1)


async def test_few_messages_go_to_one_push_service_at_once(office: Office) -> None:
    for number in range(3 * AT_ONCE):
        await office.follow(PushBrowser(f"{SAME_SERVICE}{number}", office.browser.private_key))
    office.change(phase="in_session")
    await office.worker.send_changes()
    assert (office.push_service.most_open, len(office.push_service.received)) == (AT_ONCE, 3 * AT_ONCE)
