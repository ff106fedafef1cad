"""A command whose change was kept, or not, by a server that went away asks again under its key."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cli import again
from cli.main import run
from core.basics.errors import OutcomeUnknown, Refused
from core.journal.events import LockSet
from core.store import doubts
from core.store.place import Place
from core.store.postgres.link import Link
from tests.builders import MONDAY, MORNING, add_client, draft_of
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES, PATIENCE
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

    send, left = Link.send, [times]

    def losing(self: Link, *statements: str) -> object:
        if statements[-1] != "COMMIT" or not left[0] or not self.is_held:
            return send(self, *statements)
        left[0] -= 1
        if is_kept:
            send(self, *statements)
        assert self._raw is not None
        self._raw.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Link, "send", losing)


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_change_with_a_key_is_made_once_whatever_became_of_it(
    place: Place, capsys: pytest.CaptureFixture[str], is_kept: bool
) -> None:
    for key, words in (("k1", ["log", "acme 15m printer", "--yes"]), ("k2", ["block", "sell", "acme", "--yes"])):
        with pytest.MonkeyPatch.context() as patch:
            lose(patch, is_kept=is_kept)
            assert run([*words, "--key", key, "--db", str(place)]) == 0
        # What was kept is the answer; what was not is asked for again.
        said = capsys.readouterr().err
        assert "it is asked whether it did" in said
        assert ("asked again under the same key" in said) is not is_kept
        assert run([*words, "--key", key, "--db", str(place)]) == 0
    with opened_at(place) as business:
        assert (len(business.queries.entries()), len(business.queries.blocks())) == (1, 2)
        assert business.verify().ok


def test_a_change_without_a_key_is_not_made_again_and_one_with_a_key_not_for_ever(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        lose(patch, is_kept=False)
        assert run(["log", "acme 15m printer", "--yes", "--db", str(place)]) == 3
    said = capsys.readouterr().err
    assert "did not keep the change; nothing was changed" in said and "again under" not in said
    # The store fails whenever something is kept, so that nobody can know.
    lose(monkeypatch, is_kept=False, times=1000)
    monkeypatch.setattr(doubts, "PAUSES", (0.0, 0.0))
    assert run(["log", "acme 15m printer", "--yes", "--db", str(place)]) == 3
    said = capsys.readouterr().err
    assert "may be there or not" in said and "again under" not in said
    assert run(["log", "acme 15m printer", "--yes", "--key", "k", "--db", str(place)]) == 3
    with opened_at(place) as business:
        assert list(business.queries.entries()) == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_session_that_could_not_learn_the_outcome_asks_before_its_next_change(place: Place, is_kept: bool) -> None:
    with opened_at(place) as business:
        client = business.queries.resolve_client("acme")
        told: list[str] = []
        business.session.tell = told.append
        business.session.doubts.pauses = ()
        with pytest.MonkeyPatch.context() as patch:
            lose(patch, is_kept=is_kept)
            with pytest.raises(OutcomeUnknown, match="may be there or not"):
                business.entries.post(draft_of(client, 15))
        assert len(told) == 1
        if is_kept:
            # The same words sent again would make it twice.
            with pytest.raises(Refused, match="was kept after all"):
                business.entries.post(draft_of(client, 15))
        else:
            business.entries.post(draft_of(client, 15))
        assert len(business.queries.entries()) == 1
        business.entries.post(draft_of(client, 30))
        assert len(business.queries.entries()) == 2 and business.verify().ok


def test_a_change_in_doubt_that_is_made_again_under_its_key_answers_for_itself(place: Place) -> None:
    with opened_at(place) as business:
        client = business.queries.resolve_client("acme")
        business.session.doubts.is_left.set()
        draft = draft_of(client, 15, key="k")
        with pytest.MonkeyPatch.context() as patch:
            lose(patch, is_kept=True)
            with pytest.raises(OutcomeUnknown):
                business.entries.post(draft)
        business.entries.post(draft)
        business.entries.post(draft_of(client, 30, key="k2"))
        assert len(business.queries.entries()) == 2


def test_the_outcome_is_asked_for_only_when_the_change_in_doubt_is_over(place: Place) -> None:
    with opened_at(place) as business, opened_at(place) as other:
        client = business.queries.resolve_client("acme")
        store = business.session.store
        with store.writing():
            # The change goes on in the server, as after a COMMIT whose answer the network lost.
            seq = store.append(LockSet(MONDAY), "anna", MORNING)
            row = store.head()
            assert row is not None and row.seq == seq
            asked: list[bool] = []
            asker = threading.Thread(target=lambda: asked.append(other.session.store.was_kept(row)))
            asker.start()
            asker.join(0.2)
            assert asked == []
        asker.join(PATIENCE)
        assert asked == [True]
        assert not store.was_kept(replace(row, digest="0" * 64)) and not store.was_kept(replace(row, seq=99))
        business.entries.post(draft_of(client, 15, MONDAY + timedelta(days=1)))
