"""HTTP signatures as profile §6 wants them: RFC 9421 and RFC 9530 over a small reader of RFC 8941."""
import base64
import hashlib
import os
import re
import time

from wire import b64u, unb64u

ITEMS = (
    (re.compile(r'"((?:[^"\\]|\\["\\])*)"'), lambda text: re.sub(r"\\(.)", r"\1", text)),
    (re.compile(r":([A-Za-z0-9+/=]*):"), base64.b64decode),
    (re.compile(r"(-?\d{1,15})(?![\d.])"), int),
)
KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
REQUEST = ("@method", "@authority", "@path", "@query", "iimp-destination")
BODY = ("content-digest", "content-type")
RECEIPT = [("content-digest", {"req": True}), ("signature", {"req": True, "key": "iimp"}), ("content-digest", {}), ("@status", {})]


class Field:
    """Reads a dictionary of items and inner lists: `{key: (value, parameters)}`."""

    def __init__(self, text):
        self.text, self.at = text.strip(), 0

    def match(self, pattern):
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def take(self, pattern):
        return self.match(re.compile(pattern)) is not None

    def item(self):
        for pattern, make in ITEMS:
            if found := self.match(pattern):
                return make(found.group(1))
        raise ValueError(f"no item at {self.at} of {self.text}")

    def parameters(self):
        found = {}
        while self.take("; *"):
            name = self.match(KEY).group()
            found[name] = self.item() if self.take("=") else True
        return found

    def member(self):
        if not self.take(r"\( *"):
            return self.item(), self.parameters()
        items = []
        while not self.take(r" *\)"):
            items.append((self.item(), self.parameters()))
            self.take(" *")
        return items, self.parameters()

    def dictionary(self):
        found = {}
        while self.at < len(self.text):
            name = self.match(KEY).group()
            found[name] = self.member() if self.take("=") else (True, self.parameters())
            self.take(r"[ \t]*,[ \t]*")
        return found


def show(value):
    if isinstance(value, bytes):
        return f":{base64.b64encode(value).decode()}:"
    return str(value) if isinstance(value, int) else f'"{value}"'


def show_parameters(parameters):
    return "".join(f";{name}" if value is True else f";{name}={show(value)}" for name, value in parameters.items())


def show_list(items, parameters):
    return "(" + " ".join(show(name) + show_parameters(more) for name, more in items) + ")" + show_parameters(parameters)


def base_of(items, parameters, value_of):
    lines = [f"{show(name)}{show_parameters(more)}: {value_of(name, more)}" for name, more in items]
    return "\n".join([*lines, f'"@signature-params": {show_list(items, parameters)}']).encode()


def digest(body):
    return f"sha-256={show(hashlib.sha256(body).digest())}"


def values_of(method, authority, target, headers):
    path, _, query = target.partition("?")
    derived = {"@method": method, "@authority": authority, "@path": path, "@query": f"?{query}"}
    return lambda name, _: derived.get(name) or headers[name]


def sign(key, key_id, method, authority, target, headers, without=(), at=None, nonce=None, life=90):
    """Headers that sign a request: components backwards, parameters in an order of our own, and all the spaces that RFC 8941 allows."""
    names = [*REQUEST, *(BODY if "content-digest" in headers else ())]
    items = [(name, {}) for name in reversed(names) if name not in without and name in [*REQUEST[:4], *headers]]
    created = int(at or time.time())
    parameters = {"tag": "iimp-federation-v1", "nonce": nonce or b64u(os.urandom(24)), "keyid": key_id}
    parameters |= {"expires": created + life, "alg": "ed25519", "created": created}
    signature = key.sign(base_of(items, parameters, values_of(method, authority, target, headers)))
    shown = show_list(items, parameters).replace("(", "(  ").replace('" "', '"   "').replace(";", ";  ")
    return {"signature-input": f"iimp={shown}", "signature": f"iimp={show(signature)}"}


def labelled(headers, label):
    items, parameters = Field(headers["signature-input"]).dictionary()[label]
    return items, parameters, Field(headers["signature"]).dictionary()[label][0]


def sha256_of(headers):
    return Field(headers["content-digest"]).dictionary()["sha-256"][0]


def verify(headers, method, target, body, destination, key_of):
    """The domain that signed a request and its nonce; raises when anything of profile §6 does not hold."""
    items, parameters, signature = labelled(headers, "iimp")
    assert {name for name, _ in items} >= {*REQUEST, *(BODY if body else ())}, "a component is missing"
    assert (parameters["tag"], parameters["alg"]) == ("iimp-federation-v1", "ed25519"), "tag or algorithm"
    created, expires = parameters["created"], parameters["expires"]
    assert 1 <= expires - created <= 300 and created - 60 <= time.time() <= expires + 60, "window"
    assert len(unb64u(parameters["nonce"])) >= 16 and headers["iimp-destination"] == destination, "nonce or destination"
    assert not body or sha256_of(headers) == hashlib.sha256(body).digest(), "digest"
    origin, _, key_id = parameters["keyid"].partition("#")
    key_of(origin, key_id).verify(signature, base_of(items, parameters, values_of(method, headers["host"], target, headers)))
    return origin, parameters["nonce"]


def receipt_values(status, headers, request):
    def value_of(name, more):
        if name == "@status":
            return status
        text = (request if "req" in more else headers)[name]
        return show(Field(text).dictionary()[more["key"]][0]) if "key" in more else text

    return value_of


def sign_receipt(key, key_id, status, headers, request):
    parameters = {"tag": "iimp-receipt-v1", "created": int(time.time()), "keyid": key_id, "alg": "ed25519"}
    signature = key.sign(base_of(RECEIPT, parameters, receipt_values(status, headers, request)))
    return {"signature-input": f"iimp-receipt={show_list(RECEIPT, parameters)}", "signature": f"iimp-receipt={show(signature)}"}


def verify_receipt(status, headers, body, request, destination, key_of):
    items, parameters, signature = labelled(headers, "iimp-receipt")
    assert all(component in items for component in RECEIPT) and parameters["tag"] == "iimp-receipt-v1"
    assert sha256_of(headers) == hashlib.sha256(body).digest() and "expires" not in parameters
    origin, _, key_id = parameters["keyid"].partition("#")
    assert origin == destination
    key_of(origin, key_id).verify(signature, base_of(items, parameters, receipt_values(status, headers, request)))
