"""Numbers of rows that a certificate of deletion must name, counted without the program."""

COUNTED = {
    "addresses_of_comparisons": "comparisons WHERE email_key <> ''",
    "contacts": "applications WHERE email <> ''",
    "drafts": "application_drafts",
    "focal_point_rows": "focal_points",
    "history": "application_history",
    "letters": "letters WHERE about NOT LIKE 'stf%'",
    "letters_of_assignment": "crew_letters WHERE pages > 0",
    "outlet_aliases": "outlet_aliases JOIN outlets ON outlets.id = outlet_id WHERE NOT verified",
    "outlets": "outlets WHERE NOT verified",
    "personal_details": "audit_personal",
    "presence_changes": "presence_changes WHERE seq < (SELECT max(seq) FROM presence_changes)",
    "roster_changes": "roster_changes WHERE seq < (SELECT max(seq) FROM roster_changes)",
    "watch_list": (
        "(SELECT 1 FROM watch_keys UNION ALL SELECT 1 FROM watch_entries UNION ALL SELECT 1 FROM watch_imports) AS kept"
    ),
}
"""Kinds of a certificate that are not all rows of the table of their name: how they are counted without the program."""

KEPT = {"data_requests", "trail", "watch_log"}
"""Kinds that are not due yet."""


def counting_statement(kind: str) -> str:
    """Return the query that counts the rows of a kind."""
    return f"SELECT count(*) FROM {COUNTED.get(kind, kind)}"
