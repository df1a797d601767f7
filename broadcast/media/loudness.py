"""Loudness of a segment of sound, measured by the program ffmpeg in a process of its own.

A segment comes from a server of others: the program reads it from a pipe, as one of three named formats, may open
nothing else, and is ended after a time.
"""

import asyncio
import re
import shutil

FFMPEG = "ffmpeg"
WITHIN_S = 5.0
LONGEST_SOUND_S = 10
"""How much of a segment is measured, from its beginning."""
_PEAK = re.compile(rb"max_volume: (-?[0-9.]+|-inf) dB")
_BOXES = (b"ftyp", b"styp", b"moof", b"sidx", b"emsg", b"prft")
_TS_PACKET = 188
_ADTS_MASK, _ADTS = 0xFFF6, 0xFFF0


def find_ffmpeg() -> str | None:
    """Return the path of ffmpeg, None if this machine has none."""
    return shutil.which(FFMPEG)


def find_format(content: bytes) -> str | None:
    """Return what ffmpeg calls the format of a segment: MP4, MPEG-TS or AAC; None for another one."""
    if content[4:8] in _BOXES:
        return "mp4"
    if content[:1] == b"G" and content[_TS_PACKET : _TS_PACKET + 1] in (b"G", b""):
        return "mpegts"
    if content[:3] == b"ID3" or int.from_bytes(content[:2], "big") & _ADTS_MASK == _ADTS:
        return "aac"
    return None


async def measure_peak(program: str, content: bytes) -> float | None:
    """Return the peak of the first sound of a segment in dBFS; None if it has no sound that can be decoded."""
    name = find_format(content)
    if name is None:
        return None
    process = await asyncio.create_subprocess_exec(
        *(program, "-nostdin", "-hide_banner", "-protocol_whitelist", "pipe", "-f", name, "-i", "pipe:0"),
        *("-map", "0:a:0", "-af", "volumedetect", "-t", str(LONGEST_SOUND_S), "-f", "null", "-"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            _, report = await process.communicate(content)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found = _PEAK.search(report)
    return float(found[1]) if found else None
