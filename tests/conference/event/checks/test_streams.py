"""Faults of streams: addresses that no browser loads, missing and unfit languages and media, streams declared twice."""

from pathlib import Path

import pytest

from conference.event import load_event
from conference.event.checks.streams import MOST_STREAMS, is_playable
from conference.event.export import export_files
from tests.conference.event.folders import problem, problems


def stream(name: str = "fr", *, address: str = "https://video.example.org/a.m3u8", **values: str) -> str:
    """Return a stream as the file has it; "" leaves a value out."""
    given = {"room": "plenary", "role": "interpretation", "medium": "audio", "language": "fr"} | values
    lines = [f'{key} = "{value}"' for key, value in given.items() if value]
    return "\n".join(["[[streams]]", f'id = "{name}"', f'address = "{address}"', *lines, "", ""])


def written(folder: Path, *streams: str) -> Path:
    (folder / "streams.toml").write_text("".join(streams), "utf-8")
    return folder


def test_streams_are_read_and_exported(folder: Path) -> None:
    floor = stream("floor", role="floor", medium="video", language="")
    event = load_event(
        written(folder, floor, stream(), stream("sign", role="sign_language", medium="video", language=""))
    )
    assert [(one.id, one.language) for one in event.streams] == [("floor", None), ("fr", "fr"), ("sign", None)]
    (folder / "streams.toml").write_text(export_files(event)["streams.toml"], "utf-8")
    assert load_event(folder).streams == event.streams


@pytest.mark.parametrize(
    ("address", "is_fit"),
    [
        ("https://video.example.org/a.m3u8?key=1", True),
        ("https://[2001:db8::1]:8443/a.m3u8", True),
        ("http://10.1.2.3/a.m3u8", True),
        ("http://localhost:8000/a.m3u8", True),
        ("http://video.example.org/a.m3u8", False),
        ("https://user:secret@video.example.org/a.m3u8", False),
        ("https://a;script-src/a.m3u8", False),
        ("https://*.example.org/a.m3u8", False),
        ("https://a,b/a.m3u8", False),
        ("https://video.example.org:port/a.m3u8", False),
        ("https://[::1/a.m3u8", False),
        ("https:///a.m3u8", False),
        ("javascript:alert(1)", False),
    ],
)
def test_address_is_one_that_browsers_load(address: str, is_fit: bool) -> None:
    assert is_playable(address) is is_fit


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"language": ""}, "language: missing"),
        ({"role": "floor"}, "language: of interpretation and captions only"),
        ({"role": "captions"}, "medium: captions has text"),
        ({"role": "sign_language", "language": ""}, "medium: sign_language has video"),
        ({"medium": "text"}, "medium: interpretation has audio or video"),
        ({"room": "moon"}, "room: 'moon' is not in rooms"),
        ({"address": "http://video.example.org/a.m3u8"}, "address: not an address of a playlist that browsers load"),
    ],
)
def test_unfit_values_are_refused(folder: Path, values: dict[str, str], message: str) -> None:
    assert problem(written(folder, stream(**values))) == f"streams.toml: streams (fr): {message}"


def test_stream_declared_twice_is_refused(folder: Path) -> None:
    again = stream("fr-2")
    assert problem(written(folder, stream(), again)).startswith("streams.toml: streams (fr-2): role: the same as fr")


def test_number_of_streams_is_limited(folder: Path) -> None:
    roles = [stream(f"one-{number}", address=f"https://a.example/{number}") for number in range(MOST_STREAMS + 1)]
    assert f"streams.toml: streams: more than {MOST_STREAMS}" in problems(written(folder, *roles))
