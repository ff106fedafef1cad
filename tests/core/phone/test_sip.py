"""SIP: messages, the login, one subscription by a made clock, and the listener against a scripted exchange."""

import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import repeat

import pytest

from core.model.phone import PhoneEvent
from core.phone.adapters.request import BadMessage
from core.phone.refusals import Refusals
from core.phone.sip import messages
from core.phone.sip.listener import Exchange, Watch, watch
from core.phone.sip.messages import LARGEST_MESSAGE, Message, UnknownScheme, credentials, read_message, reply
from core.phone.sip.subscription import Account, Subscription, Timing
from tests.core.phone.test_dialog_info import BOMB, NUMBER, dialog, document
from tests.waiting import PATIENCE_SECONDS, wait_until

SECRET = "circle of life"
ANSWER = (
    b'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5090;branch=z9hG4bKa;rport\r\nf: "A, \\"B\\" <x>" <sip:a@b>;tag=from1\r\n'
    b"t: <sip:201@b;tag=no>;tag=to1\r\ni: c1\r\nCSeq: 7 SUBSCRIBE\r\nm: <sip:10.0.0.1:5060;transport=udp>\r\n"
    b"Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\nX-Long: one\r\n two\r\nExpires: 300\r\nl: 2\r\n\r\nhirest"
)


def test_a_message_is_read_with_short_names_lists_folded_lines_and_its_own_length() -> None:
    message = read_message(ANSWER)
    assert (message.status, message.reason, message.method, message.cseq) == (200, "OK", "SUBSCRIBE", 7)
    assert (message.tag("from"), message.tag("to"), message.branch) == ("from1", "to1", "z9hG4bKa")
    assert message.all("record-route") == ("<sip:p1;lr>", "<sip:p2;lr>")
    assert (message.header("x-long"), message.number("expires"), message.body) == ("one two", 300, b"hi")
    assert messages.address_of(message.header("contact")) == "sip:10.0.0.1:5060;transport=udp"
    assert messages.address_of('"<sip:evil@x>" <sip:a@b>') == "sip:a@b"
    assert messages.address_of("<sip:a@b c>") == messages.address_of("<http://a>") == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"x" * (LARGEST_MESSAGE + 1),
        ANSWER.replace(b"l: 2", b"l: 20000"),
        ANSWER.replace(b"l: 2", b"l: -2"),
        ANSWER.replace(b"CSeq: 7 SUBSCRIBE", b"CSeq: seven"),
        ANSWER.replace(b"SIP/2.0 200 OK", b"HTTP/1.1 200 OK"),
        ANSWER.replace(b"SIP/2.0 200 OK", b"NOTIFY sip:a SIP/2.0"),
        ANSWER.replace(b"i: c1\r\n", b""),
        ANSWER.replace(b"one", b"o\x1bne"),
        ANSWER.replace(b"one", b'"' * 5_000),
        ANSWER.replace(b"X-Long", b"x: y\r\n" * 200 + b"X-Long"),
        ANSWER.replace(b"X-Long: one", b"nothing"),
        ANSWER.partition(b"\r\n\r\n")[0],
    ],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        read_message(data)


