"""Sample board data for tests: texts that name their language, rooms, sessions, speakers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcast.board.domain.alerts import AlertKind, AlertStatus, AlertText, SiteAlert
from broadcast.board.domain.announcements import Announcement, Level
from broadcast.board.domain.board import EventInfo, Room
from broadcast.board.domain.programme import PrivateItem, Programme, PublicItem
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.speakers import Speaker
from conference.auth.roles import Staff
from conference.languages import LANGUAGES
from rostrum import roles

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
NOON = datetime(2025, 10, 25, 5, 0, tzinfo=UTC)
CANARY = "CANARY-7f3a"

OPERATOR = Staff("staff_1", "operator", "Lan", frozenset({roles.OPERATOR}), "vi")
OTHER_OPERATOR = Staff("staff_2", "other", "Amina", frozenset({roles.OPERATOR}), "fr")
DOOR_STAFF = Staff("staff_3", "door", "Minh", frozenset({roles.DOOR}), "vi")


def text(words: str) -> dict[str, str]:
    """Return the text in every language, marked with its code."""
    return {language: f"{words} ({language})" for language in LANGUAGES}


def session(session_id: str = "opening", **changes: object) -> Session:
    values: dict[str, object] = {
        "id": session_id,
        "title": text(session_id),
        "kind": "plenary",
        "room": "hall",
        "starts_at": MORNING,
        "ends_at": NOON,
    }
    return Session(**(values | changes))  # type: ignore[arg-type]


def shown_session(session_id: str = "opening", **changes: object) -> ShownSession:
    """Return a projected session that is scheduled from MORNING to NOON."""
    values: dict[str, object] = {
        "id": session_id,
        "title": session_id,
        "kind": "plenary",
        "kind_label": "",
        "room": "hall",
        "room_name": "Great hall",
        "day": MORNING.date(),
        "phase": "scheduled",
        "phase_label": "",
        "starts_at": MORNING,
        "ends_at": NOON,
        "order": 0,
        "language": "en",
        "fallback": False,
        "assumed": False,
        **dict.fromkeys(("since", "until", "reason", "speaker", "next_speaker")),
    }
    return ShownSession(**(values | changes))  # type: ignore[arg-type]


def speaker(speaker_id: str) -> Speaker:
    return Speaker(id=speaker_id, name=text(speaker_id), role=text("minister"))


def announcement(announcement_id: str = "a1", **changes: object) -> Announcement:
    values: dict[str, object] = {
        "id": announcement_id,
        "text": text("Please take your seats"),
        "level": Level.INFO,
        "posted_at": MORNING,
    }
    return Announcement(**(values | changes))  # type: ignore[arg-type]


def site_alert(alert_id: str = "alt_1", **changes: object) -> SiteAlert:
    """Return an alert of half an hour with a headline in every language."""
    values: dict[str, object] = {
        "id": alert_id,
        "status": AlertStatus.ACTUAL,
        "kind": AlertKind.ALERT,
        "texts": {code: AlertText(headline=f"Leave ({code})", instruction="Go") for code in LANGUAGES},
        "sent_at": MORNING,
        "expires_at": MORNING + timedelta(minutes=30),
    }
    return SiteAlert(**(values | changes))  # type: ignore[arg-type]


def event_info(*room_names: str) -> EventInfo:
    return EventInfo(
        name=text("Conference"),
        short_name=text("Conf"),
        theme=text("Theme"),
        venue=text("Centre"),
        timezone="Asia/Ho_Chi_Minh",
        days=(MORNING.date(),),
        rooms=tuple(
            Room(id=f"hall{n or ''}", name=text(name), order=n) for n, name in enumerate(room_names or ("Great hall",))
        ),
    )


def item(item_id: str, **changes: object) -> PublicItem:
    values: dict[str, object] = {
        "id": item_id,
        "title": text(item_id),
        "kind": "plenary",
        "room": "hall",
        "starts_at": MORNING,
        "ends_at": NOON,
        "order": 1,
    }
    return PublicItem(**(values | changes))  # type: ignore[arg-type]


def private_item(item_id: str) -> PrivateItem:
    return PrivateItem(id=item_id, title=text(CANARY), room="hall", starts_at=MORNING, ends_at=NOON)


def programme(*items: PublicItem | PrivateItem) -> Programme:
    return Programme(
        event_info=event_info(),
        items=items
        or (
            item("opening"),
            item("debate", kind="general_debate", speakers=(speaker("VN"), speaker("FR"), speaker("EG"))),
            item("round-table", kind="round_table", room="hall1"),
            private_item("bilateral"),
        ),
        tally_source=text("Office of Legal Affairs"),
    )
