"""All metrics of the program and their documentation."""

from accreditation.doors import metrics as accreditation
from broadcast.feed import metrics as broadcast
from broadcast.notifications import metrics as notifications
from conference import metrics as shared
from conference.connections import metrics as connections
from conference.mail import statistics as mail

FAMILIES = (
    *shared.FAMILIES,
    *connections.FAMILIES,
    *broadcast.FAMILIES,
    *notifications.FAMILIES,
    *accreditation.FAMILIES,
    *mail.FAMILIES,
)


def metrics_page() -> str:
    """Return the documentation of the metrics as Markdown: `docs/metrics.md`."""
    lines = [
        "# Metrics",
        "",
        "With `ROSTRUM_METRICS_PORT` set, each process answers `GET /metrics` for Prometheus on a listener of its own,",
        "`ROSTRUM_METRICS_HOST`; of several worker processes the first has that port, the others the next ones.",
        "`rostrum metrics` prints this page; a test fails when it is out of date. What to watch, and alerts:",
        "[runbook.md](runbook.md). prometheus-client adds `process_*` and `python_*`.",
        "",
        "| metric | kind | labels | meaning |",
        "|---|---|---|---|",
    ]
    for family in FAMILIES:
        labels = ", ".join(f"`{label}`" for label in family.labels)
        lines.append(f"| `{family.name}` | {family.kind} | {labels} | {family.help} |")
    return "\n".join(lines) + "\n"
