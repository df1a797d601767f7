"""What the set-up pages show: sections with their fields, groups of values of the header, and where names come from."""

from collections.abc import Mapping

from accreditation.applications.domain.outlets import OutletKind
from broadcast.media.wording import MEDIA, ROLES
from broadcast.scripts.web.context import SIGNERS
from conference.texts.catalogues import key_family

HEADER_PAGES: Mapping[str, tuple[str, ...]] = {
    "conference": (
        "name",
        "short_name",
        "theme",
        "venue",
        "city",
        "timezone",
        "starts_on",
        "ends_on",
        "notice",
        "tally_source",
    ),
    "applications": ("applications", "identity"),
    "desk": ("desk",),
    "rules": (
        "activation",
        "closing_time",
        "list_stale_after_s",
        "list_stale_policy",
        "reminder_hours",
        "decisions",
        "day_badges",
        "staff",
        "console",
        "outlets",
        "scripts",
        "environment",
        "fictional_press",
    ),
    "screens": ("screens",),
    "retention": ("retention",),
}
"""Page → values of the header on it."""

_REASON = ("code", "text", "appeal")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "zones": ("code", "name", "mark", "bit", "within", "capacity", "passback", "passback_s"),
    "rooms": ("code", "name", "zone", "capacity"),
    "doors": ("id", "name", "zone", "way"),
    "streams": ("id", "room", "role", "language", "medium", "address"),
    "categories": ("code", "name", "letter", "colour", "zones", "valid_from", "valid_until", "hours"),
    "functions": ("code", "name", "category"),
    "pools": ("code", "name", "size", "items", "calls"),
    "refusal_reasons": _REASON,
    "revocation_reasons": _REASON,
    "reissue_reasons": ("code", "text"),
    "document_kinds": (
        "code",
        "name",
        "hint",
        "required",
        "functions",
        "categories",
        "outlet_kinds",
        "types",
        "most_megabytes",
        "most_pages",
        "most_files",
        "readers",
    ),
    "announcements": ("id", "text", "level", "parameters"),
    "topics": ("code", "name"),
    "sources": ("id", "name", "reference"),
    "letter_texts": ("code", "subject", "body", "button"),
    "passports": ("code", "name", "offered"),
    "annexes": ("code", "name", "hint", "closes_at", "by_security", "most_rows", "categories", "sheet_languages"),
    "annex_questions": ("id", "annex", "name", "kind", "required", "most", "choices"),
}
"""Section → fields of its form. Others of its entries stay as they are."""

HIDDEN = frozenset({"assumed"})
"""Fields of nested values that forms leave as they are."""

REFERENCES: Mapping[str, str] = {
    "rooms.zone": "zones",
    "streams.room": "rooms",
    "zones.within": "zones",
    "doors.zone": "zones",
    "categories.zones": "zones",
    "categories.hours.zones": "zones",
    "functions.category": "categories",
    "pools.items": "programme",
    "pools.calls.item": "programme",
    "annexes.categories": "categories",
    "annex_questions.annex": "annexes",
    "document_kinds.functions": "functions",
    "document_kinds.categories": "categories",
    "document_kinds.readers": "readers",
    ".staff.totp_roles": "roles",
    ".identity.full_view_roles": "roles",
}
"""Field → the section whose entries it names; "roles" are those of staff, "readers" those of them
that review applications."""

CHOSEN: Mapping[str, str] = {
    "letter_texts.code": "letters",
    "passports.code": "countries",
    "streams.language": "languages",
}
"""Names that are chosen from a list of the program, or from the languages of the event."""

TITLES = key_family("setup.section.", (*HEADER_PAGES, *FIELDS, "languages", "staff", "outlets", "mail", "programme"))
"""Page or section → key of its title."""

