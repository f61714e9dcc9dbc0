"""What IIMP puts on the wire (profile §1, §3, §4, §8): key documents, messages, attachments."""
import base64
import hashlib
import json
import os
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl import bindings as sodium
from nacl.public import PrivateKey, PublicKey, SealedBox

OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
CHUNK = 65536


def b64u(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64u(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(raw) != text:
        raise ValueError("not canonical base64url")
    return raw


def jcs(value):
    """RFC 8785, for what IIMP signs: objects with ASCII names, lists, strings, integers and null."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def now():
    return int(time.time() * 1000)


def uuid7():
    raw = bytearray(now().to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def raw_public(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def public_key(text):
    return ed25519.Ed25519PublicKey.from_public_bytes(unb64u(text))


class Person:
    """A user with the private keys, and the document that tells of the public ones."""

    def __init__(self, address, alg="x25519"):
        self.address, self.identity, self.is_rsa = address, ed25519.Ed25519PrivateKey.generate(), alg != "x25519"
        if self.is_rsa:
            self.secret = rsa.generate_private_key(65537, 2048)
            spki = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            public = self.secret.public_key().public_bytes(*spki)
        else:
            self.secret = PrivateKey.generate()
            public = bytes(self.secret.public_key)
        key_id = hashlib.sha256(public).hexdigest()[:16]
        self.document = {
            "user": address,
            "identity_key": {"alg": "ed25519", "public_key": b64u(raw_public(self.identity))},
            "encryption_key": {"alg": alg, "public_key": b64u(public), "key_id": key_id},
            "updated_at": now(),
        }
        self.document["signature"] = b64u(self.identity.sign(b"IIMP-v1-keys\n" + jcs(self.document)))

    def open_key(self, sealed):
        return self.secret.decrypt(sealed, OAEP) if self.is_rsa else SealedBox(self.secret).decrypt(sealed)


def check_document(document):
    body = {name: value for name, value in document.items() if name != "signature"}
    identity = public_key(document["identity_key"]["public_key"])
    identity.verify(unb64u(document["signature"]), b"IIMP-v1-keys\n" + jcs(body))


def seal_key(key, encryption_key):
    public = unb64u(encryption_key["public_key"])
    if encryption_key["alg"] == "x25519":
        return b64u(SealedBox(PublicKey(public)).encrypt(key))
    return b64u(serialization.load_der_public_key(public).encrypt(key, OAEP))


def header(m):
    same = ("message_id", "conversation_id", "sender", "timestamp", "type", "reference")
    lists = {"participants": sorted(m["participants"]), "attachments": m.get("attachments", [])}
    return {**{name: m[name] for name in same}, **lists}


def signed_part(m, payload):
    return b"IIMP-v1-message\n" + jcs(header(m)) + hashlib.sha256(payload).digest()


def compose(sender, documents, text, conversation=None, edits=None, files=()):
    """A message from a Person to the users of the documents, the sender's among them. `files` come from `seal_file`."""
    m = {
        "message_id": uuid7(),
        "conversation_id": conversation or uuid7(),
        "sender": sender.address,
        "participants": [document["user"] for document in documents],
        "timestamp": now(),
        "type": "edit" if edits else "text",
        "reference": edits,
    }
    if files:
        m["attachments"] = [{name: f[name] for name in ("attachment_id", "size", "sha256")} for f in files]
    inside = [{name: f[name] for name in ("attachment_id", "key", "name", "media_type")} | {"size": f["length"]} for f in files]
    key, nonce = os.urandom(32), os.urandom(12)
    plain = json.dumps({"v": 1, "text": text, "attachments": inside}).encode()
    payload = b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, jcs(header(m)))
    m["encrypted_payload"] = b64u(payload)
    m["encrypted_keys"] = [
        {"recipient": d["user"], "encrypted_key": seal_key(key, d["encryption_key"]), "key_id": d["encryption_key"]["key_id"]}
        for d in documents
    ]
    m["signature"] = b64u(sender.identity.sign(signed_part(m, payload)))
    return m


def read(person, m, sender_document):
    """What a message says to a person; fails unless its sender signed it."""
    payload = unb64u(m["encrypted_payload"])
    public_key(sender_document["identity_key"]["public_key"]).verify(unb64u(m["signature"]), signed_part(m, payload))
    sealed = next(k["encrypted_key"] for k in m["encrypted_keys"] if k["recipient"] == person.address)
    return json.loads(AESGCM(person.open_key(unb64u(sealed))).decrypt(payload[1:13], payload[13:], jcs(header(m))))


def seal_file(data, name):
    """The ciphertext of a file, and what messages say of it."""
    key, state = os.urandom(32), sodium.crypto_secretstream_xchacha20poly1305_state()
    sealed = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for at in range(0, max(len(data), 1), CHUNK):
        tag = 3 if at + CHUNK >= len(data) else 0
        sealed += sodium.crypto_secretstream_xchacha20poly1305_push(state, data[at : at + CHUNK], None, tag)
    digest = hashlib.sha256(sealed).hexdigest()
    about = {"attachment_id": uuid7(), "size": len(sealed), "sha256": digest, "key": b64u(key)}
    return sealed, {**about, "name": name, "media_type": "application/octet-stream", "length": len(data)}


def open_file(sealed, key):
    state, data, tag = sodium.crypto_secretstream_xchacha20poly1305_state(), b"", 0
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[:24], unb64u(key))
    for at in range(24, len(sealed), CHUNK + 17):
        chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed[at : at + CHUNK + 17], None)
        data += chunk
    if tag != 3:
        raise ValueError("truncated")
    return data
