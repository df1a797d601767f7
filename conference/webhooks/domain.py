"""Webhooks, the rules of their addresses, and the signatures of their messages. Pure."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from conference.errors import InvalidError
from conference.mail.outcomes import Backoff

MAX_URL = 500
MAX_NAME = 80
SECRET_PREFIX = "whsec_"  # noqa: S105 - a beginning, no secret
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

BACKOFF = Backoff(first=timedelta(seconds=5), longest=timedelta(hours=1), give_up_after=timedelta(hours=24))
"""Delays between attempts. A webhook whose message fails for a day is turned off."""


class DeliveryState(StrEnum):
    """State of a message: it waits for an attempt, was accepted by the receiver, or is not tried any more."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Stop(StrEnum):
    """Why a webhook is turned off: by a person, or because its messages failed."""

    PERSON = "person"
    FAILURES = "failures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of events of some kinds. `generation` counts its secrets; `stop` is None while on."""

    id: str
    name: str
    url: str
    kinds: frozenset[str]
    created_at: datetime
    generation: int = 1
    stop: Stop | None = None


class WebhookEvent(Struct, frozen=True):
    """Something that has happened: its kind, its time, and ids and states about it. No personal data."""

    kind: str
    at: datetime
    data: Mapping[str, object]

    def to_json(self) -> str:
        """Return the message."""
        message = {"type": self.kind, "timestamp": self.at.isoformat(), "data": self.data}
        return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def check_url(url: str, *, allows_private: bool) -> str:
    """Return the address of a webhook: https, or http to this machine if private addresses are allowed.

    Raises InvalidError `webhook.url_unfit`.
    """
    url = url.strip()
    error = InvalidError("webhook.url_unfit", {"url": "webhook.url_unfit"}, start="https://")
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise error
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise error from None
    is_local = allows_private and parts.scheme == "http" and host in LOOPBACK
    if not host or parts.username or parts.password or parts.fragment or not (parts.scheme == "https" or is_local):
        raise error
    return url


def secret_text(key: bytes) -> str:
    """Return the secret of a webhook as its receiver configures it (Standard Webhooks)."""
    return SECRET_PREFIX + base64.b64encode(key).decode("ascii")


def derive_secret(site_key: bytes, webhook: Webhook) -> bytes:
    """Return the key of a webhook's signatures, 32 bytes. It is not stored."""
    purpose = f"webhook\0{webhook.id}\0{webhook.generation}"
    return hmac.new(site_key, purpose.encode(), hashlib.sha256).digest()


def signed_headers(key: bytes, delivery_id: str, body: bytes, at: datetime) -> Mapping[str, str]:
    """Return the headers of a message: id, time of the attempt in seconds, and the signature of both and the body."""
    seconds = str(int(at.timestamp()))
    signature = hmac.new(key, f"{delivery_id}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode('ascii')}",
    }
