"""The addresses by which other programs follow the programme, each with its name and QR code."""

from functools import lru_cache

from msgspec import Struct

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.calendars import calendar_path
from broadcast.publish.feeds.selection import Scope, Selection
from broadcast.publish.programme_view import list_options
from conference.texts.catalogues import Catalogues
from conference.texts.dates import format_date
from conference.texts.link_qr import LinkQr, link_qr

MOST_CODES = 512
"""QR codes that are kept: those of an event with twenty rooms in seven languages. A code takes 30 ms to compute."""


class FollowWay(Struct, frozen=True, kw_only=True):
    """A calendar or feed: its name, its address, and the address that opens it in a calendar, "" for a feed."""

    name: str
    address: str
    qr: LinkQr
    opens: str = ""


class FollowWays(Struct, frozen=True, kw_only=True):
    """The ways in one language: calendars of the whole programme and of days, those of rooms, and feeds."""

    calendars: tuple[FollowWay, ...]
    rooms: tuple[FollowWay, ...]
    feeds: tuple[FollowWay, ...]


class WayMaker(Struct, frozen=True, kw_only=True):
    """Make the ways for a board in the language `code`. `site` is the site's address, without a slash at its end."""

    board: PublicBoard
    code: str
    site: str
    catalogues: Catalogues

    def list_ways(self) -> FollowWays:
        """Return all ways. Computes QR codes, which takes up to a second."""
        options = list_options(self.board)
        days = [(format_date(self.code, day, weekday=True), day.isoformat()) for day in options.days]
        return FollowWays(
            calendars=(
                self._make_calendar(self.catalogues.text(self.code, "publish.programme.link"), Selection()),
                *(self._make_calendar(name, Selection(scope=Scope.DAY, name=day)) for name, day in days),
            ),
            rooms=tuple(
                self._make_calendar(name, Selection(scope=Scope.ROOM, name=room))
                for room, name in options.rooms.items()
            ),
            feeds=(
                self._make_feed(self.catalogues.text(self.code, "feeds.changes"), "atom"),
                *(
                    self._make_feed(self.catalogues.text(self.code, "publish.follow.data", format=kind.upper()), kind)
                    for kind in ("json", "csv")
                ),
            ),
        )

    def _make_calendar(self, name: str, selection: Selection) -> FollowWay:
        address = f"{self.site}{calendar_path(self.code, selection)}"
        opens = f"webcal://{address.partition('://')[2]}"
        return FollowWay(name=name, address=address, qr=_keep_code(opens), opens=opens)

    def _make_feed(self, name: str, kind: str) -> FollowWay:
        address = f"{self.site}/feeds/{self.code}/programme.{kind}"
        return FollowWay(name=name, address=address, qr=_keep_code(address))


_keep_code = lru_cache(maxsize=MOST_CODES)(link_qr)
