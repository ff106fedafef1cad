"""The HTTP listener: who is let in, what is read, what is refused, and that hostile senders change nothing."""

import contextlib
import http.client
import json
import resource
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import pytest

from core.basics.clock import SystemClock
from core.basics.errors import StoreBusy
from core.business import Business
from core.model.phone import PhoneEvent
from core.phone import http as listener
from core.phone.adapters.request import Context
from core.phone.inbox import Inbox
from core.phone.refusals import Refusals
from core.queries.phone import PhoneCallView
from core.store.scope import Scope
from tests.builders import add_client, open_business
from tests.waiting import wait_until

TOKEN = "a-token-of-this-test-0123456789"
NUMBER = "+390212345678"


@dataclass
class Served:
    """A listener on a local port, over a store."""

    business: Business
    port: int
    said: list[str]

    def get(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        method = "GET" if body is None else "POST"
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def calls(self) -> tuple[PhoneCallView, ...]:
        return self.business.phone.of_day()


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    stops: list[Callable[[], None]] = []
    threads: list[threading.Thread] = []
    opened: list[Business] = []
    inboxes: list[Inbox] = []

    def start(
        *allowed: str,
        secret: bytes = b"",
        record: Callable[[Sequence[PhoneEvent]], object] | None = None,
        most: int = 20_000,
    ) -> Served:
        business = open_business(tmp_path, SystemClock())
        client = add_client(business)
        business.clients.edit(client.client_id, phones=["02 12345678"])
        business.phone.settings.assign("201", ["anna"])
        writer = business.second()
        opened.extend([business, writer])
        said: list[str] = []
        inbox = Inbox(record or writer.phone.record, said.append, most)
        inboxes.append(inbox)
        bound = listener.bound_socket("127.0.0.1", 0)
        made = listener.Listener(
            (TOKEN.encode(),),
            tuple(ip_network(each) for each in allowed),
            inbox,
            Context(business.zone, writer.second().phone.caller, secret),
            Refusals(said.append),
            lambda: datetime.now(UTC),
        )
        thread = threading.Thread(target=listener.serve, args=(made, bound, stops.append))
        thread.start()
        threads.append(thread)
        served = Served(business, bound.getsockname()[1], said)
        wait_until(lambda: is_open(served.port), lambda: "the listener listens")
        return served

    yield start
    for stop in stops:
        stop()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    for inbox in inboxes:
        inbox.close()
    for business in opened:
        business.close()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_a_ring_by_get_form_and_json_is_on_the_list_at_once(serve: Serve) -> None:
    served = serve()
    number = quote(NUMBER)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert served.get(f"/pop?token={TOKEN}&number={number}&to=201&id=a&name=Mario") == (200, "ok\n")
    assert served.get(f"/pop/{TOKEN}", f"number={number}&to=201&id=b".encode(), **form)[0] == 200
    body = json.dumps({"number": NUMBER, "to": "201", "id": "c"}).encode()
    assert served.get("/pop", body, Content_Type="application/json", **bearer)[0] == 200
    assert served.get("/pop", body.replace(b'"c"', b'"d"'), **bearer)[0] == 200
    calls = served.calls()
    assert [view.state.value for view in calls] == ["ringing"] * 4
    assert {view.client.code for view in calls if view.client} == {"acme"}
    assert served.get(f"/pop?token={TOKEN}&id=a&event=answer")[0] == 200
    assert served.calls()[0].state.value == "answered"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/pop?number=1", {}),
        ("/pop?number=1&token=", {}),
        ("/pop?number=1&token=wrong", {}),
        ("/pop?number=1&token=" + TOKEN[:-1], {}),
        ("/pop/wrong?number=1", {}),
        ("/pop?number=1", {"Authorization": "Bearer wrong"}),
        ("/pop?number=1", {"Authorization": f"Basic {TOKEN}"}),
        ("/zoom?number=1", {}),
    ],
)
def test_without_the_token_nothing_is_read_and_the_token_is_never_said(
    serve: Serve, path: str, headers: dict[str, str]
) -> None:
    served = serve(secret=b"zoom" if path.startswith("/zoom") else b"")
    status, text = served.get(path, **headers)
    assert status == 401
    assert served.calls() == ()
    assert TOKEN not in text + "".join(served.said)
    assert "wrong" in "".join(served.said)


def test_refusals_name_the_reason_and_are_counted_not_repeated(serve: Serve) -> None:
    served = serve()
    assert [served.get(path)[0] for path in ("/", f"/nothing/{TOKEN}", "/../../etc/passwd")] == [404] * 3
    assert served.get(f"/pop/{TOKEN}?event=dance&id=1")[0] == 400
    assert served.get(f"/pop/{TOKEN}", b"{", Content_Type="application/json")[0] == 400
    assert served.get(f"/pop/{TOKEN}", b"[" * 50_000, Content_Type="application/json")[0] == 400
    assert served.get(f"/pop/{TOKEN}?" + "&".join(f"a{each}=1" for each in range(200)))[0] == 400
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("DELETE", f"/pop/{TOKEN}")
    assert connection.getresponse().status == 405
    connection.close()
    for _number in range(200):
        served.get("/pop?token=wrong")
    assert len([line for line in served.said if "token" in line]) == 1


