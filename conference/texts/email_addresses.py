"""E-mail addresses in one form, internationalised ones included (RFC 6531, UTS #46). Pure: no name server is asked."""

_TYPED_SIGNS = str.maketrans({"＠": "@", "．": ".", "。": ".", "｡": "."})
"""Full-width signs that input methods of East Asia leave in an address."""


def read_email(text: str) -> str | None:
    """Return an address in the form in which it is stored and compared, None if it is not a complete address.

    The domain is in lower case and in its own script: `a@x.xn--p1ai` and `a@x.рф` are one address.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - only servers of the form need it

    try:
        return validate_email(text.translate(_TYPED_SIGNS), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def with_stored_addresses(text: str) -> str:
    """Return a text to search for with each complete address in the form in which it is stored."""
    return " ".join((read_email(word) or word) if "@" in word else word for word in text.split())
