"""Letters to staff: what they say, and to whom they go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from conference.auth.storage import Account, secret_hash
from conference.mail.letters import LetterRequest, LetterWriter
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.transactions import Transaction

INVITATION = "staff.invitation"
PASSWORD_RESET = "staff.password_reset"  # noqa: S105 - a kind of letter
PASSWORD_CHANGED = "staff.password_changed"  # noqa: S105 - a kind of letter
SECOND_FACTOR_RESET = "staff.second_factor_reset"

FORGOTTEN = "/staff/sign-in/forgotten"
"""Path of the page that asks for the link of a new password."""

TEXTS = key_family("letter.", letter_texts((INVITATION, PASSWORD_RESET, PASSWORD_CHANGED, SECOND_FACTOR_RESET)))


class StaffMail(Struct, frozen=True):
    """The writer of letters, None where the site sends no mail, and the public address of the site for their links."""

    writer: LetterWriter | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLetter:
    """A letter about an account. `once` and `values` are as in `LetterRequest`; `path` is that of its link.

    A link that is `secret` lets nobody but the recipient read the letter.
    """

    kind: str
    once: str
    path: str
    is_secret: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


async def write_letter(mail: StaffMail, transaction: Transaction, account: Account, letter: StaffLetter) -> bool:
    """Write a letter to the person of an account; False where there is no mail or no address."""
    if mail.writer is None or account.email is None:
        return False
    staff = account.staff
    request = LetterRequest(
        kind=letter.kind,
        about=staff.id,
        once=letter.once,
        address=account.email,
        name=staff.name,
        language=staff.language,
        values={"name": staff.name, "username": staff.username, **letter.values},
        link=f"{mail.address}{letter.path}",
        confidential=letter.is_secret,
    )
    await mail.writer.write(transaction, request)
    return True


async def write_password_changed(mail: StaffMail, transaction: Transaction, account: Account, hashed: str) -> None:
    """Confirm to a person that the password of the account was changed to the one of a hash."""
    letter = StaffLetter(kind=PASSWORD_CHANGED, once=secret_hash(hashed), path=FORGOTTEN)
    await write_letter(mail, transaction, account, letter)
