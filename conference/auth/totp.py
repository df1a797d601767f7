"""One-time codes of an authenticator app (TOTP, RFC 6238) and recovery codes. Pure, but for new random secrets."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

STEP_S = 30
WINDOW = 1
"""Steps before and after the present one whose codes are accepted, for clocks that differ."""

RECOVERY_CODES = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_GROUPS, _GROUP = 4, 4
_LOOK_ALIKE = str.maketrans("oil", "011")
MAX_TYPED = 64
"""Characters of a typed code that are read."""


def new_secret() -> str:
    """Return a new secret of 160 bits, in base 32."""
    from pyotp import random_base32  # noqa: PLC0415 - only sites with second factors need it

    return random_base32()


def setup_address(secret: str, *, username: str, issuer: str) -> str:
    """Return the `otpauth:` address that authenticator apps read from a QR code."""
    from pyotp import TOTP  # noqa: PLC0415 - as above

    return TOTP(secret, interval=STEP_S).provisioning_uri(name=username, issuer_name=issuer)


def find_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the time step whose code was typed, the earliest of those accepted now; None for a wrong code."""
    from pyotp import TOTP  # noqa: PLC0415 - as above

    code, current = normal_code(typed), int(now.timestamp()) // STEP_S
    steps = range(current - WINDOW, current + WINDOW + 1)
    codes = {step: TOTP(secret, interval=STEP_S).generate_otp(step) for step in steps}
    matching = [step for step, right in codes.items() if hmac.compare_digest(right.encode(), code.encode())]
    return matching[0] if matching else None


def normal_code(typed: str) -> str:
    """Return a typed code in lower case, with digits of any script as ASCII, without what separates its groups."""
    signs = (str(unicodedata.digit(sign, sign)) for sign in typed[:MAX_TYPED].lower())
    return "".join(sign for sign in signs if sign.isascii() and sign.isalnum())


def new_recovery_codes() -> list[str]:
    """Return new recovery codes of 80 random bits, such as `k3vd-9m2q-7xtn-4hbw`."""
    return ["-".join(_random_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def _random_group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))


def recovery_digest(staff_id: str, typed: str) -> str:
    """Return the stored digest of a person's recovery code, however its groups and look-alike signs were typed."""
    code = normal_code(typed).translate(_LOOK_ALIKE)
    return hashlib.sha256(f"{staff_id}\0{code}".encode()).hexdigest()
