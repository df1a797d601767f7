"""Addresses and signatures of webhooks."""

import base64
from dataclasses import replace

import pytest

from conference.errors import InvalidError
from conference.webhooks.domain import Webhook, check_url, derive_secret, secret_text, signed_headers
from tests.conftest import MORNING

HOOK = Webhook(id="wh_1", name="n", url="https://a.example", kinds=frozenset(), created_at=MORNING)


@pytest.mark.parametrize("url", ["https://a.example", " https://a.example:8443/x?y=1 ", "https://[2a00::1]/"])
def test_https_addresses_are_accepted(url: str) -> None:
    assert check_url(url, allows_private=False) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        *("", "a.example", "http://a.example", "ftp://a.example", "https://", "https://u:p@a.example", "//a.example"),
        *("https://a.example/#x", "https://a.example:99999", "https://é.example", "https://a b", "https://[::1"),
        *("https://a.example\\@b.example", "javascript:x", "http://127.0.0.1", "https://a.example/" + "x" * 500),
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidError, match=r"webhook\.url_unfit"):
        check_url(url, allows_private=False)


def test_http_goes_to_this_machine_alone_where_allowed() -> None:
    assert check_url("http://127.0.0.1:9/", allows_private=True)
    with pytest.raises(InvalidError):
        check_url("http://192.168.0.1/", allows_private=True)


def test_signature_is_that_of_the_standard() -> None:
    """The example of the library `standardwebhooks`."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = MORNING.fromtimestamp(1614265330, MORNING.tzinfo)
    headers = signed_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', moment)
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secret_depends_on_key_webhook_and_generation() -> None:
    keys = {derive_secret(b"a", HOOK), derive_secret(b"b", HOOK), derive_secret(b"a", replace(HOOK, generation=2))}
    assert len(keys) == 3
    assert derive_secret(b"a", HOOK) not in {derive_secret(b"a", replace(HOOK, id="wh_2"))}
    assert secret_text(derive_secret(b"a", HOOK)).startswith("whsec_")