_SHOWN_AS = key_family(
    "admin.event.",
    (
        "capacity",
        "mark",
        "within",
        "way",
        "letter",
        "zones",
        "valid_from",
        "valid_until",
        "venue",
        "city",
        "time_zone",
        "closing",
    ),
)
_OF_CALL_SHEETS = key_family("call_sheet.", ("meeting_point", "meet_at", "escort", "equipment", "instructions"))
_OWN_LABELS = key_family("setup.field.", (
    "identity", "passport_lines", "keep_number", "keep_birth_date", "full_view_roles", "console", "second_person_for",
    "code", "id", "name", "zone", "bit", "passback", "passback_s", "colour", "hours", "category", "text", "appeal",
    "size", "items", "level", "parameters", "subject", "body", "button", "offered", "short_name", "theme", "notice",
    "tally_source", "starts_on", "ends_on", "activation", "list_stale_after_s", "list_stale_policy", "reminder_hours",
    "totp", "totp_roles", "fictional_press", "environment", "opens_at", "closes_at", "contact", "decided_by", "place",
    "found", "review_hours", "look", "decisions", "day_badges",
    "scripts", "sign_off", "warn", "screens", "notices", "notice_mail", "notice_after_s",
    "documents", "passport", "photos", "contacts", "applications", "scans", "trail", "quota", "delegation_cap",
    "hint", "by_security", "most_rows", "categories", "sheet_languages", "annex", "kind", "required", "most", "choices",
    "functions", "outlet_kinds", "types", "most_megabytes", "most_pages", "most_files", "readers",
    "room", "role", "language", "medium", "address", "reference",
    "calls", "item",
))  # fmt: skip
LABELS: Mapping[str, str] = {
    **_SHOWN_AS,
    **_OF_CALL_SHEETS,
    **_OWN_LABELS,
    "telephone": "apply.label.phone",
    "timezone": _SHOWN_AS["time_zone"],
    "closing_time": _SHOWN_AS["closing"],
}
"""Field → key of its label."""

HELP = key_family("setup.help.", (
    "keep_number", "full_view_roles", "second_person_for",
    "code", "id", "bit", "mark", "within", "capacity", "passback_s", "letter", "hours", "parameters", "body", "notice",
    "tally_source", "timezone", "closing_time", "list_stale_after_s", "reminder_hours", "totp_roles", "fictional_press",
    "environment", "contact", "found", "review_hours", "short_name", "offered", "decisions",
    "day_badges", "by_security", "most_rows", "categories", "sheet_languages", "most", "choices",
    "quota", "delegation_cap", "notice_mail", "notice_after_s",
    "functions", "outlet_kinds", "readers",
    "language", "address",
    "calls", "meet_at", "escort",
))  # fmt: skip
"""Field → key of its help, for fields that need one."""

_WAYS = key_family("admin.way.", ("choose", "entry", "exit", "either"))
_OTHER_CHOICES = key_family("setup.choice.", (
    "passport_lines.off", "passport_lines.optional", "passport_lines.required",
    "passback.hard", "passback.soft", "passback.timed", "level.info", "level.urgent", "activation.hand_over",
    "activation.issue", "list_stale_policy.amber", "list_stale_policy.red", "totp.optional", "totp.required",
    "kind.line", "kind.note", "kind.number", "kind.date", "kind.choice",
    "kind.check",
    "warn.all", "warn.begun",
    "notices.console", "notices.mail",
    "second_person_for.cancel", "second_person_for.close", "second_person_for.emergency",
    "types.pdf", "types.jpeg", "types.png", "types.webp",
))  # fmt: skip
LANGUAGE_FIELDS = frozenset({"sheet_languages"})
"""Fields whose choices are languages of the event, by their own names."""

_OUTLET_KINDS = key_family("outlet.kind.", [kind.value for kind in OutletKind])
CHOICES: Mapping[str, str] = {
    **{f"way.{way}": key for way, key in _WAYS.items()},
    **{f"outlet_kinds.{kind}": key for kind, key in _OUTLET_KINDS.items()},
    **{f"sign_off.{signer}": key for signer, key in SIGNERS.items()},
    **{f"role.{role}": key for role, key in ROLES.items()},
    **{f"medium.{medium}": key for medium, key in MEDIA.items()},
    **_OTHER_CHOICES,
}
"""Field and value → key of the text of a choice."""
