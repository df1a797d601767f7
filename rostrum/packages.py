"""The packages that the site is made of: where their templates, static files and texts lie."""

from pathlib import Path

ROOT = Path(__file__).parents[1]

PACKAGES = ("conference", "accreditation", "broadcast", "rostrum")
"""The packages whose sources name keys of the catalogues."""

SUBJECTS = (
    "conference",
    "accreditation/applications",
    "accreditation/vetting",
    "accreditation/badge_desk",
    "accreditation/doors",
    "broadcast/feed",
    "broadcast/pages",
    "broadcast/console",
)
"""The folders that have `templates` or `static` of their own."""


def template_folders() -> dict[str, Path]:
    """Folders of templates by the name of their subject: `doors/doors.html` is the file `doors.html` of `doors`."""
    return {Path(subject).name: ROOT / subject / "templates" for subject in SUBJECTS}


def static_folders() -> dict[str, Path]:
    """Folders of static files by their path in the source tree, which is their path on the site, too."""
    return {f"{subject}/static": ROOT / subject / "static" for subject in SUBJECTS}
