"""A server of HLS playlists over the files of `streams/`: a tone a language, two qualities, captions."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

FOLDER = Path(__file__).parent / "streams"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es", "vi")
TONES = {name: 400 + 300 * number for number, name in enumerate(("floor", *LANGUAGES))}
"""Hertz of the tone of each track."""

SILENCE = "silence"
"""The folder of a track without sound, which no playlist names."""

LOOPS = 120
"""Recordings of 12 minutes: the player loads up to 10 minutes in advance."""

SEGMENTS, SEGMENT_S = 3, 2
CAPTION = "The floor is open"
QUALITIES = {"low": 40_000, "high": 80_000}


class Tracks:
    """What the server sends: recordings that have ended. Tracks in `lost` are answered with 404."""

    def __init__(self) -> None:
        self.lost: set[str] = set()

    def find(self, path: str) -> bytes | None:
        """Return the content at a path, None if there is none."""
        track = path.strip("/").partition("/")[0].removesuffix(".m3u8")
        if track in self.lost:
            return None
        if path == "/master.m3u8":
            return _write_master_playlist().encode()
        if path == f"/{track}.m3u8":
            return self.write_playlist(track).encode()
        if track == "captions":
            return _write_captions(int(Path(path).stem)).encode()
        file = FOLDER / path.lstrip("/")
        return file.read_bytes() if file.suffix in (".mp4", ".m4s") and file.is_file() else None

    def write_playlist(self, track: str) -> str:
        """Return the playlist of the segments of a track."""
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{SEGMENT_S}"]
        for number in range(LOOPS * SEGMENTS):
            lines += list_segment(track, number)
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def list_segment(track: str, number: int, *, is_first: bool = False, seconds: int = SEGMENT_S) -> list[str]:
    """Return the lines of a segment of a track that begins again after all its files; `is_first` in its playlist.

    Each segment has an address of its own.
    """
    place = number % (SEGMENTS * SEGMENT_S // seconds)
    lines = [] if place else ["#EXT-X-DISCONTINUITY"]
    if (is_first or not place) and track != "captions":
        lines.append(f'#EXT-X-MAP:URI="{track}/init.mp4"')
    return [*lines, f"#EXTINF:{seconds}.0,", f"{track}/{place}.{'vtt' if track == 'captions' else 'm4s'}?{number}"]


def _write_captions(place: int) -> str:
    """Return the captions during a segment."""
    begins, ends = (timedelta(seconds=SEGMENT_S * one) for one in (place, place + 1))
    return f"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n0{begins}.000 --> 0{ends}.000\n{CAPTION}\n"


def _write_master_playlist() -> str:
    lines = ["#EXTM3U", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for group in QUALITIES:
        for name in TONES:
            language = "mul" if name == "floor" else name
            default = "YES" if name == "floor" else "NO"
            lines.append(
                f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{group}",NAME="{name}",LANGUAGE="{language}",DEFAULT={default},'
                f'AUTOSELECT=YES,URI="{name}.m3u8?{group}"'
            )
    lines.append('#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",URI="captions.m3u8"')
    for name, bits in QUALITIES.items():
        codecs = "avc1.42c00a,mp4a.40.2"
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={bits},CODECS="{codecs}",AUDIO="{name}",SUBTITLES="text"',
            f"{name}.m3u8",
        ]
    return "\n".join(lines) + "\n"


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, tracks: Tracks, *arguments: object) -> None:
        self._tracks = tracks
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self._tracks.find(self.path.partition("?")[0])
        self.send_response(200 if body is not None else 404)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        with suppress(ConnectionError):  # the player has no use for it any more
            self.wfile.write(body or b"")

    def log_message(self, format: str, *_arguments: object) -> None:
        """Print nothing."""


@contextmanager
def serve_tracks(tracks: Tracks) -> Iterator[str]:
    """Serve tracks on a port of this machine, at the address that is given."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, tracks))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
