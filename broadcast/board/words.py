"""Texts that screens show besides the event's data, from the catalogues (broadcast.board.domain.display.Words)."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.domain.interpretation import FLOOR
from broadcast.board.domain.sessions import Change, Phase, Reason
from broadcast.board.domain.signing_display import OBSERVERS, REGIONS, UNION
from conference.event import KINDS
from conference.languages import Text, pick
from conference.texts.catalogues import Catalogues, format_date, format_time, key_family
from conference.texts.countries import countries
from conference.texts.locale_data import locale_of

GENDERS = ("m", "f", "n", "p")
"""Masculine, feminine, neuter, plural: a phase is a participle and agrees with the kind of session."""

MEETINGS = frozenset({"plenary", "general_debate", "closing_session"})
"""Kinds of sessions that are adjourned; a side event or a ceremony is concluded instead."""

CONCLUDED, MERGED = "concluded", "merged"
PHASE = key_family("phase.", (f"{word}.{gender}" for word in (*Phase, CONCLUDED, MERGED) for gender in GENDERS))
KIND = key_family("session_kind.", (f"{kind}.name" for kind in KINDS))
KIND_GENDER = key_family("session_kind.", (f"{kind}.gender" for kind in KINDS))
CHANGE = key_family("session_change.", (change.value for change in Change))
REASON = key_family("session_reason.", (reason.value for reason in Reason))
ALERT_LABEL = key_family("alert.label.", (*AlertStatus, AlertKind.ALL_CLEAR))
ALERT_NOTE = key_family("alert.note.", (AlertStatus.EXERCISE, AlertStatus.TEST))
REGION = key_family("region.", (*REGIONS, UNION, OBSERVERS))

_GROUPS = {
    "African": "african",
    "Asia-Pacific": "asia_pacific",
    "Eastern European": "eastern_european",
    "GRULAC": "latin_american",
    "WEOG": "western_european",
    "WEOG (observer)": "western_european",
}
"""Groups of the list of countries. The United States, an observer of its group, counts in it as in elections."""


class CatalogueWords:
    """Texts from the catalogues, and countries under their UN names."""

    def __init__(self, catalogues: Catalogues, countries: Mapping[str, Text]) -> None:
        self._catalogues = catalogues
        self._countries = countries

    def phase(self, language: str, phase: Phase, kind: str) -> str:
        """Return a phase of a session of this kind: `Suspendue` of a séance, `Suspendu` of an atelier."""
        gender = self._catalogues.text(language, KIND_GENDER[f"{kind}.gender"])
        concluded = phase is Phase.ADJOURNED and kind not in MEETINGS
        return self._catalogues.text(language, PHASE[f"{CONCLUDED if concluded else phase.value}.{gender}"])

    def kind(self, language: str, kind: str) -> str:
        """Return the name of a kind of session."""
        return self._catalogues.text(language, KIND[f"{kind}.name"])

    def reason(self, language: str, reason: Reason) -> str:
        """Return the text of a reason."""
        return self._catalogues.text(language, REASON[reason.value])

    def signatories(self, language: str, count: int) -> str:
        """Return a number of signatories: `64 signatories`."""
        return self._catalogues.plural(language, "board.signatories", count)

    def country(self, language: str, code: str) -> str:
        """Return the UN name of a State, or the code itself if it is unknown."""
        return pick(self._countries[code], language)[0] if code in self._countries else code

    def region(self, language: str, group: str) -> str:
        """Return the name of a regional group of the United Nations, of the Union, or of the observer States."""
        return self._catalogues.text(language, REGION[group])

    def region_of(self, code: str) -> str:
        """Return the group in which a State is counted: `european_union` for the Union."""
        if code == "EU":
            return UNION
        country = countries().get(code)
        return _GROUPS.get(country.group, OBSERVERS) if country else OBSERVERS

    def ratifications(self, language: str, count: int, required: int) -> str:
        """Return `3 of 40 instruments of ratification deposited`."""
        return self._catalogues.plural(language, "board.ratifications", count, required=required)

    def language_name(self, language: str, code: str) -> str:
        """Return the name of a language, of the floor's channel, or the code itself if it is unknown."""
        if code == FLOOR:
            return self._catalogues.text(language, "board.interpretation.floor")
        return str(locale_of(language).languages.get(code, code))

    def lost_languages(self, language: str, names: str) -> str:
        """Return the text about languages that are lost."""
        return self._catalogues.text(language, "board.interpretation.lost", languages=names)

    def alert_label(self, language: str, status: AlertStatus, kind: AlertKind) -> str:
        """Return the word for an alert: for an actual one that of its kind, else `Exercise` or `Test`."""
        is_over = status is AlertStatus.ACTUAL and kind is AlertKind.ALL_CLEAR
        return self._catalogues.text(language, ALERT_LABEL[AlertKind.ALL_CLEAR if is_over else status])

    def alert_note(self, language: str, status: AlertStatus) -> str:
        """Return the sentence that there is no danger, "" for an actual alert."""
        return "" if status is AlertStatus.ACTUAL else self._catalogues.text(language, ALERT_NOTE[status])

    def minutes(self, language: str, count: int) -> str:
        """Return `5 minutes`, as after "in" (accusative in Russian, oblique in Arabic)."""
        return self._catalogues.plural(language, "board.in_minutes", count)

    def clock_time(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        """Return the time in the venue's time zone."""
        return format_time(language, at, zone)

    def dated_time(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        """Return day and time in the venue's time zone."""
        day = format_date(language, at.astimezone(zone).date(), year=False)
        return self._catalogues.text(language, "board.moment", day=day, time=format_time(language, at, zone))

    def merged(self, language: str, kind: str) -> str:
        """Return the phase of a session that takes place as a part of another one."""
        gender = self._catalogues.text(language, KIND_GENDER[f"{kind}.gender"])
        return self._catalogues.text(language, PHASE[f"{MERGED}.{gender}"])

    def change(self, language: str, change: Change, value: str) -> str:
        """Return the text of a change: `Previous room: Hall 2`, or `Added to the programme` with the value ""."""
        return self._catalogues.text(language, CHANGE[change.value], **({"value": value} if value else {}))
