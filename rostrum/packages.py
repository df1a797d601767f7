"""Packages of the site and the folders of their templates, static files and texts."""

from pathlib import Path

ROOT = Path(__file__).parents[1]

PACKAGES = ("conference", "accreditation", "broadcast", "rostrum")
"""Packages whose sources use keys of the catalogues."""

SUBJECTS = (
    "conference",
    "accreditation/applications",
    "accreditation/outlets",
    "accreditation/duplicates",
    "accreditation/documents",
    "accreditation/watch_list",
    "accreditation/vetting",
    "accreditation/badges",
    "accreditation/annexes",
    "accreditation/question_requests",
    "accreditation/badge_desk",
    "accreditation/letters",
    "accreditation/doors",
    "accreditation/exports",
    "accreditation/exchange",
    "accreditation/imports",
    "accreditation/retention",
    "broadcast/feed",
    "broadcast/pages",
    "broadcast/room_systems",
    "broadcast/screen_control",
    "broadcast/screens",
    "broadcast/scripts",
    "broadcast/programme",
    "broadcast/statements",
    "broadcast/record",
    "broadcast/console",
    "broadcast/signing",
    "broadcast/announcements",
    "broadcast/alerts",
    "broadcast/interpretation",
    "broadcast/media",
    "broadcast/publish",
    "broadcast/notifications",
    "broadcast/press_room",
    "broadcast/press_questions",
    "broadcast/lower_thirds",
    "broadcast/rehearsal",
    "rostrum/administration",
    "rostrum/agency",
    "rostrum/archive",
    "rostrum/setup",
)
"""Folders with `templates` or `static` subfolders."""


def template_folders() -> dict[str, Path]:
    """Return subject → folder of templates: `doors/doors.html` is the file `doors.html` of `doors`."""
    return {Path(subject).name: ROOT / subject / "templates" for subject in SUBJECTS}


def static_folders() -> dict[str, Path]:
    """Return path in the source tree, which is also the path on the site → folder of static files."""
    return {f"{subject}/static": ROOT / subject / "static" for subject in SUBJECTS}
