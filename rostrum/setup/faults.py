"""Faults of a form in the reader's language, at the inputs of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web
from msgspec import Struct

from conference.event.editing import FieldFault
from conference.event.toml_lines import Path
from conference.texts.catalogues import key_family
from conference.web import language_of, site_of
from rostrum.setup.inputs import Input, InputKind
from rostrum.setup.structure import LABELS, TITLES
from rostrum.setup.subjects import FormSubject

FAULTS = key_family("setup.fault.", (
    "missing", "long", "control", "year", "twice", "taken", "unknown", "not_after", "before_close", "after_event",
    "days", "circle", "passback", "placeholder_broken", "placeholders", "last_entry", "overlaps", "in_use", "other",
    "elsewhere", "break_identity", "break_bit", "break_bit_reused", "break_in_use", "break_letter", "break_door",
    "expected_code", "expected_colour", "expected_letter", "expected_mark", "expected_closing_time", "expected_email",
    "expected_country", "expected_bit", "expected_count", "expected_order", "expected_seconds", "expected_hours",
    "expected_decision_time", "expected_day_badges", "expected_retention_days", "at_once_and_hours", "kept_shorter",
    "expected_up_to_50", "expected_up_to_10",
    "expected_text", "expected_number", "expected_choice", "expected_date", "expected_moment", "expected_file",
    "contrast", "missing_file", "logo", "expected_rows", "expected_limit", "annex_full", "choice_empty", "not_choice",
    "not_number", "red_before_amber", "address_twice", "letters_off",
    "expected_address", "stream_language", "stream_medium", "expected_telephone", "after_item",
))  # fmt: skip
"""Code of a fault → key of its text."""

PREFIX = "f."
"""Before the path of a value in the name of its input."""


class FormErrors(Struct, frozen=True):
    """Texts of the errors of a form: by the name of the input, and those of no input of the form."""

    by_name: Mapping[str, str]
    general: Sequence[str]

    @property
    def all(self) -> Mapping[str, str]:
        """All errors by name; general ones have names of their own."""
        return {f"general-{number}": text for number, text in enumerate(self.general)} | dict(self.by_name)


NO_ERRORS = FormErrors({}, ())


def form_errors(
    request: web.Request, faults: Sequence[FieldFault], subject: FormSubject, languages: Sequence[str]
) -> FormErrors:
    """Return the texts of faults. Those of other entries name the entry and its field."""
    by_name: dict[str, str] = {}
    general: dict[str, None] = {}
    for fault in faults:
        name = html_name(subject.inputs, fault.path, languages) if fault.path and subject.has(fault.place) else None
        if name is None:
            general[_general_text(request, fault)] = None
        else:
            by_name.setdefault(name, fault_text(request, fault))
    return FormErrors(by_name, tuple(general)[:_MOST_GENERAL])


_MOST_GENERAL = 12


def fault_text(request: web.Request, fault: FieldFault) -> str:
    """Return the text of a fault."""
    code = fault.code if fault.code in FAULTS else "other"
    about = fault.about or fault.problem
    return site_of(request).catalogues.text(language_of(request), FAULTS[code], about=about)


def _general_text(request: web.Request, fault: FieldFault) -> str:
    said = fault_text(request, fault)
    if not fault.path:
        return said
    field = place_text(request, fault)
    return site_of(request).catalogues.text(language_of(request), FAULTS["elsewhere"], place=field, problem=said)


def place_text(request: web.Request, fault: FieldFault) -> str:
    """Return section, entry and field of a fault as one text."""
    texts, code = site_of(request).catalogues, language_of(request)
    section = texts.text(code, TITLES[fault.place.section]) if fault.place.section in TITLES else ""
    field = str(fault.path[0]) if fault.path else ""
    label = texts.text(code, LABELS[field]) if field in LABELS else field
    return " · ".join(part for part in (section, fault.place.name, label) if part)


def html_name(inputs: Sequence[Input], path: Path, languages: Sequence[str], before: str = PREFIX) -> str | None:
    """Return the name of the input of a value; None if the form has none."""
    one = next((one for one in inputs if one.field == path[0]), None)
    if one is None:
        return None
    at, rest = f"{before}{one.field}", path[1:]
    if one.kind in (InputKind.ROWS, InputKind.TEXTS) and rest and isinstance(rest[0], int):
        at, rest = f"{at}.{rest[0]}", rest[1:]
    if one.kind in (InputKind.TEXT, InputKind.TEXTS) and (one.kind is InputKind.TEXT or at[-1].isdigit()):
        code = rest[0] if rest and rest[0] in languages else languages[0]
        return f"{at}.{code}"
    if one.children and rest:
        return html_name(one.children, rest, languages, f"{at}.")
    return at
