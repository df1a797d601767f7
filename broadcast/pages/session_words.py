"""What screens say of a session, as lines of text in each language of the event: the preview of an act."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.board import State
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import phase_time
from conference.languages import language
from conference.texts.catalogues import Catalogues
from conference.texts.dates import format_date, format_time


class OutgoingText(Struct, frozen=True, kw_only=True):
    """The lines in one language, with its name in itself, its BCP 47 tag and its direction."""

    tag: str
    direction: str
    own_name: str
    lines: list[str]


class Outgoing(Struct, frozen=True, kw_only=True):
    """What screens would show of a session after an act, by language; `problem` is why the act is not possible now."""

    head: str
    texts: list[OutgoingText] = []
    problem: str = ""


class SessionTeller(Struct, frozen=True, kw_only=True):
    """What the lines depend on: the board, the texts, the languages of the event, and the time."""

    context: ProjectionContext
    catalogues: Catalogues
    languages: Iterable[str]
    now: datetime

    def tell(self, session: Session, head: str, states: Mapping[str, State] | None = None) -> Outgoing:
        """Return what screens show of a session once the board has these `states` too.

        Without any, hours and room are as before, and are left out unless there is nothing else.
        """
        context = replace(self.context, board={**self.context.board, **(states or {})})
        texts = []
        for code in self.languages:
            shown, face = project(session, context, code), language(code)
            if isinstance(shown, ShownSession):
                place, others = self._tell_place(shown, code), self._list_others(shown, code)
                lines = others if others and not states else [place, *others]
                texts.append(OutgoingText(tag=face.tag, direction=face.direction, own_name=face.own_name, lines=lines))
        return Outgoing(head=head, texts=texts)

    def _tell_place(self, shown: ShownSession, code: str) -> str:
        start, end = (format_time(code, at, self.context.zone) for at in (shown.starts_at, shown.ends_at))
        is_other_day = shown.day != local_day(self.now, self.context.zone)
        day = [format_date(code, shown.day, year=False)] if is_other_day else []
        return " · ".join([*day, f"\u2066{start}–{end}\u2069", shown.room_name])

    def _list_others(self, shown: ShownSession, code: str) -> list[str]:
        """Return the phase with its time and reason, and the differences from the loaded event."""
        label = "" if shown.phase == Phase.SCHEDULED else shown.phase_label
        state = " · ".join(one for one in (label, self._tell_time(shown, code), shown.reason) if one)
        return [line for line in (state, *(change.text for change in shown.changes)) if line]

    def _tell_time(self, shown: ShownSession, code: str) -> str:
        """Return the text about the time of the phase, as `phase_when` of `pages/parts.html` writes it."""
        when, zone = phase_time(shown, self.now), self.context.zone
        if when is None:
            return ""
        if when.at is None:
            return self.catalogues.text(code, when.text)
        time, day = format_time(code, when.at, zone), local_day(when.at, zone)
        if day == local_day(self.now, zone):
            return self.catalogues.text(code, when.text, time=time)
        dated = format_date(code, day, year=False)
        if when.dated_text:
            return self.catalogues.text(code, when.dated_text, day=dated, time=time)
        return self.catalogues.text(
            code, when.text, time=self.catalogues.text(code, "board.moment", day=dated, time=time)
        )
