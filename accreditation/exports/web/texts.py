"""Texts of the pages of exports, by code."""

from accreditation.exports.actions.rows import RESULTS
from accreditation.exports.content import HEADINGS
from accreditation.exports.domain import ExportFormat, ExportKind
from conference.texts.catalogues import key_family

KINDS = key_family("export.kind.", [kind.value for kind in ExportKind])
KIND_LEADS = key_family("export.kind_lead.", [kind.value for kind in ExportKind])
SYMBOLS = {
    ExportKind.APPLICATIONS.value: "vetting",
    ExportKind.PHOTOS.value: "person",
    ExportKind.OUTLETS.value: "people",
    ExportKind.BADGES.value: "badge",
    ExportKind.SCANS.value: "door",
}
FORMATS_SHOWN = {
    ExportFormat.CSV.value: "evacuation.csv",
    ExportFormat.XLSX.value: "evacuation.xlsx",
    ExportFormat.ZIP.value: "export.format.zip",
}
COUNTS = key_family("export.count.", [kind.value for kind in ExportKind])
RESULT_TEXTS = key_family("command.result.", RESULTS)
DONE = key_family("export.done.", ("created", "withdrawn"))
ERRORS = key_family("error.export.", (
    "filter_unknown", "format", "not_available", "outlet_unknown", "too_many", "workbook_full",
))  # fmt: skip
"""Errors of the actions, declared for the catalogues."""

FIELD_LABELS = {
    "state": HEADINGS["state"],
    "category": HEADINGS["category"],
    "outlet": HEADINGS["outlet"],
    "outlet_kind": HEADINGS["outlet_kind"],
    "shelf": "annex.column.state",
    "day": "admin.audit.day",
    "door": HEADINGS["door"],
    "result": "command.result",
}
"""Field of a filter → key of its label."""
