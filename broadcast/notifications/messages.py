"""Texts of notifications, in the language of the follower."""

import msgspec
from msgspec import Struct

from broadcast.board.domain.highlights import expected_end, expected_start
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.feed.public_board import PublicBoard
from broadcast.notifications.domain import News, topic_of
from conference.languages import language
from conference.texts.catalogues import Catalogues, key_family
from conference.texts.dates import format_date, format_range, format_time, local_date

HEADLINE = key_family("notifications.news.", (one.value for one in News if one is not News.PHASE))
"""Headlines; that of a phase is its name."""

MOST_TITLE, MOST_BODY = 200, 600
"""Characters of title and body: with them a message fits into one that every push service takes."""


class Message(Struct, frozen=True, kw_only=True):
    """What the service worker shows. `path` is the page that a click opens, below the site."""

    title: str
    body: str
    language: str
    direction: str
    topic: str
    path: str


def write_message(session: ShownSession, news: News, *, board: PublicBoard, code: str, texts: Catalogues) -> bytes:
    """Return the message about a session of a board in the language `code`, as JSON."""
    headline = session.phase_label if news is News.PHASE else texts.text(code, HEADLINE[news.value])
    facts = [
        _write_time(session, board=board, code=code, texts=texts),
        session.room_name,
        session.reason or "",
        *(change.text for change in session.changes),
    ]
    face = language(code)
    return msgspec.json.encode(
        Message(
            title=f"{headline} · {session.title}"[:MOST_TITLE],
            body="\n".join(fact for fact in facts if fact)[:MOST_BODY],
            language=face.tag,
            direction=face.direction,
            topic=topic_of(session.id),
            path=f"{code}/sessions/{session.id}",
        )
    )


def _write_time(session: ShownSession, *, board: PublicBoard, code: str, texts: Catalogues) -> str:
    """Return day and hours of a session, or when it resumes; "" if that is open."""

    if session.until is None and session.phase in (Phase.SUSPENDED, Phase.POSTPONED):
        return ""
    if session.until is not None and session.phase == Phase.SUSPENDED:
        return texts.text(code, "board.resumes_at", time=format_time(code, session.until, board.zone))
    start, end = expected_start(session), expected_end(session)
    day = format_date(code, local_date(start, board.zone), year=False)
    return f"{day} {format_range(code, start, end, board.zone)}"
