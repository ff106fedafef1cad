"""A business moves from a file to a server and back: everything goes over, and what it left is closed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.main import run
from core.basics.errors import Refused, StoreExists, StoreUnavailable
from core.business import Business
from core.exports.move import move
from core.model.call_records import CallVerdict
from core.store.engines import exists
from core.store.place import Place
from core.store.scope import Scope
from tests.builders import MORNING, draft_of, head_of
from tests.core.store.test_business_id import everything
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES
from tests.store.test_business import filled, opened_at
from tests.store.test_phone import EVENT, ROW


@pytest.fixture
def server_place(tmp_path: Path) -> Place:
    needs_server()
    return ENGINES["postgresql"].place(tmp_path)


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with opened_at(Place.of_file(tmp_path / "ledger.db")) as opened:
        filled(opened)
        store = opened.session.store
        with store.writing(Scope.PHONE):
            store.phone.add_event("ami:c1", 0, EVENT)
            store.phone.put(replace(ROW, candidates=()), MORNING)
        with store.writing():
            store.records.decide([CallVerdict("asterisk", "1", None, "private", "anna", MORNING)])
        store.note_refusal("marco", "Blocks.sell", MORNING)
        yield opened


def shown(business: Business) -> list[object]:
    """What a business shows, and what no archive holds."""
    store = business.session.store
    live = [store.calls.open_calls(), store.calls.changes(store.calls.open_calls()[0].call_id)]
    held = [store.outbox.everything(), store.phone.events("ami:c1", 0), store.phone.one("t1"), store.records.verdicts()]
    return [*everything(business), live, held, list(store.refusals()), store.exports.files()]


def test_a_business_moves_to_a_server_and_back_with_everything_and_its_head(
    business: Business, server_place: Place, tmp_path: Path
) -> None:
    head, before = head_of(business), shown(business)
    assert len(before[-1]) == 1 and business.session.store.outbox.everything() != []  # type: ignore[arg-type]
    with business.second() as other:
        view = move(business.session, server_place)
        assert (view.rows, view.head) == head
        # The file is put aside, and sessions that had it open do not write to it.
        for session in (business, other):
            with pytest.raises(StoreUnavailable, match="nothing was changed"), session.session.store.writing():
                pass
    assert not (tmp_path / "ledger.db").exists() and Path(view.kept).exists()
    back = Place.of_file(tmp_path / "back.db")
    with opened_at(server_place) as moved, moved.second() as reader:
        assert head_of(moved) == head and moved.verify(head[1]).ok
        assert shown(moved) == before
        client = moved.queries.resolve_client("acme")
        moved.entries.post(draft_of(client, 15))
        head, before = head_of(moved), shown(moved)
        move(moved.session, back)
        for session in (moved, reader):
            for scope in Scope:
                with (
                    pytest.raises(StoreUnavailable, match=r"was moved to .*back\.db"),
                    session.session.store.writing(scope),
                ):
                    pass
        assert head_of(reader) == head
        with pytest.raises(StoreExists, match="name a place where there is none"):
            move(moved.session, back)
    with opened_at(back) as again:
        assert head_of(again) == head and again.verify(head[1]).ok
        assert shown(again) == before
        again.entries.post(draft_of(client, 15))


def test_a_store_that_does_not_add_up_stays_where_it_is(business: Business, server_place: Place) -> None:
    place = business.session.store.place
    ENGINES["sqlite"].tamper(place, ["UPDATE journal SET actor = 'marco' WHERE seq = 5"])
    with pytest.raises(Refused, match="not moved"):
        move(business.session, server_place)
    assert not exists(server_place) and exists(place)
    business.calls.cancel()


def test_the_shell_moves_a_business_asks_first_and_works_there(
    business: Business, server_place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = head_of(business)
    here, there = str(business.session.store.place), str(server_place)
    assert run(["store", "move", there, "--db", here]) == 2
    assert "Nothing was changed" in capsys.readouterr().err
    assert run(["store", "move", there, "--db", here, "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["head"], told["place"]) == (*head, there) and Path(told["kept"]).exists()
    (tmp_path / "clients.csv").write_text("code,name\nbeta,Beta\n")
    importing = ["import", "clients", str(tmp_path / "clients.csv")]
    for words in (["client", "list"], ["client", "add", "beta", "Beta"], importing):
        assert run([*words, "--db", here]) == 3, words
        said = capsys.readouterr().err
        assert "was moved" in said and told["kept"] in said and not Path(here).exists()
    for words in (
        ["log", "acme", "15m", "printer", "--key", "k9", "--yes"],
        ["balance", "acme"],
        ["verify"],
        ["daily", "--yes"],
    ):
        assert run([*words, "--db", there]) == 0, words
    assert run(["doctor", "--db", there]) in (0, 1)
    assert "standby" in capsys.readouterr().out
    assert run(["restore", told["kept"], "--yes", "--db", there]) == 1
    assert run(["backup", "--db", there]) == 1
    said = capsys.readouterr().err
    assert "import journal" in said and "server's own tools" in said
