"""Groups of values in event.toml: periods, hours and rules."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from conference.event.model.fields import (
    Colour,
    Count,
    EmailAddress,
    Entry,
    Limit,
    LogoFile,
    RetentionDays,
    ReviewHours,
    Seconds,
    SignerCode,
)
from conference.languages import Text


class OpeningHours(Entry, frozen=True, kw_only=True):
    """Hours of one day."""

    opens_at: datetime
    closes_at: datetime


class BadgeDesk(Entry, frozen=True, kw_only=True):
    """Where badges are collected; `found` asks finders of one for it (on its back). Reviews take `review_hours`."""

    place: Text
    found: Text
    hours: tuple[OpeningHours, ...]
    review_hours: ReviewHours = 48
    assumed: bool = False


class ApplicationPeriod(Entry, frozen=True, kw_only=True):
    """When journalists may apply: `opens_at` ≤ t < `closes_at`.

    All decisions are made by `decided_by`, if it is declared. `contact` is the e-mail address for questions about
    applications, shown while none are accepted.
    """

    opens_at: datetime
    closes_at: datetime
    contact: EmailAddress
    decided_by: datetime | None = None
    assumed: bool = False


class StaffRules(Entry, frozen=True, kw_only=True):
    """How staff sign in: with a second factor (TOTP) by choice, or all of them, or those with some roles."""

    totp: Literal["optional", "required"] = "optional"
    totp_roles: tuple[str, ...] = ()


class OutletRules(Entry, frozen=True, kw_only=True):
    """How many people an outlet may have accredited, unless an officer has set its own quota (None: any number).

    `delegation_cap` is that number for all official media of a country together.
    """

    quota: Count | None = None
    delegation_cap: Count | None = None


class ConsoleRules(Entry, frozen=True, kw_only=True):
    """Acts of operators that need a second one: a cancellation, a closure, an urgent announcement to all screens."""

    second_person_for: tuple[Literal["cancel", "close", "emergency"], ...] = ()


class ScreenRules(Entry, frozen=True, kw_only=True):
    """Who is told of a screen that is dark for `notice_after_s`: operators on the console, `notice_mail` by letter."""

    notices: tuple[Literal["console", "mail"], ...] = ("console",)
    notice_mail: tuple[EmailAddress, ...] = ()
    notice_after_s: Seconds = 30


class IdentityRules(Entry, frozen=True, kw_only=True):
    """Whether the form asks for the machine-readable lines of the passport, what of them is stored, who sees it whole.

    Staff with one of `full_view_roles` see the full data, and each view is recorded; others see them masked.
    """

    passport_lines: Literal["off", "optional", "required"] = "off"
    keep_number: bool = True
    keep_birth_date: bool = True
    full_view_roles: tuple[str, ...] = ("security_officer",)


class SpeakingTimes(Entry, frozen=True, kw_only=True):
    """Seconds of the rights of reply of a delegation in a session, first and following, and of a timer's colours.

    A timer is amber in the last `amber_s` seconds and red in the last `red_s`.
    """

    reply_limits_s: tuple[Limit, ...] = (600, 300)
    amber_s: Seconds = 60
    red_s: Seconds = 10


class Look(Entry, frozen=True, kw_only=True):
    """Accent colour of the event's pages, screens and letters (None: the program's own), and logo, a file's name."""

    colour: Colour | None = None
    logo: LogoFile | None = None


class ScriptRules(Entry, frozen=True, kw_only=True):
    """Who signs each version of a session's script; all of these must.

    A session with an unsigned script warns before it opens, with `warn = "all"` also one without a script.
    """

    sign_off: tuple[SignerCode, ...] = ("protocol", "reception", "security", "media")
    warn: Literal["all", "begun"] = "begun"


class Retention(Entry, frozen=True, kw_only=True):
    """Days after the event for which each class of data is kept (`conference.retention.ages.DataClass`).

    The privacy notice states them, and the daily deletion keeps to them.
    """

    documents: RetentionDays = 30
    passport: RetentionDays = 30
    photos: RetentionDays = 30
    contacts: RetentionDays = 30
    applications: RetentionDays = 30
    scans: RetentionDays = 30
    trail: RetentionDays = 1825
