"""Signatures of screens."""

from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.feed.identity.proofs import (
    is_proved,
    is_public_key,
    make_nonce,
    public_text,
    sign_text,
    signed_text,
)

KEY = ec.generate_private_key(ec.SECP256R1())


def test_proof_holds_for_one_origin_name_and_nonce() -> None:
    nonce, key = make_nonce(), public_text(KEY)
    content = signed_text("https://press.example", "lobby-1", nonce)
    signature = sign_text(KEY, content)
    assert is_proved(key, content, signature)
    for other in (
        signed_text("https://elsewhere.example", "lobby-1", nonce),
        signed_text("https://press.example", "lobby-2", nonce),
        signed_text("https://press.example", "lobby-1", make_nonce()),
    ):
        assert not is_proved(key, other, signature)
    assert not is_proved(public_text(ec.generate_private_key(ec.SECP256R1())), content, signature)


def test_malformed_keys_and_signatures_prove_nothing() -> None:
    key, content = public_text(KEY), signed_text("", "x", "")
    assert is_public_key(key)
    for text in ("", "é", "A" * 87, key[:-1], key + "A", "!" * 87, "C" + key[1:], "A" * 500):
        assert not is_public_key(text)
        assert not is_proved(text, content, sign_text(KEY, content))
        assert not is_proved(key, content, text)
