"""Error of drawing; its message is the text `error.badge.not_drawn` of the catalogues."""

from conference.errors import RostrumError


class NotDrawnError(RostrumError):
    """The template or the compiler failed; `diagnostic` says where, for the log, without personal data."""

    def __init__(self, diagnostic: str) -> None:
        self.diagnostic = diagnostic
        super().__init__("badge.not_drawn")
        self.add_note(diagnostic)
