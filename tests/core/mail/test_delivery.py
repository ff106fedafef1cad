"""Mail against a real SMTP server that refuses, stalls, drops and dies: each message once, or reported as unsure."""

import asyncio
import os
import random
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.errors import MonteoreError, Refused, Usage
from core.business import Business
from core.mail.delivery import PAUSES, Delivery, send_waiting
from core.mail.settings import SmtpSettings, read_password, read_smtp_settings
from core.model.clients import Client
from core.model.mail import MailState, MailSwitches
from tests.builders import add_client, draft_of, fake_clock, open_business
from tests.profiles import examples
from tests.waiting import PATIENCE_SECONDS, wait_until

FAULTS = (
    "works",
    "refuses",
    "puts off",
    "refuses text",
    "stalls early",
    "stalls late",
    "drops mid-message",
    "accepts and dies",
)
SURE = {"works": MailState.SENT, "refuses": MailState.FAILED, "refuses text": MailState.FAILED}


class Post:
    """What the server got, and how it treats each recipient from now on: faults in order, then it works."""

    def __init__(self) -> None:
        self.delivered: list[tuple[str, bytes]] = []
        self.faults: dict[str, list[str]] = {}

    def next_fault(self, recipient: str) -> str:
        waiting = self.faults.get(recipient, [])
        return waiting.pop(0) if waiting else "works"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.next_fault(address)
        session.fault = fault  # type: ignore[attr-defined]
        if fault == "refuses":
            return "550 nobody here"
        if fault == "puts off":
            return "451 come back later"
        if fault == "stalls early":
            await asyncio.sleep(PATIENCE_SECONDS)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = session.fault  # type: ignore[attr-defined]
        if fault == "refuses text":
            return "554 not such a text"
        assert isinstance(envelope.content, bytes)
        self.delivered.append((envelope.rcpt_tos[0], envelope.content))
        if fault == "stalls late":
            await asyncio.sleep(PATIENCE_SECONDS)
        if fault == "accepts and dies":
            server.transport.abort()
        return "250 taken"


