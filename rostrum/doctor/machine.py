"""Checks of the machine and its settings: data folder, files, address, metrics, workers."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from broadcast.media.loudness import find_ffmpeg
from conference.connections.limits import FILES_BESIDE_VIEWERS, MIN_CONNECTIONS, RESERVED_FILES
from conference.event import Stream
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.serving.process import files_allowed
from rostrum.serving.workers import missing_for_workers
from rostrum.settings import Settings

MIN_FREE = 1 << 30
"""Minimum of free bytes: photos of a few thousand applicants, and the database's log."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")


async def check_folder(settings: Settings, *, least_free: int = MIN_FREE) -> Iterable[Finding]:
    """Check the data folder: writable, closed to others, with free space."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        said = f"The data folder {folder} cannot be written to: {error.strerror}."
        return [problem(said, "Give it to the user that the program runs as, or set ROSTRUM_DATA_DIR.")]
    return _folder_findings(settings, least_free)


def _folder_findings(settings: Settings, least_free: int) -> Iterator[Finding]:
    folder = settings.data_dir
    yield ok(f"The data folder {folder} can be written to.")
    if folder.stat().st_mode & 0o002:
        yield problem(f"Anybody on this machine may change the data folder {folder}.", f"chmod o-w {folder}")
    free = shutil.disk_usage(folder).free
    if free < least_free:
        said = f"Only {free / (1 << 20):.0f} MiB are free where the data folder lies."
        yield problem(said, f"Make room: at least {least_free / (1 << 20):.0f} MiB.")
    else:
        yield ok(f"{free / (1 << 30):.1f} GiB are free where the data folder lies.")


async def check_files(settings: Settings) -> Iterable[Finding]:
    """Check that the limit of open files allows the configured viewers, and all other connections beside them."""
    viewers = settings.most_viewers if "board" in settings.parts else 0
    allowed, needed = files_allowed(), viewers + FILES_BESIDE_VIEWERS
    if allowed >= needed:
        return [ok(f"A process may open {allowed} files; it needs at most {needed}.")]
    said = f"A process may open {allowed} files; {viewers} viewers and all other connections need {needed}."
    todo = "Raise the limit (ulimit -Hn, LimitNOFILE=), or lower ROSTRUM_MOST_VIEWERS."
    has_places = allowed >= viewers + MIN_CONNECTIONS + RESERVED_FILES
    return [warning(said, todo) if has_places else problem(said, todo)]


async def check_address(settings: Settings) -> Iterable[Finding]:
    """Check the public address: https, and the trusted proxies."""
    parts = urlsplit(settings.address)
    if parts.scheme == "https":
        if settings.proxies:
            return [ok(f"People reach us at {settings.address}, through {settings.proxies} proxies that are believed.")]
        said = "A proxy that speaks https stands in front, but is not believed: all people seem to have its address."
        return [problem(said, "Set ROSTRUM_PROXIES to how many proxies of yours stand in front, usually 1.")]
    if parts.hostname in LOOPBACK:
        return [ok(f"People reach us at {settings.address}: on this machine alone.")]
    said = f"People reach us at {settings.address}, without https: browsers then allow no camera and no offline door."
    return [problem(said, "Put a proxy with https in front, and set ROSTRUM_PUBLIC_URL and ROSTRUM_PROXIES.")]


async def check_processes(settings: Settings) -> Iterable[Finding]:
    """Check the requirements of several workers, and that metrics are not public."""
    findings = []
    missing = missing_for_workers(settings) if settings.workers > 1 else None
    if missing:
        findings.append(problem(missing[0].upper() + missing[1:] + ".", "See docs/runbook.md, workers."))
    else:
        cores = os.cpu_count() or 1
        findings.append(ok(f"Processes of this node: {settings.workers}, on {cores} cores."))
    if settings.metrics_port and settings.metrics_host not in LOOPBACK:
        said = f"Metrics are served on {settings.metrics_host}:{settings.metrics_port} to every client that reaches it."
        findings.append(warning(said, "Allow only Prometheus to reach it."))
    return findings


def check_sound(streams: Sequence[Stream]) -> Iterable[Finding]:
    """Check that the sound of an event's streams can be measured."""
    if streams and find_ffmpeg() is None:
        said = "The event has streams, and this machine has no ffmpeg: a track without sound is not noticed."
        yield warning(said, "Install ffmpeg on the machines that run Rostrum.")
