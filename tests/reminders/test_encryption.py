"""The body of a push message, read by another implementation: http_ece."""

import base64
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from backend.reminders.transports import encryption
from tests.reminders.pushing import Browser, text


def keys(browser: Browser) -> tuple[str, str]:
    return text(browser.public), text(browser.secret)


@given(st.binary(max_size=6000))
def test_what_is_encrypted_can_be_read_by_its_browser_alone(data):
    browser = Browser()
    body = encryption.encrypted(data, *keys(browser))
    assert http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm") == data
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(body, private_key=Browser().key, auth_secret=browser.secret, version="aes128gcm")


def test_it_is_byte_for_byte_what_http_ece_makes_of_the_same_key_and_salt(monkeypatch):
    browser, ours, salt = Browser(), ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    monkeypatch.setattr(encryption.ec, "generate_private_key", lambda _curve: ours)
    monkeypatch.setattr(encryption.os, "urandom", lambda size: salt[:size])
    theirs = http_ece.encrypt(b"Your 8am reminder.", salt=salt, private_key=ours, dh=browser.public, auth_secret=browser.secret, version="aes128gcm")
    assert encryption.encrypted(b"Your 8am reminder.", *keys(browser)) == theirs


def test_the_example_of_the_standard(monkeypatch):
    """RFC 8291, section 5 and appendix A."""
    private = int.from_bytes(_bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    monkeypatch.setattr(encryption.ec, "generate_private_key", lambda curve: ec.derive_private_key(private, curve))
    monkeypatch.setattr(encryption.os, "urandom", lambda _size: _bytes("DGv6ra1nlYgDCS1FRnbzlw"))
    p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    expected = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert text(encryption.encrypted(b"When I grow up, I want to be a watermelon", p256dh, "BTBZMqHH6r4Tts7J_aSIgg")) == expected


def test_each_message_has_a_key_and_a_salt_of_its_own():
    browser = Browser()
    heads = {encryption.encrypted(b"the same", *keys(browser))[:86] for _ in range(20)}
    assert len({head[:16] for head in heads}) == len({head[21:] for head in heads}) == 20


@pytest.mark.parametrize("p256dh", ["", "AAAA", "!!", text(b"\x04" + b"\x01" * 64)])
def test_what_is_no_key_is_refused(p256dh):
    with pytest.raises(ValueError, match=r"."):
        encryption.encrypted(b"", p256dh, "AAAA")


def _bytes(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))