def test_refusals_are_told_again_with_their_count_after_a_while() -> None:
    said: list[str] = []
    now = [0.0]
    refusals = Refusals(said.append, lambda: now[0])
    for _number in range(5):
        refusals.add("the token is missing or wrong", "192.0.2.1")
    now[0] = 11
    refusals.add("the token is missing or wrong", "192.0.2.2")
    assert len(said) == 2
    assert said[1].startswith("refused 5 messages, last from 192.0.2.2")


def test_only_senders_on_the_list_are_let_in(serve: Serve) -> None:
    served = serve("192.0.2.0/24")
    assert served.get(f"/pop?token={TOKEN}&number=1&to=201")[0] == 403
    assert served.calls() == ()


def test_a_body_of_100_mb_is_refused_before_it_is_read(serve: Serve) -> None:
    served = serve()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with socket.create_connection(("127.0.0.1", served.port), 30) as connection:
        connection.sendall(
            f"POST /pop/{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: {100 * 1024 * 1024}\r\n\r\n".encode()
        )
        assert b" 413 " in connection.recv(4096)
    # Without a length, in chunks that never end.
    with socket.create_connection(("127.0.0.1", served.port), 30) as connection:
        connection.sendall(f"POST /pop/{TOKEN} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        sent, got = 0, b""
        connection.settimeout(0.01)
        while not got and sent < 100 * 1024 * 1024:
            try:
                connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent += 65_536
                got = connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                break
        assert sent < 16 * 1024 * 1024
        assert got == b"" or b" 413 " in got
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 40_000, "kilobytes"
    assert served.get(f"/pop?token={TOKEN}&number=1&to=201")[0] == 200
    assert any("too large" in line for line in served.said)


def test_a_slow_sender_is_cut_off_and_others_are_served(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "REQUEST_SECONDS", 0.5)
    served = serve()
    slow = [socket.create_connection(("127.0.0.1", served.port), 30) for _number in range(20)]
    for connection in slow:
        connection.sendall(f"POST /pop/{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nnumber".encode())
    assert served.get(f"/pop?token={TOKEN}&number=1&to=201")[0] == 200
    for connection in slow:
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(10) == b""
        connection.close()
    assert any("too slow" in line for line in served.said)


def test_a_burst_of_events_is_stored_and_a_desk_reads_meanwhile(serve: Serve, is_soak: bool) -> None:
    served = serve()
    desk = served.business.second()
    many = 10_000 if is_soak else 1_000
    statuses: list[int] = []

    def send(worker: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        for number in range(worker, many, 10):
            # Each call gets many events, as a fault or an attack would send them.
            call = number % (many // 20)
            path = f"/pop?token={TOKEN}&number=%2B3902{number:07}&to=201&id={call}&name=%1b[2J"
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()

    workers = [threading.Thread(target=send, args=(worker,)) for worker in range(10)]
    for worker in workers:
        worker.start()
    read = 0
    while any(worker.is_alive() for worker in workers):
        desk.queries.desk()
        desk.phone.desk()
        read += 1
    desk.close()
    assert set(statuses) <= {200, 202} and len(statuses) == many
    assert read > 1
    wait_until(lambda: len(served.calls()) == many // 20, lambda: "all are stored")
    assert all("\x1b" not in view.name for view in served.calls())


def test_3cx_gets_the_client_of_a_number_and_of_nobody_nothing(serve: Serve) -> None:
    served = serve()
    status, text = served.get(f"/3cx/{TOKEN}?number={quote(NUMBER)}")
    assert (status, json.loads(text)["contacts"][0]["id"]) == (200, "acme")
    assert json.loads(served.get(f"/3cx/{TOKEN}?number=%2B3906999")[1]) == {"contacts": []}
    assert served.calls() == ()


def test_events_wait_for_a_busy_store_and_none_is_lost(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_STORED_SECONDS", 0.2)
    served = serve()
    # Only a file has one writer at a time: on a server phone calls wait for no other change.
    told = 202 if served.business.session.store.place.is_file else 200
    with served.business.session.store.writing(Scope.QUIET):
        assert [served.get(f"/pop?token={TOKEN}&number=1&to=201&id={each}")[0] for each in range(3)] == [told] * 3
    wait_until(lambda: len(served.calls()) == 3, lambda: "the events are stored")


def test_a_store_that_refuses_for_long_is_told_once_and_a_full_queue_refuses(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_STORED_SECONDS", 0.05)
    is_busy = threading.Event()
    is_busy.set()
    stored: list[PhoneEvent] = []

    def record(events: Sequence[PhoneEvent]) -> None:
        if is_busy.is_set():
            raise StoreBusy("busy")
        stored.extend(events)

    served = serve(record=record, most=2)
    path = f"/pop?token={TOKEN}&number=1&to=201"
    found = [served.get(f"{path}&id={each}")[0] for each in range(8)]
    assert set(found) == {202, 503}
    is_busy.clear()
    wait_until(lambda: len(stored) == found.count(202), lambda: "what was accepted is stored")
    assert sum("wait for the store" in line for line in served.said) >= 1
    assert "the store can be written again" in served.said
