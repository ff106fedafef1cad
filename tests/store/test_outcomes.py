"""A command whose change was kept, or not, by a server that went away asks again under its key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli import again
from cli.main import run
from core.store.place import Place
from core.store.postgres.connection import Connection
from tests.builders import add_client
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES
from tests.store.test_business import opened_at

Send = Callable[..., object]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    needs_server()
    monkeypatch.setattr(again, "PAUSES", (0.0, 0.0))
    place = ENGINES["postgresql"].place(tmp_path)
    with opened_at(place) as business:
        add_client(business)
    return place


def lose(monkeypatch: pytest.MonkeyPatch, *, is_kept: bool, times: int = 1) -> None:
    """Lose the connection around a change's COMMIT: after the server has made it, or before it heard of it."""
    import psycopg

    send, left = Connection.send, [times]

    def losing(self: Connection, *statements: str) -> object:
        if statements[-1] != "COMMIT" or not left[0] or self.scope is None:
            return send(self, *statements)
        left[0] -= 1
        if is_kept:
            send(self, *statements)
        assert self._raw is not None
        self._raw.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Connection, "send", losing)


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_change_with_a_key_is_made_once_whatever_became_of_it(
    place: Place, capsys: pytest.CaptureFixture[str], is_kept: bool
) -> None:
    for key, words in (("k1", ["log", "acme 15m printer", "--yes"]), ("k2", ["block", "sell", "acme", "--yes"])):
        with pytest.MonkeyPatch.context() as patch:
            lose(patch, is_kept=is_kept)
            assert run([*words, "--key", key, "--db", str(place)]) == 0
        assert "asked again under the same key" in capsys.readouterr().err
        assert run([*words, "--key", key, "--db", str(place)]) == 0
    with opened_at(place) as business:
        assert (len(business.queries.entries()), len(business.queries.blocks())) == (1, 2)
        assert business.verify().ok


def test_a_change_without_a_key_is_not_asked_again_and_one_with_a_key_not_for_ever(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(monkeypatch, is_kept=False, times=5)
    assert run(["log", "acme 15m printer", "--yes", "--db", str(place)]) == 3
    said = capsys.readouterr().err
    assert "may be there or not" in said and "again under" not in said
    assert run(["log", "acme 15m printer", "--yes", "--key", "k", "--db", str(place)]) == 3
    with opened_at(place) as business:
        assert list(business.queries.entries()) == []
