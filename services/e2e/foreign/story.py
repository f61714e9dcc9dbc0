"""The story that foreign-python.spec.ts tells: two foreign domains and a home server, in both directions.

`python3 story.py JSON` with what `main` reads. Prints `ok NAME` for each chapter that held; ends with a trace at the first that did not.
"""
import base64
import hashlib
import json
import os
import ssl
import sys
import time
from urllib.parse import urlsplit

from peer import POST, Peer, ask
from signatures import digest
from wire import Person, b64u, check_document, compose, open_file, read, seal_file, uuid7


class Home:
    """A user of the home server: its client API, and keys of the user's own."""

    def __init__(self, url, roots, login, alg):
        self.at, self.tls, self.token = urlsplit(url), ssl.create_default_context(cafile=roots), None
        self.token = self.json("POST", "auth/token", 200, {"user": login["address"], "password": login["password"]})["access_token"]
        self.person = Person(login["address"], alg)
        assert self.json("PUT", "account/keys", 200, self.person.document) == self.person.document

    def ask(self, method, path, value=None, raw=None, **headers):
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if value is not None:
            raw, headers["content-type"] = json.dumps(value).encode(), "application/json"
        return ask(self.at.hostname, self.at.port, self.tls, method, f"/api/v1/{path}", raw, headers)

    def json(self, method, path, status, value=None, **more):
        answer = self.ask(method, path, value, **more)
        assert answer.status == status, answer
        return answer.json

    def send(self, documents, text, **more):
        message = compose(self.person, [self.person.document, *documents], text, **more)
        self.json("POST", "messages", 201, message)
        return message

    def mailbox(self):
        """All messages, by id; checks that the numbers have no gaps."""
        cursor, found, has_more = 0, [], True
        while has_more:
            page = self.json("GET", f"sync?cursor={cursor}&limit=7", 200)
            found, cursor, has_more = found + page["messages"], page["next_cursor"], page["has_more"]
        assert [message["seq"] for message in found] == list(range(1, len(found) + 1))
        return {message["message_id"]: message for message in found}

    def states(self, message):
        deliveries = self.json("GET", f"messages/{message['message_id']}/deliveries", 200)["deliveries"]
        return {delivery["domain"]: delivery["state"] for delivery in deliveries}


