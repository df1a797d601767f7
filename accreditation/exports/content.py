"""Columns of the exported tables, and the cells of each row in one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from accreditation.access.rules import Direction
from accreditation.applications.domain.applications import Agency, Application, Finding, State
from accreditation.applications.domain.outlets import OutletKind
from accreditation.applications.domain.progress import reference_of
from accreditation.badge_desk.ports import DeskRow, Shelf
from accreditation.badges.domain.badges import Badge, BadgeStatus, IdentityCheck
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scan_lists import ListedScan
from accreditation.exports.domain import ExportKind
from accreditation.exports.ports import ApplicationRecord, OutletRecord
from conference.event import Event
from conference.languages import LANGUAGES, Text, language, pick
from conference.texts.catalogues import Catalogues, key_family

COLUMNS: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.APPLICATIONS: (
        "reference", "state", "native_name", "family_name", "given_name", "country", "outlet", "function", "category",
        "email", "phone", "language", "photo", "submitted_at", "is_late", "accreditation_finding", "security_finding",
        "own_reason", "own_note", "decision_reason", "decided_at", "shown_at",
    ),
    ExportKind.OUTLETS: ("outlet", "aliases", "outlet_kind", "country", "is_confirmed", "is_blocked", "used", "quota"),
    ExportKind.BADGES: (
        "reference", "number", "standing", "native_name", "latin_name", "outlet", "function", "category",
        "country", "zones", "valid_from", "valid_until", "issued_at", "printed_at", "collected_at", "identity",
    ),
    ExportKind.SCANS: (
        "occurred_at", "is_uncertain", "door", "direction", "verdict", "is_offline", "number", "native_name",
        "latin_name", "outlet", "category",
    ),
}  # fmt: skip
"""Kind → the codes of its columns. An export of photos has no columns."""

_OWN_HEADINGS = key_family("export.column.", (
    "submitted_at", "is_late", "accreditation_finding", "security_finding", "own_reason", "own_note",
    "decision_reason", "decided_at", "shown_at", "is_confirmed", "is_blocked", "number", "standing", "zones",
    "valid_from", "valid_until", "identity", "occurred_at", "is_uncertain", "is_offline",
))  # fmt: skip
_NAMES = key_family("vetting.label.", ("native_name", "family_name", "given_name"))
_FORM_LABELS = key_family("apply.label.", (
    "country", "outlet", "function", "category", "email", "phone", "language", "photo",
))  # fmt: skip
_USUAL = key_family("annex.column.", ("reference", "state"))
HEADINGS: Mapping[str, str] = {
    **_OWN_HEADINGS,
    **_NAMES,
    **_FORM_LABELS,
    **_USUAL,
    "latin_name": "annex.column.latin",
    "aliases": "outlets.aliases",
    "outlet_kind": "outlets.kind",
    "used": "crews.used",
    "quota": "outlets.quota",
    "issued_at": "badges.fact.issued",
    "printed_at": "badges.fact.printed",
    "collected_at": "badges.fact.collected",
    "door": "command.door",
    "direction": "door.direction",
    "verdict": "command.result",
}
"""Code of a column → key of its heading, which the pages of the subject use too."""

STATES = key_family("vetting.state.", [state.value for state in State])
_FINDINGS = key_family("vetting.finding.", [*(finding.value for finding in Finding), "waiting"])
OUTLET_KINDS = key_family("outlet.kind.", [kind.value for kind in OutletKind])
SHELVES = key_family("badges.shelf.", [shelf.value for shelf in Shelf])
_STANDINGS = key_family("badges.standing.", [standing.value for standing in BadgeStatus])
_IDENTITY_CHECKS = key_family("badges.identity.", [check.value for check in IdentityCheck])
_VERDICTS = key_family("door.verdict.", [verdict.value for verdict in Verdict])
_DIRECTIONS = {Direction.ENTRY.value: "door.direction_entry", Direction.EXIT.value: "door.direction_exit"}
YES = "annex.yes"
LIST_SEPARATOR = " | "
"""Text between the values of a list in one cell."""


@dataclass(frozen=True)
class TableContent:
    """Headings and cells in a language. `agency` is that of the reader, None for a reader of no agency."""

    event: Event
    catalogues: Catalogues
    language: str
    agency: Agency | None = None

    def headings(self, kind: ExportKind) -> list[str]:
        """Return the headings: each with the code of its column in brackets, by which imports find the column."""
        return [f"{self._text_of(HEADINGS[name])} [{name}]" for name in COLUMNS[kind]]

    def cells(self, kind: ExportKind, record: Any) -> list[str]:
        """Return the cells of a row of the kind, in the order of its columns."""
        values = self._cell_makers[kind](record)
        return [values[name] for name in COLUMNS[kind]]

    @cached_property
    def _cell_makers(self) -> Mapping[ExportKind, Callable[[Any], Mapping[str, str]]]:
        return {
            ExportKind.APPLICATIONS: self._application_cells,
            ExportKind.OUTLETS: self._outlet_cells,
            ExportKind.BADGES: self._badge_cells,
            ExportKind.SCANS: self._scan_cells,
        }

    def _application_cells(self, record: ApplicationRecord) -> dict[str, str]:
        one, person = record.application, record.application.applicant
        return {
            "reference": reference_of(one.id),
            "state": self._text_of(STATES[one.state.value]),
            "native_name": person.native_name,
            "family_name": person.family_name,
            "given_name": person.given_name,
            "country": self._country_name(person.country),
            "outlet": record.outlet,
            "function": self._name_of_code(self._function_names, one.function),
            "category": self._name_of_code(self._category_names, one.category),
            "email": person.email,
            "phone": person.phone,
            "language": language(person.language).own_name if person.language in LANGUAGES else person.language,
            "photo": photo_name(one.id) if one.photo_id else "",
            "submitted_at": self._format_moment(one.submitted_at),
            "is_late": self._yes_if(one.is_late),
            **self._finding_cells(one),
        }

    def _finding_cells(self, one: Application) -> dict[str, str]:
        """Return the findings of both agencies, and of the reader's own agency also reason and note."""
        found = {agency: one.checks[agency].finding.value if agency in one.checks else "waiting" for agency in Agency}
        own, decision = one.checks.get(self.agency) if self.agency else None, one.decision
        return {
            "accreditation_finding": self._text_of(_FINDINGS[found[Agency.ACCREDITATION]]),
            "security_finding": self._text_of(_FINDINGS[found[Agency.SECURITY]]),
            "own_reason": self._name_of_code(self._reason_texts, own.reason or "") if own else "",
            "own_note": own.note if own else "",
            "decision_reason": self._name_of_code(self._reason_texts, decision.reason or "") if decision else "",
            "decided_at": self._format_moment(decision.at if decision else None),
            "shown_at": self._format_moment(decision.shown_at if decision else None),
        }

    def _outlet_cells(self, record: OutletRecord) -> dict[str, str]:
        outlet = record.outlet
        return {
            "outlet": outlet.name,
            "aliases": LIST_SEPARATOR.join(outlet.aliases),
            "outlet_kind": self._text_of(OUTLET_KINDS[outlet.kind.value]) if outlet.kind else "",
            "country": self._country_name(outlet.country),
            "is_confirmed": self._yes_if(outlet.verified),
            "is_blocked": self._yes_if(outlet.blocked_at is not None),
            "used": str(record.used),
            "quota": "" if record.quota is None else str(record.quota),
        }

    def _badge_cells(self, row: DeskRow) -> dict[str, str]:
        holder = row.holder
        return {
            "reference": reference_of(holder.application_id),
            "native_name": holder.native_name,
            "latin_name": holder.latin_name,
            "outlet": holder.outlet,
            "function": self._name_of_code(self._function_names, holder.function),
            "category": self._name_of_code(self._category_names, holder.category),
            "country": self._country_name(holder.country),
            **self._issue_cells(row.badge),
        }

    def _issue_cells(self, badge: Badge | None) -> dict[str, str]:
        if badge is None:
            names = (
                "number", "standing", "zones", "valid_from", "valid_until", "issued_at", "printed_at", "collected_at",
                "identity",
            )  # fmt: skip
            return dict.fromkeys(names, "")
        rights, hand_over = badge.entitlement, badge.hand_over
        return {
            "number": badge.number,
            "standing": self._text_of(_STANDINGS[badge.status.value]),
            "zones": LIST_SEPARATOR.join(self._name_of_code(self._zone_names, code) for code in rights.zones),
            "valid_from": self._format_moment(rights.valid_from),
            "valid_until": self._format_moment(rights.valid_until),
            "issued_at": self._format_moment(badge.issued_at),
            "printed_at": self._format_moment(badge.printed_at),
            "collected_at": self._format_moment(badge.collected_at),
            "identity": self._text_of(_IDENTITY_CHECKS[hand_over.identity.value]) if hand_over else "",
        }

    def _scan_cells(self, scan: ListedScan) -> dict[str, str]:
        holder = scan.holder
        return {
            "occurred_at": self._format_moment(scan.occurred_at),
            "is_uncertain": self._yes_if(scan.time_uncertain),
            "door": self._name_of_code(self._door_names, scan.door),
            "direction": self._text_of(_DIRECTIONS[scan.direction]),
            "verdict": self._text_of(_VERDICTS[scan.verdict.value]),
            "is_offline": self._yes_if(scan.decided_offline),
            "number": scan.number or "",
            "native_name": holder.native_name if holder else "",
            "latin_name": holder.latin_name if holder else "",
            "outlet": holder.outlet if holder else "",
            "category": self._name_of_code(self._category_names, holder.category) if holder else "",
        }

    def _text_of(self, key: str) -> str:
        return str(self.catalogues.text(self.language, key))

    def _yes_if(self, value: bool) -> str:
        return self._text_of(YES) if value else ""

    def _format_moment(self, at: datetime | None) -> str:
        """Return a moment as ISO 8601 with the offset of the venue's zone, in seconds."""
        return at.astimezone(self.event.zone_info).isoformat(timespec="seconds") if at else ""

    def _country_name(self, code: str) -> str:
        try:
            return self.event.country_name(code, self.language)
        except KeyError:
            return code

    def _name_of_code(self, names: Mapping[str, Text], code: str) -> str:
        return pick(names[code], self.language)[0] if code in names else code

    @cached_property
    def _function_names(self) -> Mapping[str, Text]:
        return {one.code: one.name for one in self.event.functions}

    @cached_property
    def _category_names(self) -> Mapping[str, Text]:
        return {one.code: one.name for one in self.event.categories}

    @cached_property
    def _zone_names(self) -> Mapping[str, Text]:
        return {one.code: one.name for one in self.event.zones}

    @cached_property
    def _door_names(self) -> Mapping[str, Text]:
        return {one.id: one.name for one in self.event.doors}

    @cached_property
    def _reason_texts(self) -> Mapping[str, Text]:
        return {one.code: one.text for one in (*self.event.refusal_reasons, *self.event.revocation_reasons)}


def photo_name(application_id: str) -> str:
    """Return the name of the photo of an application in an export of photos."""
    return f"{reference_of(application_id)}.jpg"
