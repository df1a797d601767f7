"""Every table is emptied by the deletion of personal data, or is listed here with what it holds."""

from accreditation.retention.domain import NOT_INCLUDED
from accreditation.retention.storage.own_records import INCLUDED
from conference.clock import ManualClock
from conference.event import Event
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from rostrum.parts.retention import OTHER_PARTS, list_erasers

WITHOUT_APPLICANTS = {
    "alert_receipts": "screens, devices of doors, numbers of viewers",
    "alerts": "texts for screens, names of staff",
    "agency_batches": "ids of staff, times, digests",
    "agency_keys": "public keys and names of an agency's officers",
    "api_requests": "answers to acts with ids and states, for a day",
    "api_tokens": "staff",
    "audit_personal": "personal details, by their own eraser",
    "audit_log": "pseudonyms, by their own eraser",
    "badge_numbers": "the last number of each letter",
    "board_changes": "the public board",
    "board_entries": "the public board",
    "board_head": "the public board",
    "board_nodes": "nodes",
    "board_proposals": "acts of staff that wait for a second operator",
    "closed_question_lists": "sessions, and times",
    "debrief_items": "what staff do after a rehearsal, names of staff",
    "event_draft": "the event",
    "event_draft_files": "the event",
    "event_files": "the event",
    "exports": "what staff asked for, in codes",
    "loaded_event": "the event",
    "logins": "staff",
    "paired_screens": "screens of the venue, names of staff",
    "screen_attempts": "names of screens, and numbers",
    "password_links": "staff",
    "planned_announcements": "texts for screens, names of staff",
    "press_figures": "published figures, names of staff",
    "private_sessions": "the event: titles, rooms and hours of meetings, ids of staff",
    "recovery_codes": "staff",
    "rehearsal_alert_receipts": "screens of a rehearsal",
    "rehearsal_alerts": "exercises of a rehearsal, names of staff",
    "rehearsal_changes": "the board of a rehearsal",
    "rehearsal_entries": "the board of a rehearsal",
    "rehearsal_head": "the board of a rehearsal",
    "rehearsal_nodes": "nodes",
    "rehearsal_script_deviations": "staff",
    "rehearsal_script_progress": "times",
    "rehearsal_script_runs": "numbers",
    "rehearsal_notes": "notes of staff on a rehearsal",
    "rehearsals": "staff",
    "retention_counts": "numbers",
    "retention_runs": "certificates without names",
    "room_seats": "States and organizations at the seats of rooms",
    "room_systems": "rooms",
    "screen_requests": "devices that ask to be paired, deleted after 15 minutes",
    "screen_commands": "names of screens, ids of staff, for a day",
    "screen_pictures": "what screens show to the public",
    "screen_outages": "names of screens, ids of staff",
    "script_deviations": "staff",
    "script_links": "digests of links",
    "script_progress": "times",
    "script_runs": "numbers",
    "script_signatures": "staff",
    "script_versions": "what a session's staff do",
    "scripts": "what a session's staff do",
    "second_factors": "staff",
    "signing_keys": "public keys",
    "site_keys": "the site's key",
    "session_followers": "addresses of browsers, until the event is over",
    "signing_register": "signers of States, by its own eraser",
    "signing_proposals": "codes of States and names of staff",
    "staff": "staff",
    "stream_changes": "addresses of public playlists",
    "stream_states": "states of public playlists",
    "stream_watch": "nodes",
    "supervisor_pins": "staff",
    "throttle": "attempts to sign in",
    "webhook_deliveries": "messages with ids and states, for 30 days",
    "webhooks": "addresses of other systems",
    "watch_comparisons": "deleted with their applications by a foreign key",
    "watch_entries": "the security agency's list, by its own eraser",
    "watch_hits": "deleted with their applications by a foreign key, not counted: a count would disclose hits",
    "watch_imports": "the security agency's list, by its own eraser",
    "watch_keys": "the security agency's list, by its own eraser",
    "watch_lists": "numbers",
    "watch_log": "pseudonyms, by their own eraser",
}
"""Tables without data of applicants. A table with such data gets an eraser in its subject instead, which
`rostrum/parts/retention.py` lists."""


def test_every_table_has_an_eraser_or_no_data_of_applicants(event: Event, clock: ManualClock) -> None:
    erased = {eraser.table.name for eraser in list_erasers(event, clock) if isinstance(eraser, RowEraser)}
    assert {table.name for table in METADATA.sorted_tables} - erased - WITHOUT_APPLICANTS.keys() == set()
    assert erased & WITHOUT_APPLICANTS.keys() == set()


def test_names_of_erasers_are_unique(event: Event, clock: ManualClock) -> None:
    names = [eraser.name for eraser in list_erasers(event, clock)]
    assert len(names) == len(set(names))


def test_every_table_of_a_person_is_in_their_export(event: Event, clock: ManualClock) -> None:
    """What a journalist downloads has all that is stored of them; what is left out has its reason, which it names."""
    tables = {eraser.table.name for eraser in list_erasers(event, clock) if isinstance(eraser, RowEraser)}
    included = INCLUDED | {part.table.name for part in OTHER_PARTS.values()}
    assert tables - included - NOT_INCLUDED.keys() == set()
    assert included & NOT_INCLUDED.keys() == set()
    assert NOT_INCLUDED.keys() <= tables
