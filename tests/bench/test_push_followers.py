"""The judgement of notifications finds a message that is missing, sent twice, or in another language."""

import json
from collections.abc import Iterator

import pytest

from bench import push_followers
from bench.push_followers import Follower, collect_messages, find_faults, make_followers
from broadcast.notifications.encryption import encrypt_message
from tests.support.push_browsers import PushedMessage, PushStandIn, push_stand_in

TITLES = {"ar": "المناقشة", "zh": "辩论"}
TAGS = {"ar": "ar", "zh": "zh-Hans"}


@pytest.fixture(scope="module")
def service() -> Iterator[PushStandIn]:
    with push_stand_in() as opened:
        yield opened


@pytest.fixture(scope="module")
def followers(service: PushStandIn) -> list[Follower]:
    return make_followers(service, 2)


def pushed(follower: Follower, code: str) -> PushedMessage:
    """A message to a follower in a language."""
    told = {"title": f"x · {TITLES[code]}", "language": TAGS[code], "path": f"{code}/sessions/debate-1"}
    body = encrypt_message(json.dumps(told).encode(), follower.browser.subscription)
    return PushedMessage(follower.path, body, 0.0)


def test_each_follower_with_one_message_is_no_fault(followers: list[Follower]) -> None:
    messages = [pushed(one, one.language) for one in followers]
    assert find_faults(followers, messages, TITLES) == []


def test_missed_and_repeated_messages_are_faults(followers: list[Follower]) -> None:
    messages = [pushed(followers[0], "ar")] * 2
    assert find_faults(followers, messages, TITLES) == ["/follower-0: 2 messages", "/follower-1: 0 messages"]


def test_message_in_another_language_is_a_fault(followers: list[Follower]) -> None:
    messages = [pushed(followers[0], "ar"), pushed(followers[1], "ar")]
    assert find_faults(followers, messages, TITLES) == ["/follower-1: not in the language zh"]


def test_message_to_an_unknown_browser_is_a_fault(followers: list[Follower]) -> None:
    messages = [pushed(one, one.language) for one in followers]
    assert find_faults(followers[:1], messages, TITLES) == ["/follower-1: is no follower"]


def test_second_message_after_the_awaited_ones_is_taken(
    service: PushStandIn, followers: list[Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_followers, "SETTLE_S", 0.0)
    sent = [pushed(followers[0], "ar"), pushed(followers[1], "zh"), pushed(followers[0], "ar")]
    for one in sent:
        service.received.put(one)
    seen: list[PushedMessage] = []
    assert collect_messages(service, [one.path for one in followers], take=seen.append) == sent == seen


def test_wait_for_a_message_that_does_not_come_ends(
    service: PushStandIn, followers: list[Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_followers, "ARRIVES_WITHIN_S", 0.0)
    assert collect_messages(service, [followers[0].path], take=lambda _message: None) == []
