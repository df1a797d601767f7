"""Rules of the header of an event: languages, days, applications, the desk, the look, ages of data, screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from conference.event.documents import HEADER, Finding
from conference.event.drafts import Draft
from conference.event.errors import Problem
from conference.event.model import Header
from conference.graphics.colours import LEAST_CONTRAST, PAPER, contrast_ratio, legible_colour

MOST_DAYS = 60
"""The longest conference: pages list all its days."""

AT_ONCE = "at_once"


def find_header_faults(draft: Draft) -> Iterator[Finding]:
    """Find every rule that the header violates; none if it could not be read."""
    if draft.header is None:
        return
    yield from _check_header(draft.header)
    yield from _check_tally(draft.header, draft)
    yield from _check_applications(draft.header, draft)
    yield from _check_desk(draft.header)
    yield from _check_look(draft.header)
    yield from _check_retention(draft.header)
    yield from _check_scripts(draft.header)
    yield from _check_screens(draft.header)


def _check_header(header: Header) -> Iterator[Finding]:
    if not header.languages:
        yield _in_header(
            "languages", Problem("empty", "missing"), "name at least one language, or leave the key out for all seven"
        )
    repeated = sorted({code for code in header.languages if header.languages.count(code) > 1})
    if repeated:
        yield _in_header("languages", Problem(f"{', '.join(repeated)} used twice", "twice"))
    yield from _check_decisions(header)
    if header.speaking.red_s > header.speaking.amber_s:
        yield _in_header("speaking", Problem("more than amber_s", "red_before_amber"), "", "red_s")
    if header.ends_on < header.starts_on:
        yield _in_header("ends_on", Problem("before starts_on", "not_after"))
    elif header.ends_on - header.starts_on >= timedelta(days=MOST_DAYS):
        yield _in_header("ends_on", Problem(f"more than {MOST_DAYS} days from starts_on", "days", str(MOST_DAYS)))


def _check_tally(header: Header, draft: Draft) -> Iterator[Finding]:
    if draft.names.get("signatories") and header.tally_source is None:
        proposal = f"add {', '.join(f'tally_source.{code}' for code in header.languages)}, which names who counts"
        problem = Problem("missing, and the event has signatories", "missing")
        yield _in_header("tally_source", problem, proposal)


def _in_header(key: str, problem: str, proposal: str = "", *more: str | int) -> Finding:
    return Finding(HEADER, (key, *more), problem, proposal)


def _check_scripts(header: Header) -> Iterator[Finding]:
    signers = header.scripts.sign_off
    if not signers:
        yield _in_header(
            "scripts", Problem("empty", "missing"), "name who signs, or leave the key out for all", "sign_off"
        )
    for number, signer in enumerate(signers):
        if signer in signers[:number]:
            yield _in_header("scripts", Problem("used twice", "twice"), "", "sign_off", number)


def _check_screens(header: Header) -> Iterator[Finding]:
    rules = header.screens
    if "mail" in rules.notices and not rules.notice_mail:
        yield _in_header("screens", Problem("empty", "missing"), "name who gets the letters", "notice_mail")
    if rules.notice_mail and "mail" not in rules.notices:
        problem = Problem("mail is missing, and notice_mail is given", "letters_off")
        yield _in_header("screens", problem, 'add "mail", or leave notice_mail out', "notices")
    for field, code in (("notices", "twice"), ("notice_mail", "address_twice")):
        values = getattr(rules, field)
        for number, value in enumerate(values):
            if value in values[:number]:
                yield _in_header("screens", Problem("used twice", code), "", field, number)


def _check_decisions(header: Header) -> Iterator[Finding]:
    hours = header.decisions
    repeated = sorted({hour for hour in hours if hours.count(hour) > 1})
    if repeated:
        yield _in_header("decisions", Problem(f"{', '.join(repeated)} used twice", "twice"))
    if AT_ONCE in hours and len(set(hours)) > 1:
        yield _in_header(
            "decisions", Problem(f'"{AT_ONCE}" beside hours', "at_once_and_hours"), "write one or the other"
        )


def _check_applications(header: Header, draft: Draft) -> Iterator[Finding]:
    period = header.applications
    if period.closes_at <= period.opens_at:
        yield _in_header("applications", Problem("not after opens_at", "not_after"), "", "closes_at")
    if period.decided_by is not None and period.decided_by < period.closes_at:
        yield _in_header("applications", Problem("before closes_at", "before_close"), "", "decided_by")
    if draft.zone is None:
        return
    for field, moment in (("closes_at", period.closes_at), ("decided_by", period.decided_by)):
        if moment is not None and moment.astimezone(draft.zone).date() > header.ends_on:
            problem = Problem("after the end of the event (ends_on)", "after_event")
            yield _in_header("applications", problem, "", field)


def _check_look(header: Header) -> Iterator[Finding]:
    colour = header.look.colour
    if colour is None or (legible := legible_colour(colour)) == colour:
        return
    said = f"contrast {contrast_ratio(colour, PAPER):.1f} to the paper of pages, less than {LEAST_CONTRAST}"
    proposal = f"choose a darker colour, such as {legible!r}"
    yield _in_header("look", Problem(said, "contrast", legible), proposal, "colour")


def _check_retention(header: Header) -> Iterator[Finding]:
    """Check that no data of an application are kept longer than it, and that it is not kept longer than the trail."""
    days = header.retention
    for name in ("documents", "passport", "photos", "contacts", "scans"):
        if getattr(days, name) > days.applications:
            yield _in_header("retention", Problem("longer than applications", "kept_shorter"), "", name)
    if days.applications > days.trail:
        yield _in_header("retention", Problem("longer than trail", "kept_shorter"), "", "applications")


def _check_desk(header: Header) -> Iterator[Finding]:
    for number, hours in enumerate(header.desk.hours if header.desk else ()):
        if hours.closes_at <= hours.opens_at:
            yield _in_header("desk", Problem("not after opens_at", "not_after"), "", "hours", number, "closes_at")
