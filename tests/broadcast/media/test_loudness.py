"""The loudness that ffmpeg measures in segments of sound; without ffmpeg, only that formats are told apart."""

from pathlib import Path

import pytest

from broadcast.media.loudness import find_ffmpeg, find_format, measure_peak

TRACKS = Path(__file__).parents[2] / "browser/streams"
ADTS = b"\xff\xf1"


def read_segment(track: str) -> bytes:
    return (TRACKS / track / "init.mp4").read_bytes() + (TRACKS / track / "0.m4s").read_bytes()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (read_segment("en"), "mp4"),
        ((TRACKS / "en/0.m4s").read_bytes(), "mp4"),
        (b"G" + bytes(187) + b"G", "mpegts"),
        (ADTS + bytes(9), "aac"),
        (b"ID3" + bytes(9), "aac"),
        (b"#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n", None),
        (b"", None),
    ],
)
def test_format_of_a_segment_is_found(content: bytes, name: str | None) -> None:
    assert find_format(content) == name


@pytest.mark.skipif(find_ffmpeg() is None, reason="needs ffmpeg")
async def test_peak_of_a_tone_is_measured_and_a_picture_has_none() -> None:
    program = find_ffmpeg()
    assert program is not None
    peaks = [await measure_peak(program, read_segment(track)) for track in ("en", "low")]
    assert peaks == [pytest.approx(-14, abs=1), None]
    assert await measure_peak(program, b"G" + bytes(187) + b"G" + bytes(5000)) is None


async def test_report_of_digital_silence_is_read(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho 'max_volume: -inf dB' >&2\n")
    program.chmod(0o755)
    assert await measure_peak(str(program), ADTS) == float("-inf")