def until(what, test):
    end = time.monotonic() + 60
    while not (found := test()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return found


def refused(answer, status, code):
    kind = answer.headers["content-type"]
    assert kind.startswith("application/problem+json") and (answer.status, answer.json["code"]) == (status, code), answer


class Story:
    def __init__(self, far, old, domain, alice, rose):
        self.far, self.old, self.domain, self.alice, self.rose = far, old, domain, alice, rose
        self.zoe, self.rob, self.ann = far.add("zoe"), far.add("rob", "rsa-oaep-256"), old.add("ann", "rsa-oaep-256")
        self.zoes = [self.zoe.document, alice.person.document, rose.person.document]

    def it_publishes_keys(self):
        for user in ("alice", f"ALICE@{self.domain}", f"%61lice%40{self.domain}"):
            answer = self.far.get(self.domain, f"/.well-known/iimp/keys/{user}")
            assert answer.json == self.alice.person.document, answer
        check_document(answer.json)
        known = {"if-none-match": f'"x", W/{answer.headers["etag"]}'}
        assert self.far.get(self.domain, "/.well-known/iimp/keys/alice", headers=known).status == 304
        assert self.far.get(self.domain, "/.well-known/iimp", "HEAD").headers["content-length"] != "0"
        refused(self.far.get(self.domain, "/.well-known/iimp/keys/nobody"), 404, "unknown_user")

    def it_takes_a_message_once_with_a_receipt(self):
        message = compose(self.zoe, self.zoes, "from far ✓") | {"x-unknown": [{}]}
        for status in ("stored", "duplicate"):
            answer = self.far.post(self.domain, message)
            assert answer.json == {"message_id": message["message_id"], "status": status, "unknown_recipients": []}, answer
            self.far.check_receipt(answer, self.domain)
        refused(self.far.post(self.domain, message | {"timestamp": 1}), 409, "message_id_conflict")
        for user in (self.alice, self.rose):
            found = user.mailbox()[message["message_id"]]
            assert read(user.person, found, self.zoe.document)["text"] == "from far ✓" and "x-unknown" not in found

    def it_takes_what_is_legal_and_unusual(self):
        far, home, here = self.far, self.domain, time.time()
        shout = {"sender": self.zoe.address.upper(), "participants": [self.zoe.address.title(), *(d["user"].upper() for d in self.zoes[1:])]}
        message = compose(self.zoe, self.zoes, "odd")
        no_names = [{"recipient": key["recipient"].upper(), "encrypted_key": key["encrypted_key"]} for key in message["encrypted_keys"][1:]]
        text = json.dumps(message | shout | {"attachments": [], "encrypted_keys": no_names, "x": {"sender": 1}}).replace("@", "\\u0040")
        body = f" \r\n{text.replace(str(message['timestamp']), str(message['timestamp']) + '.0')}\t".encode()
        sha512 = f"sha-512=:{base64.b64encode(hashlib.sha512(body).digest()).decode()}:, {digest(body)}"
        kinds = {"content-type": 'APPLICATION/JSON;charset="utf-8"', "content-digest": sha512}
        ways = [kinds, {"iimp-destination": home.upper()}, {"transfer-encoding": "chunked"}]
        for number, more in enumerate(ways):
            answer = far.call(home, "POST", POST + "?x=%20&y", body, headers=more, at=here + 55, life=300, nonce=b64u(os.urandom(192)))
            assert answer.json == {"message_id": message["message_id"], "status": "duplicate" if number else "stored", "unknown_recipients": []}, answer
            far.check_receipt(answer, home)
        refused(far.call(home, "POST", POST, body, at=here + 55, life=301), 401, "invalid_signature")
        assert far.post(home, message, at=time.time() - 45, life=1).json["status"] == "duplicate"
        for user in (self.alice, self.rose):
            assert read(user.person, user.mailbox()[message["message_id"]], self.zoe.document)["text"] == "odd"
        refused(far.call(home, "GET", f"/federation/v1/attachments/{uuid7()}", headers={"content-digest": digest(b"")}), 404, "not_found")

    def it_takes_a_batch_and_refuses_the_fourth_edit(self):
        first = compose(self.zoe, self.zoes, "0")
        more = {"conversation": first["conversation_id"], "edits": first["message_id"]}
        answer = self.far.post(self.domain, {"messages": [first, *(compose(self.zoe, self.zoes, str(n), **more) for n in range(1, 5))]})
        assert [result["status"] for result in answer.json["results"]] == ["stored"] * 4 + ["rejected"], answer
        assert answer.json["results"][4]["code"] == "edit_limit_exceeded"
        self.far.check_receipt(answer, self.domain)

    def it_refuses_what_profile_6_refuses(self):
        message = compose(self.zoe, self.zoes, "no")
        nonce = b64u(os.urandom(16))
        for name in ("@method", "@authority", "@path", "@query", "iimp-destination", "content-digest", "content-type"):
            refused(self.far.post(self.domain, message, without=(name,)), 401, "invalid_signature")
        for at in (time.time() - 200, time.time() + 80):
            refused(self.far.post(self.domain, message, at=at), 401, "invalid_signature")
        changed = {"content-digest": digest(b"other")}
        refused(self.far.post(self.domain, message, changed=changed), 401, "invalid_signature")
        refused(self.far.post(self.domain, message, destination="elsewhere.test"), 404, "not_found")
        refused(self.old.post(self.domain, message), 403, "sender_domain_mismatch")
        refused(self.far.post(self.domain, compose(self.zoe, [self.zoe.document, self.ann.document], "no")), 404, "unknown_recipient")
        assert self.far.post(self.domain, message, nonce=nonce).status == 200
        refused(self.far.post(self.domain, message, nonce=nonce), 401, "replayed_request")

    def it_sends_to_all_kinds_of_recipients(self):
        ours = [self.zoe, self.rob, self.ann]
        assert self.alice.json("GET", f"keys/{self.rob.address}", 200) == self.rob.document
        message = self.alice.send([*(person.document for person in ours), self.rose.person.document], "to all")
        for peer, person in zip((self.far, self.far, self.old), ours):
            arrived = peer.wait_for(message)
            assert read(person, arrived, self.alice.person.document)["text"] == "to all" and "seq" not in arrived
            assert arrived["participants"] == message["participants"]
            assert {key["recipient"].split("@")[1] for key in arrived["encrypted_keys"]} == {peer.domain}
        for n in range(3):
            more = {"conversation": message["conversation_id"], "edits": message["message_id"]}
            self.far.wait_for(self.alice.send([person.document for person in ours], f"edit {n}", **more))
        until("receipts", lambda: set(self.alice.states(message).values()) == {"delivered"})

    def it_keeps_order_and_limits_under_faults(self):
        self.far.moods.extend(["has enough", "loses its answer"])
        lane, posts = uuid7(), len(self.far.posts)
        sent = [self.alice.send([self.zoe.document], str(n), conversation=lane) for n in range(20)]
        until("delivered", lambda: self.alice.states(sent[-1]) == {self.far.domain: "delivered"})
        posts = self.far.posts[posts:]
        arrived = dict.fromkeys(one for post in posts for one in post)
        assert list(arrived) == [message["message_id"] for message in sent], "order"
        assert max(map(len, posts)) <= 5 and len(posts) > 20 / 5, posts
        assert all(len(post) == 1 for post in self.old.posts)

    def it_serves_attachments_and_those_sent_on(self):
        data = os.urandom(200_000)
        sealed, about = seal_file(data, "far.bin")
        self.far.files[about["attachment_id"]] = sealed
        assert self.far.post(self.domain, compose(self.zoe, self.zoes, "a file", files=[about])).status == 200
        path, mine = f"attachments/{about['attachment_id']}", self.alice.ask
        until("it is fetched", lambda: (mine("GET", path)).status != 409)
        assert open_file(mine("GET", path).body, about["key"]) == data
        assert mine("GET", path, range="bytes=9-19").body == sealed[9:20]
        theirs = f"/federation/v1/{path}"
        refused(self.old.call(self.domain, "GET", theirs), 404, "not_found")
        message = self.alice.send([self.ann.document], "sent on", files=[about])
        plain = read(self.ann, self.old.wait_for(message), self.alice.person.document)
        answer = self.old.call(self.domain, "GET", theirs)
        assert open_file(answer.body, plain["attachments"][0]["key"]) == data
        assert answer.headers["content-digest"] == digest(sealed)

    def it_serves_ranges_of_uploads(self):
        sealed, about = seal_file(b"home" * 50_000, "home.bin")
        about |= self.alice.json("POST", "attachments", 201, raw=sealed)
        self.far.wait_for(self.alice.send([self.zoe.document], "mine", files=[about]))
        path = f"/federation/v1/attachments/{about['attachment_id']}"
        part = self.far.call(self.domain, "GET", path, changed={"range": "bytes=100-199"})
        assert (part.status, part.body) == (206, sealed[100:200]) and part.headers["content-digest"] == digest(part.body), part
        assert self.far.call(self.domain, "GET", path).body == sealed
        refused(self.old.call(self.domain, "GET", path), 404, "not_found")


def main(domain, api, roots, folder, dns, ports, alice, rose):
    home = [Home(api, roots, login, alg) for login, alg in ((alice, "x25519"), (rose, "rsa-oaep-256"))]
    far, old = (Peer(name, port, folder, dns, roots, is_plain=name.startswith("old.")) for name, port in ports.items())
    story = Story(far, old, domain, *home)
    for name in [name for name in vars(Story) if name.startswith("it_")]:
        getattr(story, name)()
        print(f"ok {name.replace('_', ' ')}", flush=True)


main(**json.loads(sys.argv[1]))
