"""A foreign IIMP server of one domain, and the HTTPS client with which it and its users speak to another's."""
import gzip
import http.client
import http.server
import json
import socket
import ssl
import threading
from collections import deque
from urllib.parse import unquote

import dns.resolver
from cryptography.hazmat.primitives.asymmetric import ed25519

import signatures
from wire import Person, b64u, header, public_key, raw_public

STATUS = {"invalid_request": 400, "invalid_signature": 401, "replayed_request": 401, "sender_domain_mismatch": 403, "not_found": 404}
STATUS |= {"unknown_user": 404, "unknown_recipient": 404, "message_id_conflict": 409, "unknown_reference": 409, "rate_limited": 429}
POST = "/federation/v1/messages"
# What stands before it signs its answers too, in lines of its own.
GATEWAY = {"Signature_Input": 'gateway=("@status");created=1;keyid="g"', "Signature": f"gateway=:{'A' * 86}==:"}


class Https(http.client.HTTPSConnection):
    """Connects to 127.0.0.1, whatever the name that TLS and HTTP are spoken to."""

    def connect(self):
        self.sock = self._context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 60), server_hostname=self.host)


class Answer:
    def __init__(self, response):
        self.status, self.body = response.status, response.read()
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


def ask(host, port, tls, method, target, body=None, headers=None):
    connection = Https(host, port, timeout=60, context=tls)
    try:
        chunked = "transfer-encoding" in (headers or {})
        connection.request(method, target, body, headers or {}, encode_chunked=chunked)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Problem(Exception):
    def __init__(self, code, **headers):
        super().__init__(code)
        self.code, self.headers = code, headers


