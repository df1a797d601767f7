"""Audio and video of rooms, which public pages play."""

from __future__ import annotations

from typing import Literal

from conference.event.model.fields import Code, Entry, LanguageCode, StreamAddress

StreamRole = Literal["floor", "interpretation", "sign_language", "captions"]
StreamMedium = Literal["audio", "video", "text"]


class Stream(Entry, frozen=True, kw_only=True):
    """Stream of a room as an HLS playlist at `address`.

    Interpretation and captions have a `language`. The floor carries the original, in whatever language is spoken, and
    has none. Several streams may name one master playlist, in which the player chooses the language. Captions are text,
    sign language is video.
    """

    id: Code
    room: Code
    role: StreamRole
    medium: StreamMedium
    address: StreamAddress
    language: LanguageCode | None = None