class Dropping(SMTP):
    """A server that hangs up in the middle of a text, when told so."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if getattr(self.session, "fault", "") == "drops mid-message":
            await self.push("354 go on")
            await self._reader.read(10)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Office(Controller):
    """The server in a thread of its own."""

    def factory(self) -> SMTP:
        return Dropping(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(**options: Any) -> Iterator[tuple[Post, SmtpSettings]]:
    post = Post()
    office = Office(post, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE_SECONDS, **options)
    office.start()
    port = office.server.sockets[0].getsockname()[1]
    try:
        yield post, smtp(port)
    finally:
        office.stop()


def smtp(port: int, **more: object) -> SmtpSettings:
    values: dict[str, object] = {
        "host": "127.0.0.1", "port": port, "security": "none", "from": "Studio Rossi <ore@rossi.example>", "timeout": 60,
    }  # fmt: skip
    return SmtpSettings.model_validate(values | more)


def client_with_mail(business: Business, code: str) -> Client:
    client = add_client(business, code)
    switches = MailSwitches(to=f"{code}@clients.example", language="en", after_entry=True)
    business.mail.switch(client.client_id, switches)
    return client


def one_waiting(folder: Path, clock: FakeClock | None = None) -> Business:
    business = open_business(folder, clock)
    business.entries.post(draft_of(client_with_mail(business, "acme"), 15, note="·dot\n.\nend"))
    return business


def states(business: Business) -> list[MailState]:
    return [mail.state for mail in reversed(business.mail.list())]


def test_a_message_arrives_whole_and_once(tmp_path: Path) -> None:
    with post_office() as (post, server), one_waiting(tmp_path) as business:
        (mail,) = business.mail.list()
        assert len(send_waiting(business.mail, server, "").sent) == 1
        assert send_waiting(business.mail, server, "") == Delivery()
        ((recipient, content),) = post.delivered
        message = message_from_bytes(content, policy=default)
        assert recipient == "acme@clients.example"
        assert message["Message-ID"] == f"<{mail.mail_id}@rossi.example>"
        assert message["From"] == "Studio Rossi <ore@rossi.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Subject"] == mail.subject
        assert message.get_content().replace("\r\n", "\n") == mail.body


@pytest.mark.parametrize("fault", FAULTS)
def test_what_becomes_of_a_message_under_each_fault(tmp_path: Path, fault: str) -> None:
    clock = fake_clock()
    with post_office() as (post, server), one_waiting(tmp_path, clock) as business:
        post.faults["acme@clients.example"] = [fault]
        # Only a stall is to run into the time-out; elsewhere the server may be as late as the scheduler makes it.
        impatient = server.model_copy(update={"timeout": 2}) if fault.startswith("stalls") else server
        first = send_waiting(business.mail, impatient, "")
        assert first.trouble is None
        if fault in SURE:
            assert states(business) == [SURE[fault]]
        elif fault in ("puts off", "stalls early"):
            assert states(business) == [MailState.QUEUED]
            assert len(first.later) == 1
            assert send_waiting(business.mail, server, "").sent == []
            clock.advance(PAUSES[0])
            assert len(send_waiting(business.mail, server, "").sent) == 1
        elif states(business) == [MailState.QUEUED]:
            # The line broke before the final dot was handed to it.
            assert fault == "drops mid-message"
            assert post.delivered == []
        else:
            assert states(business) == [MailState.UNSURE]
            clock.advance(timedelta(days=9))
            assert send_waiting(business.mail, server, "") == Delivery()
            assert first.unsure and not first.is_clean
        assert len(post.delivered) <= 1


def test_a_dead_server_stops_the_run_and_everything_still_waits(tmp_path: Path) -> None:
    with post_office() as (post, server):
        pass
    with one_waiting(tmp_path) as business:
        report = send_waiting(business.mail, server, "")
        assert report.trouble is not None and "cannot be reached" in str(report.trouble)
        assert report.waiting == 1
        assert business.mail.list()[0].attempts == 0
        assert post.delivered == []


def test_one_bad_address_stops_nobody_else(tmp_path: Path) -> None:
    with post_office() as (post, server), open_business(tmp_path) as business:
        for code in ("aaa", "bbb", "ccc"):
            business.entries.post(draft_of(client_with_mail(business, code), 15))
        post.faults["aaa@clients.example"] = ["refuses"]
        post.faults["bbb@clients.example"] = ["accepts and dies"]
        send_waiting(business.mail, server, "")
        assert states(business) == [MailState.FAILED, MailState.UNSURE, MailState.SENT]
        failed, unsure, _sent = reversed(business.mail.list())
        assert "550 nobody here" in failed.last_error
        with pytest.raises(Refused):
            business.mail.was_sent(failed.mail_id)
        business.mail.was_sent(unsure.mail_id)
        business.mail.send_again(failed.mail_id)
        assert len(send_waiting(business.mail, server, "").sent) == 1
        assert Counter(recipient for recipient, _text in post.delivered) == {
            "aaa@clients.example": 1, "bbb@clients.example": 1, "ccc@clients.example": 1,
        }  # fmt: skip


@pytest.mark.parametrize("place", [0, 1])
def test_what_was_dropped_while_others_went_out_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    with post_office() as (post, server), open_business(tmp_path) as business, open_business(tmp_path) as manager:
        for code in ("aaa", "bbb"):
            business.entries.post(draft_of(client_with_mail(business, code), 15))
        gone = business.mail.list()[1 - place]
        rcpt = Post.handle_RCPT

        async def dropped_meanwhile(self: Post, *words: Any) -> str:
            if manager.mail.one(gone.mail_id).state is MailState.QUEUED:
                manager.mail.drop(gone.mail_id)
            return await rcpt(self, *words)

        monkeypatch.setattr(Post, "handle_RCPT", dropped_meanwhile)
        report = send_waiting(business.mail, server, "")
        assert (len(report.sent), report.is_clean) == (1, True)
        assert business.mail.one(gone.mail_id).state is MailState.DROPPED
        assert len(post.delivered) == 1
        assert post.delivered[0][0] != gone.recipient


@pytest.mark.parametrize("answer", ["OK queued as 123", "354 go on"])
def test_an_answer_that_is_none_is_unsure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    data = Post.handle_DATA

    async def mumbles(self: Post, *words: Any) -> str:
        await data(self, *words)
        return answer

    monkeypatch.setattr(Post, "handle_DATA", mumbles)
    with post_office() as (post, server), one_waiting(tmp_path) as business:
        for _run in range(3):
            send_waiting(business.mail, server, "")
        assert states(business) == [MailState.UNSURE]
        assert len(post.delivered) == 1


def test_after_many_attempts_a_message_has_failed(tmp_path: Path) -> None:
    clock = fake_clock()
    with post_office() as (post, server), one_waiting(tmp_path, clock) as business:
        post.faults["acme@clients.example"] = ["puts off"] * 20
        for _attempt in range(len(PAUSES)):
            assert len(send_waiting(business.mail, server, "").later) == 1
            clock.advance(timedelta(days=2))
        assert len(send_waiting(business.mail, server, "").failed) == 1
        assert states(business) == [MailState.FAILED]


@examples(15)
@given(
    st.lists(
        st.lists(st.sampled_from([fault for fault in FAULTS if not fault.startswith("stalls")]), max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_each_message_exactly_once_or_unsure_and_none_lost(faults: list[list[str]]) -> None:
    clock = fake_clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        post_office() as (post, server),
        open_business(Path(folder), clock) as business,
    ):
        for number, plan in enumerate(faults):
            business.entries.post(draft_of(client_with_mail(business, f"c{number}"), 15))
            post.faults[f"c{number}@clients.example"] = list(plan)
        for _run in range(5):
            send_waiting(business.mail, server, "")
            clock.advance(timedelta(days=2))
        arrived = Counter(recipient for recipient, _text in post.delivered)
        found = business.mail.list()
        assert len(found) == len(faults)
        for mail in found:
            count = arrived[mail.recipient]
            if mail.state is MailState.SENT:
                assert count == 1
            elif mail.state is MailState.FAILED:
                assert count == 0
            else:
                assert mail.state is MailState.UNSURE
                assert count <= 1


def _settings_file(folder: Path, server: SmtpSettings) -> Path:
    path = folder / "mail.toml"
    path.write_text(
        f'host = "{server.host}"\nport = {server.port}\nsecurity = "none"\nfrom = "ore@rossi.example"\ntimeout = 600\n'
    )
    return path


def _sender(folder: Path, config: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "cli", "--db", str(folder / "ledger.db"), "mail", "send", "--config", str(config)]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"}
    )


@pytest.mark.parametrize(("fault", "after"), [("stalls late", MailState.UNSURE), ("stalls early", MailState.SENT)])
def test_a_killed_sender_is_found_out(tmp_path: Path, fault: str, after: MailState) -> None:
    # A clock that is not behind the sender's, which is a process of its own.
    with post_office() as (post, server), one_waiting(tmp_path) as business:
        post.faults["acme@clients.example"] = [fault, "works"]
        process = _sender(tmp_path, _settings_file(tmp_path, server))
        if fault == "stalls late":
            wait_until(lambda: post.delivered, lambda: "the sender never sent the text")
        else:
            wait_until(
                lambda: len(post.faults["acme@clients.example"]) == 1, lambda: "the sender never named the recipient"
            )
        second = _sender(tmp_path, tmp_path / "mail.toml")
        _out, told = second.communicate(timeout=PATIENCE_SECONDS)
        assert second.returncode == 1 and "being sent already" in told
        process.kill()
        process.communicate()
        report = send_waiting(business.mail, server, "")
        assert states(business) == [after]
        assert len(post.delivered) == 1
        assert bool(report.unsure) is (after is MailState.UNSURE)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_senders_that_are_killed_at_any_point_send_nothing_twice_and_lose_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with post_office() as (post, server), open_business(tmp_path) as business:
        for number in range(6):
            business.entries.post(draft_of(client_with_mail(business, f"c{number}"), 15))
        config = _settings_file(tmp_path, server)
        kills = 0
        while business.session.store.outbox.counts().get(MailState.QUEUED, 0):
            process = _sender(tmp_path, config)
            # Not a wait for anything: the kill has to fall at any place of the run, also before and after its messages.
            time.sleep(chance.uniform(0.2, 1.5))
            kills += process.poll() is None
            process.kill()
            process.communicate()
        send_waiting(business.mail, server, "")
        found = Counter(recipient for recipient, _content in post.delivered)
        for mail in business.mail.list():
            assert mail.state in (MailState.SENT, MailState.UNSURE)
            assert found[mail.recipient] == 1 or (mail.state is MailState.UNSURE and found[mail.recipient] == 0)
        assert business.verify().ok


def test_the_statement_travels_as_a_pdf(tmp_path: Path) -> None:
    clock = fake_clock()
    with post_office() as (post, server), open_business(tmp_path, clock) as business:
        client = add_client(business)
        business.mail.switch(client.client_id, MailSwitches(to="acme@clients.example", language="it", statement=True))
        clock.advance(timedelta(days=31))
        business.daily.run()
        assert len(send_waiting(business.mail, server, "").sent) == 1
        message = message_from_bytes(post.delivered[0][1], policy=default)
        (part,) = message.iter_attachments()  # type: ignore[attr-defined]
        assert part.get_filename() == "estratto-conto-ore-acme-2026-03.pdf"
        assert part.get_content().startswith(b"%PDF-")


def test_tls_and_a_password_are_used_and_a_stranger_is_not_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ore", b"secret"), handled=False)

    options = {"tls_context": context, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
    with post_office(**options) as (post, plain), one_waiting(tmp_path) as business:
        port = plain.port
        known = {"security": "starttls", "user": "ore", "ca_file": str(tmp_path / "ca.pem")}
        stranger = send_waiting(business.mail, smtp(port, **(known | {"ca_file": ""})), "secret")
        assert "cannot prove who it is" in str(stranger.trouble)
        wrong = send_waiting(business.mail, smtp(port, **known), "guess")
        assert "refuses the user or the password" in str(wrong.trouble)
        assert post.delivered == [] and states(business) == [MailState.QUEUED]
        assert len(send_waiting(business.mail, smtp(port, **known), "secret").sent) == 1


def test_a_server_that_speaks_tls_from_the_start(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with post_office(ssl_context=context) as (post, plain), one_waiting(tmp_path) as business:
        secure = smtp(plain.port, security="tls", ca_file=str(tmp_path / "ca.pem"))
        assert len(send_waiting(business.mail, secure, "").sent) == 1
        assert len(post.delivered) == 1


def test_secrets_come_from_the_environment_or_a_file_of_the_owner_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2\n")
    settings_ = smtp(587, security="starttls", user="ore", password_file=str(secret))
    secret.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        read_password(settings_, {})
    secret.chmod(0o600)
    assert read_password(settings_, {}) == "hunter2"
    assert read_password(settings_, {"MONTEORE_SMTP_PASSWORD": "other"}) == "other"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('from = "a@b.example"', "host"),
        ('host = "h"\nfrom = "nobody"', "from"),
        ('host = "h"\nfrom = "a@b.example"\npassword = "x"', "password"),
        ('host = "h"\nfrom = "a@b.example"\nhots = 1', "hots"),
        ('host = "h"\nfrom = "a@b.example"\nsecurity = "none"\nuser = "u"', "in the clear"),
        ("host =", "cannot be read"),
    ],
)
def test_bad_settings_are_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mail.toml"
    path.write_text(text)
    with pytest.raises((Usage, Refused)) as caught:
        read_smtp_settings(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(MonteoreError, match=r"docs/mail\.md"):
        read_smtp_settings(tmp_path / "none.toml")
