"""Streams of the plenary hall: floor as video, two languages, sign language, captions."""

from conference.event import Stream

FLOOR = Stream(
    id="floor", room="plenary", role="floor", medium="video", address="https://video.example.org/plenary/floor.m3u8"
)
FRENCH = Stream(
    id="fr",
    room="plenary",
    role="interpretation",
    medium="audio",
    language="fr",
    address="https://video.example.org/plenary/fr.m3u8",
)
ARABIC = Stream(
    id="ar",
    room="plenary",
    role="interpretation",
    medium="audio",
    language="ar",
    address="https://video.example.org/plenary/ar.m3u8",
)
SIGN = Stream(
    id="sign", room="plenary", role="sign_language", medium="video", address="https://sign.example.org/plenary.m3u8"
)
CAPTIONS = Stream(
    id="captions",
    room="plenary",
    role="captions",
    medium="text",
    language="en",
    address="https://video.example.org/plenary/en.m3u8",
)
STREAMS = [FLOOR, FRENCH, ARABIC, SIGN, CAPTIONS]