class Peer:
    def __init__(self, domain, port, folder, nameserver, roots, is_plain=False):
        self.domain, self.authority, self.is_plain = domain, f"{domain}:{port}", is_plain
        self.key, self.key_id = ed25519.Ed25519PrivateKey.generate(), "default" if is_plain else "f1"
        self.resolver = dns.resolver.Resolver(configure=False)
        address, self.resolver.port = nameserver.split(":")[0], int(nameserver.split(":")[1])
        self.resolver.nameservers = [address]
        self.tls = ssl.create_default_context(cafile=roots)
        self.people, self.messages, self.files = {}, {}, {}
        self.seen, self.posts, self.moods, self.changed = set(), [], deque(), threading.Condition()
        server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_tls.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (Handler,), {"peer": self}))
        server.daemon_threads = True
        server.socket = server_tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def add(self, local, alg="x25519"):
        person = self.people[local] = Person(f"{local}@{self.domain}", alg)
        return person

    def document(self):
        document = {"federation_endpoint": f"HTTPS://{self.authority.upper()}", "api_endpoint": f"https://{self.authority}"}
        document |= {"public_key": b64u(raw_public(self.key)), "capabilities": []}
        if self.is_plain:
            return document
        keys = [{"key_id": self.key_id, "public_key": document["public_key"], "expires_at": None}]
        limits = {"max_batch": 5, "max_body_bytes": 1 << 20, "max_attachment_bytes": 1 << 30}
        more = {"capabilities": ["receipts", "batch", "edits", "attachments"], "keys": keys, "limits": limits, "x-unknown": {"a": [1]}}
        return {**document, **more, "version": "0.1", "domain": self.domain, "key_id": self.key_id}

    def get(self, domain, path, method="GET", headers=None):
        return ask(domain, self.port_of(domain), self.tls, method, path, None, headers)

    def port_of(self, domain):
        return min(self.resolver.resolve(f"_iimp._tcp.{domain}", "SRV"), key=lambda record: record.priority).port

    def key_of(self, domain, key_id):
        keys = self.get(domain, "/.well-known/iimp").json["keys"]
        return public_key(next(key["public_key"] for key in keys if key["key_id"] == key_id))

    def call(self, domain, method, target, body=None, changed=None, destination=None, headers=(), **how):
        """A signed request with these `headers` too; `changed` ones are sent instead of those that were signed, `how` goes to `sign`."""
        more = dict(headers)
        port = self.port_of(domain)
        headers = {"iimp-destination": destination or domain}
        if body is not None:
            headers |= {"content-type": "application/json; charset=utf-8", "content-digest": signatures.digest(body)}
        headers |= more
        headers |= signatures.sign(self.key, f"{self.domain}#{self.key_id}", method, f"{domain}:{port}", target, headers, **how)
        sent = [body] if "transfer-encoding" in headers else body
        answer = ask(domain, port, self.tls, method, target, sent, headers | (changed or {}))
        answer.request = headers
        return answer

    def post(self, domain, value, **how):
        return self.call(domain, "POST", POST, json.dumps(value).encode(), **how)

    def check_receipt(self, answer, domain):
        signatures.verify_receipt(answer.status, answer.headers, answer.body, answer.request, domain, self.key_of)

    def wait_for(self, message):
        """The message as it arrived here."""
        with self.changed:
            if not self.changed.wait_for(lambda: message["message_id"] in self.messages, 60):
                raise AssertionError(f"{self.domain} was not sent the message")
            return self.messages[message["message_id"]]

    def store(self, message, origin):
        here = [user for user in message["participants"] if user.endswith(f"@{self.domain}")]
        unknown = [user for user in here if user.split("@")[0] not in self.people]
        if not message["sender"].endswith(f"@{origin}"):
            raise Problem("sender_domain_mismatch")
        if unknown == here:
            raise Problem("unknown_recipient")
        first = self.messages.setdefault(message["message_id"], message)
        if (header(first), first["encrypted_payload"]) != (header(message), message["encrypted_payload"]):
            raise Problem("message_id_conflict")
        status = "stored" if first is message else "duplicate"
        return {"message_id": message["message_id"], "status": status, "unknown_recipients": unknown}

    def store_in_batch(self, message, origin):
        try:
            return self.store(message, origin)
        except Problem as problem:
            return {"message_id": message["message_id"], "status": "rejected", "code": problem.code}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", **headers):
        if self.headers.get("Accept-Encoding") != "identity":
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **GATEWAY, **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def do(self, handle, body=b""):
        try:
            handle({name.lower(): value for name, value in self.headers.items()}, body)
        except Problem as problem:
            text = json.dumps({"code": problem.code, "status": STATUS[problem.code]}).encode()
            self.answer(STATUS[problem.code], text, "application/problem+json", **problem.headers)

    def origin(self, headers, body):
        try:
            origin, nonce = signatures.verify(headers, self.command, self.path, body, self.peer.domain, self.peer.key_of)
        except Exception as error:
            raise Problem("invalid_signature") from error
        if (origin, nonce) in self.peer.seen:
            raise Problem("replayed_request")
        self.peer.seen.add((origin, nonce))
        return origin

    def do_GET(self):
        self.do(self.serve)

    def do_POST(self):
        self.do(self.take, self.rfile.read(int(self.headers["Content-Length"])))

    def serve(self, headers, _):
        name = unquote(self.path.rsplit("/", 1)[1]).removesuffix(f"@{self.peer.domain}")
        if self.path == "/.well-known/iimp":
            self.answer(200, json.dumps(self.peer.document()).encode(), Cache_Control="max-age=31536000000")
        elif self.path.startswith("/.well-known/iimp/keys/"):
            if name not in self.peer.people:
                raise Problem("unknown_user")
            self.answer(200, json.dumps(self.peer.people[name].document).encode(), ETag='"1"', Cache_Control="max-age=300")
        elif self.path.startswith("/federation/v1/attachments/") and self.origin(headers, b"") and name in self.peer.files:
            data = self.peer.files[name]
            self.answer(200, data, "application/octet-stream", Content_Digest=signatures.digest(data))
        else:
            raise Problem("not_found")

    def take(self, headers, body):
        peer, origin, value = self.peer, self.origin(headers, body), json.loads(body)
        mood = peer.moods.popleft() if peer.moods else None
        peer.posts.append([message["message_id"] for message in value.get("messages", [value])])
        if mood == "has enough":
            raise Problem("rate_limited", Retry_After=2)
        with peer.changed:
            one = "messages" not in value
            result = peer.store(value, origin) if one else {"results": [peer.store_in_batch(m, origin) for m in value["messages"]]}
            peer.changed.notify_all()
        if mood == "loses its answer":
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        body = json.dumps(result).encode()
        proof = {"content-digest": signatures.digest(body)}
        if not peer.is_plain:
            proof |= signatures.sign_receipt(peer.key, f"{peer.domain}#{peer.key_id}", 200, proof, headers)
        self.answer(200, body, **proof)