def test_the_login_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    # The example of RFC 7616.
    monkeypatch.setattr(messages, "new_id", lambda: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    said = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={name}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    md5, sha, other = (said.format(name=name) for name in ("MD5", "SHA-256", "SHA-512-256"))
    for offered, response in (
        ([md5], "8ca523f5e9506fed4657c9700eebdbec"),
        ([other, md5, sha], "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ):
        words = credentials(offered, "GET", "/dir/index.html", "Mufasa", "Circle of Life")
        assert f'response="{response}"' in words and 'opaque="FQhe' in words
    for unknown in ([], [other], ['Basic realm="x"'], ['Digest realm="x", nonce="n", qop="auth-int"'], ["Digest"]):
        with pytest.raises(UnknownScheme):
            credentials(unknown, "GET", "/", "a", "b")
    assert 'username="a\\"b"' in credentials(['Digest realm="x", nonce="n"'], "GET", "/", 'a"b', "c")


class Subscriber:
    """A subscription by a made clock, and what it sent last."""

    def __init__(self) -> None:
        self.now = 0.0
        account = Account("desk", SECRET, "pbx")
        self.made = Subscription("201", account, "192.0.2.1:5090", repeat(3.0), Timing(), 0.0)
        self.sent: list[Message] = []

    def until(self, seconds: float) -> list[Message]:
        """Let time pass; what was sent meanwhile."""
        before = len(self.sent)
        while self.made.due_at <= seconds:
            self.now = max(self.now, self.made.due_at)
            self.take(self.made.tick(self.now))
        self.now = seconds
        return self.sent[before:]

    def take(self, data: bytes) -> None:
        if data:
            self.sent.append(read_message(data))

    def answer(self, status: int, *more: tuple[str, str], to: str = "pbx1") -> bool:
        """Answer what was sent last; whether the answer belonged to it."""
        data = reply(self.sent[-1], status, "Word", to, *more)
        belongs, sent = self.made.answered(read_message(data), self.now)
        self.take(sent)
        return belongs

    def notify(
        self, cseq: int, state: str = "active", *, tag: str = "pbx1", to: str = "", event: str = "dialog"
    ) -> int:
        """Tell a state; the status of the answer."""
        data = notify(self.made.call_id, to or self.made.tag, cseq, state, tag=tag, event=event)
        return self.made.notified(read_message(data), self.now)[0]


def notify(
    call_id: str,
    to: str,
    cseq: int,
    state: str = "active",
    body: bytes = b"",
    *,
    tag: str = "pbx1",
    event: str = "dialog",
) -> bytes:
    """A NOTIFY as an exchange sends it."""
    head = (
        f"NOTIFY sip:desk@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKn{cseq}\r\n"
        f"From: <sip:201@pbx>;tag={tag}\r\nTo: <sip:desk@pbx>;tag={to}\r\nCall-ID: {call_id}\r\n"
        f"CSeq: {cseq} NOTIFY\r\nContact: <sip:pbx:5070>\r\nEvent: {event}\r\n"
        f"Subscription-State: {state}\r\nContent-Type: application/dialog-info+xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def test_a_subscription_logs_in_is_refreshed_before_it_lapses_and_ends() -> None:
    own = Subscriber()
    (first,) = own.until(0)
    assert (first.method, first.cseq, first.header("event"), first.header("expires")) == (
        "SUBSCRIBE",
        1,
        "dialog",
        "180",
    )
    assert first.header("accept") == "application/dialog-info+xml" and "authorization" not in dict(first.headers)
    assert own.answer(401, ("WWW-Authenticate", 'Digest realm="pbx", nonce="n", qop="auth"'))
    assert (own.sent[-1].cseq, own.sent[-1].header("authorization")[:22]) == (2, 'Digest username="desk"')
    assert own.answer(423, ("Min-Expires", "900"))
    assert own.sent[-1].header("expires") == "900"
    assert own.answer(
        200, ("Expires", "300"), ("Contact", "<sip:pbx:5070>"), ("Record-Route", "<sip:p1;lr>, <sip:p2;lr>")
    )
    assert own.notify(1) == 200 and own.made.is_active
    assert own.until(239) == []
    (again,) = own.until(240.2)
    assert (again.cseq, again.tag("to"), again.header("call-id")) == (4, "pbx1", first.header("call-id"))
    assert again.lines("route") == ("<sip:p2;lr>", "<sip:p1;lr>")
    assert own.answer(200, ("Expires", "300"))
    # The exchange may shorten it.
    assert own.notify(2, "active;expires=20") == 200
    assert own.until(250) == [] and len(own.until(250.4)) == 1
    assert own.answer(200, ("Expires", "300"))
    own.take(own.made.end(own.now))
    assert own.sent[-1].header("expires") == "0" and not own.made.is_over
    assert own.answer(200) and own.made.is_over


def test_a_request_is_sent_again_and_given_up_after_32_seconds_and_begins_anew_later() -> None:
    own = Subscriber()
    sent = own.until(33)
    assert len({(each.branch, each.cseq) for each in sent}) == 1 and len(sent) == 11
    assert own.made.trouble == "no answer" and not own.made.is_active
    (anew,) = own.until(35.2)
    assert anew.header("call-id") != sent[0].header("call-id")
    # An answer without a state that follows is a failure too: nothing of the exchange reaches this machine.
    assert own.answer(200, ("Expires", "300"))
    own.until(35.2 + 34)
    assert own.made.trouble == "no answer"


@pytest.mark.parametrize(
    ("status", "headers", "trouble", "wait"),
    [
        (403, (), "403 Word", 3),
        (489, (), "489 Word", 3),
        (503, (("Retry-After", "120"),), "503 Word", 120),
        (481, (), "481 Word", 3),
        (423, (("Min-Expires", "1"),), "423 Word", 3),
        (200, (("Expires", "0"),), "the telephone system ended the subscription (Expires: 0)", 3),
        (401, (("WWW-Authenticate", 'Basic realm="x"'),), "the login was refused (no Digest with MD5 or SHA-256)", 3),
    ],
)
def test_a_refusal_is_told_and_tried_again_later(
    status: int, headers: tuple[tuple[str, str], ...], trouble: str, wait: float
) -> None:
    own = Subscriber()
    own.until(0)
    assert own.answer(status, *headers)
    assert own.made.trouble == trouble
    assert own.until(wait - 0.1) == [] and len(own.until(wait + 0.1)) == 1


def test_a_wrong_secret_is_not_sent_again_and_again() -> None:
    own = Subscriber()
    own.until(0)
    challenge = ("WWW-Authenticate", 'Digest realm="pbx", nonce="n"')
    stale = ("WWW-Authenticate", 'Digest realm="pbx", nonce="m", stale=true')
    for offered in (challenge, stale, challenge):
        assert own.answer(401, offered)
    assert (len(own.sent), own.made.trouble) == (3, "the login was refused (401 Word)")


def test_only_what_has_the_ids_of_the_subscription_belongs_to_it() -> None:
    own = Subscriber()
    own.until(0)
    data = reply(own.sent[-1], 200, "OK", "pbx1")
    branch = own.sent[-1].branch.encode()
    for wrong in (
        data.replace(branch, b"z9hG4bKother"),
        data.replace(b"Cseq: 1", b"Cseq: 2"),
        data.replace(own.made.tag.encode(), b"another"),
    ):
        assert not own.made.answered(read_message(wrong), own.now)[0]
    assert own.notify(1, to="guessed") == 481 and own.notify(1, event="presence") == 489
    # A state may arrive before the answer; from then on only its sender is heard.
    assert own.notify(1) == 200
    assert own.notify(2, tag="another") == 481
    assert own.answer(200, ("Expires", "300"))
    assert [own.notify(cseq) for cseq in (5, 5, 4)] == [200, 200, 500]
    # Ended by the exchange: at once again where it asks for that, else after the pause.
    assert own.notify(6, "terminated;reason=timeout") == 200 and not own.made.is_active
    assert len(own.until(own.now)) == 1
    assert own.notify(1, "terminated;reason=rejected;retry-after=50") == 200
    assert own.made.trouble == "the telephone system ended the subscription (rejected)"
    assert own.until(own.now + 49) == [] and len(own.until(own.now + 1.2)) == 1


def test_a_subscription_that_is_not_allowed_yet_says_so_and_the_full_state_is_asked_for_once_in_a_while() -> None:
    own = Subscriber()
    own.until(0)
    own.answer(200, ("Expires", "300"))
    assert own.notify(1, "pending") == 200
    assert (own.made.is_active, own.made.trouble) == (False, "the telephone system has not allowed it yet")
    assert own.notify(2) == 200 and own.made.is_active and own.made.trouble == ""
    assert own.made.ask_full(1.0) != b"" and own.made.ask_full(2.0) == b""


@pytest.mark.parametrize(
    ("text", "host", "port", "domain"),
    [
        ("pbx.example", "pbx.example", 5060, "pbx.example"),
        ("192.0.2.1:5070", "192.0.2.1", 5070, "192.0.2.1"),
        ("[2001:db8::1]:5070", "2001:db8::1", 5070, "[2001:db8::1]"),
        ("2001:db8::1", "2001:db8::1", 5060, "[2001:db8::1]"),
    ],
)
def test_servers_are_read(text: str, host: str, port: int, domain: str) -> None:
    exchange = Exchange.read(text)
    assert (exchange.host, exchange.port, exchange.domain) == (host, port, domain)


@pytest.mark.parametrize(
    "text", ["", "pbx:", "pbx:0", "pbx:99999", "pbx:x", "a b", "x>;y", "[::1", "[::1]5", "p\r\nx", "pé"]
)
def test_what_is_no_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        Exchange.read(text)


@pytest.mark.parametrize("user", ["", "a b", "a\r\nX: y", "a@b", "a>b", "x" * 65])
def test_what_is_no_user_is_refused(user: str) -> None:
    with pytest.raises(ValueError, match="blanks"):
        Account(user, "s", "pbx")


class Pbx:
    """A scripted exchange on a local port; what the listener took and said."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(PATIENCE_SECONDS)
        self.events: list[PhoneEvent] = []
        self.said: list[str] = []
        self.desk: tuple[str, int] = ("", 0)
        self.call_id = self.tag = ""

    def request(self, cseq: int | None = None) -> Message:
        """The next SUBSCRIBE; those that are sent again are passed over."""
        while True:
            data, self.desk = self.socket.recvfrom(65536)
            if data.strip():
                message = read_message(data)
                if message.method == "SUBSCRIBE" and not message.status and (cseq is None or message.cseq == cseq):
                    self.call_id, self.tag = message.header("call-id"), message.tag("from")
                    return message

    def answer(self, request: Message, status: int, *more: tuple[str, str]) -> None:
        self.socket.sendto(reply(request, status, "Word", "pbx1", *more), self.desk)

    def tell(self, cseq: int, body: bytes = b"", state: str = "active;expires=300", **details: str) -> int:
        """Send a NOTIFY; the status of its answer."""
        data = notify(details.pop("call_id", self.call_id), self.tag, cseq, state, body, **details)
        self.socket.sendto(data, self.desk)
        while True:
            answer = read_message(self.socket.recv(65536))
            if answer.method == "NOTIFY" and answer.cseq == cseq:
                return answer.status

    def subscribed(self, cseq: int = 1) -> None:
        """Let the listener subscribe without a login."""
        self.answer(self.request(cseq), 200, ("Expires", "300"))


@contextmanager
def watching(pbx: Pbx, timing: Timing) -> Iterator[Pbx]:
    stopping = threading.Event()
    heard = Watch(
        pbx.events.extend, lambda: datetime.now(UTC), pbx.said.append, Refusals(pbx.said.append), stopping, timing
    )
    exchange = Exchange("127.0.0.1", pbx.socket.getsockname()[1])
    thread = threading.Thread(target=watch, args=(exchange, Account("desk", SECRET, "pbx"), ["201"], heard))
    thread.start()
    try:
        yield pbx
    finally:
        stopping.set()
        thread.join(30)
        pbx.socket.close()
        assert not thread.is_alive()


QUICK = Timing(0.05, 0.2, 0.6)


def test_the_listener_logs_in_rings_answers_and_ends_and_says_what_it_does() -> None:
    with watching(Pbx(), Timing()) as pbx:
        first = pbx.request()
        pbx.answer(first, 401, ("WWW-Authenticate", 'Digest realm="pbx", nonce="abc"'))
        second = pbx.request(2)
        said = dict(re.findall(r'(\w+)="([^"]*)"', second.header("authorization")))
        who = hashlib.md5(f"desk:pbx:{SECRET}".encode()).hexdigest()
        what = hashlib.md5(f"SUBSCRIBE:{said['uri']}".encode()).hexdigest()
        assert said["response"] == hashlib.md5(f"{who}:abc:{what}".encode()).hexdigest()
        pbx.answer(second, 200, ("Expires", "300"))
        assert pbx.tell(1) == 200
        for cseq, state in enumerate(("early", "confirmed", "terminated"), 2):
            assert pbx.tell(cseq, document(dialog(state), version=cseq)) == 200
            assert pbx.tell(cseq, document(dialog(state), version=cseq)) == 200, "told again"
        wait_until(lambda: len(pbx.events) == 3, lambda: str(pbx.said))
    assert [(event.kind, event.number) for event in pbx.events] == [
        (kind, NUMBER) for kind in ("ring", "answer", "end")
    ]
    assert pbx.said == ["watching 201"]
    assert all(SECRET not in line for line in pbx.said)


def test_a_lost_exchange_is_found_again_and_what_ended_meanwhile_is_over() -> None:
    with watching(Pbx(), QUICK) as pbx:
        pbx.subscribed()
        assert pbx.tell(1, document(dialog("confirmed"), version=5), "active;expires=1") == 200
        refresh = pbx.request(2)
        lost = refresh.header("call-id")
        anew = pbx.request(1)
        assert anew.header("call-id") != lost
        pbx.answer(anew, 200, ("Expires", "300"))
        assert pbx.tell(9) == 200
        wait_until(lambda: len(pbx.events) == 2, lambda: str(pbx.said))
        assert pbx.tell(8, call_id=lost) == 481
    assert [event.kind for event in pbx.events] == ["answer", "end"]
    assert pbx.said[:3] == ["watching 201", "201@127.0.0.1: no answer; trying again", "watching 201"]


def test_hostile_messages_are_refused_and_counted_and_the_next_ring_is_heard() -> None:
    with watching(Pbx(), Timing()) as pbx:
        pbx.subscribed()
        assert pbx.tell(1) == 200
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other, suppress(OSError):
            other.bind(("127.0.0.2", 0))
            other.sendto(notify(pbx.call_id, pbx.tag, 2, body=document(dialog("early"))), pbx.desk)
        for junk in (b"x" * 60_000, b"\0junk\0", b"NOTIFY", *[b"flood"] * 500):
            pbx.socket.sendto(junk, pbx.desk)
            time.sleep(0)
        assert pbx.tell(3, document(dialog("early")), call_id="guessed") == 481
        assert pbx.tell(3, document(dialog("early")), tag="guessed") == 481
        assert pbx.tell(3, BOMB) == 200
        assert pbx.tell(4, b"not xml at all") == 200
        assert pbx.tell(5, document(dialog("early"), version=1)) == 200
        wait_until(lambda: len(pbx.events) == 1, lambda: str(pbx.said))
        invite = notify("x", "y", 1).replace(b"NOTIFY", b"INVITE")
        pbx.socket.sendto(invite, pbx.desk)
        wait_until(lambda: any("only NOTIFY" in line for line in pbx.said), lambda: str(pbx.said))
    for words in (
        "not the exchange",
        "too large",
        "no end of its headers",
        "belongs to no subscription",
        "read as XML",
    ):
        assert sum(words in line for line in pbx.said) == 1, (words, pbx.said)
