"""Telephone numbers in one form that can be dialled from anywhere (ITU-T E.164). Pure.

`phonenumbers` reads national forms by the numbering plans of all countries. A country is ISO 3166-1 alpha-2.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MAX_CHARACTERS = 32
"""Characters of a number with its extension, as it is stored."""

_EXTENSION_WORDS = re.compile("转|轉|分机|分機|máy lẻ|poste|interno|anexo|تحويلة|داخلي", re.IGNORECASE)
"""Words before an extension that `phonenumbers` does not know."""

DEFAULT_EXAMPLE = "+84 912 345 678"


def read_phone(text: str, country: str) -> str | None:
    """Return a typed number as `+84912345678` or `+842438251234 ext. 12`, None if it cannot be dialled.

    A number without a country code is completed by that of the country, if it is valid there.
    """
    text = _EXTENSION_WORDS.sub(" ext. ", text)
    number = _parse_number(text, country)
    if number is None and text.startswith("00"):  # the usual international prefix, unknown in some countries' plans
        number = _parse_number(f"+{text[2:]}", country)
    if number is None:
        return None
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - as in `_parse_number`

    extension, number.extension = number.extension, None
    dialled = format_number(number, PhoneNumberFormat.E164)
    stored = f"{dialled} ext. {extension}" if extension else dialled
    return stored if len(stored) <= MAX_CHARACTERS else None


def grouped_phone(stored: str) -> str:
    """Return a stored number as `(+84) 912 345 678`, which a spreadsheet reads as text; other texts unchanged."""
    dialled, space, extension = stored.partition(" ")
    number = _parse_number(dialled, "")
    if number is None:
        return stored
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415 - as in `_parse_number`

    code, _, groups = format_number(number, PhoneNumberFormat.INTERNATIONAL).partition(" ")
    return f"({code}) {groups}{space}{extension}"


def example_of(country: str) -> str:
    """Return an example of a mobile number of a country, in international form; a general one for other codes."""
    if not country:
        return DEFAULT_EXAMPLE
    import phonenumbers  # noqa: PLC0415 - as in `_parse_number`

    kind = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country, kind) or phonenumbers.example_number(country)
    if example is None:
        return DEFAULT_EXAMPLE
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _parse_number(text: str, country: str) -> "PhoneNumber | None":
    """Return the number if it can be dialled: a plausible length after a country code, else valid in the country.

    New ranges of a country are valid before the library knows them, so that a country code needs no known range.
    """
    import phonenumbers  # noqa: PLC0415 - only servers of the form need it

    region = country if country in phonenumbers.SUPPORTED_REGIONS else None
    try:
        number = phonenumbers.parse(text, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return number if phonenumbers.is_valid_number(number) else None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None
