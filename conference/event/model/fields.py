"""Types of single values in the event's files, and the base of all entries."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}\Z")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")]
StreamAddress = Annotated[str, Meta(pattern=r"^https?://[!-~]{1,246}\Z")]
LogoFile = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,70}\.(png|webp)\Z")]
PictureFile = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,70}\.(jpg|jpeg|png)\Z")]
Letter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}\Z")]
ClosingTime = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|never)\Z")]
EmailAddress = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+\Z")]
Telephone = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()./-]{2,30}\Z")]
Iso2 = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Mark = Annotated[str, Meta(min_length=1, max_length=2)]
ZoneBit = Annotated[int, Meta(ge=0, le=15)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Order = Annotated[int, Meta(ge=0, le=1_000_000)]
Limit = Annotated[int, Meta(ge=1, le=14_400)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
DayBadgeCount = Annotated[int, Meta(ge=0, le=2000)]
RetentionDays = Annotated[int, Meta(ge=1, le=3650)]
AnswerLimit = Annotated[int, Meta(ge=1, le=1_000_000_000)]
RowCount = Annotated[int, Meta(ge=1, le=200)]
ReviewHours = Annotated[int, Meta(ge=1, le=2000)]
Megabytes = Annotated[int, Meta(ge=1, le=50)]
PageCount = Annotated[int, Meta(ge=1, le=50)]
AlertMinutes = Annotated[int, Meta(ge=1, le=1440)]
FileCount = Annotated[int, Meta(ge=1, le=10)]
DocumentType = Literal["pdf", "jpeg", "png", "webp"]
OutletKind = Literal["agency", "broadcaster", "newspaper", "online", "photo", "freelance", "official", "other"]
SignerCode = Literal["protocol", "reception", "security", "media"]
LanguageCode = Literal["ar", "zh", "en", "fr", "ru", "es", "vi"]
Precision = Literal["exact", "about", "at_least", "more_than"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all types that are read from the event's files. An unknown key is an error."""
