"""A client's texts can be erased: no byte of them stays in the store's files, and the chain still verifies."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.errors import Refused
from core.business import Business
from core.exports.archive import archive_lines, restore
from core.model.clients import Client
from core.model.mail import MailSwitches
from core.model.terms import RenewalMode
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms

SECRETS = (
    "zyxacme", "Quaglia", "3477654321", "347 7654321", "quaglia@", "Gabbiano", "Fenice", "Tarabuso", "Pettirosso",
    "Airone", "contract-777", "Sparviero", "k-secret", "Cardellino",
)  # fmt: skip


def told_everything(folder: Path) -> tuple[Business, Client]:
    clock = fake_clock()
    business = open_business(folder, clock)
    client = business.clients.add(
        "zyxacme", "Quaglia srl", phones=["347 7654321"], email="info@quaglia.example", contacts=["Gabbiano <06 5555>"]
    )
    business.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.ASK, reference="contract-777"))
    business.blocks.sell(client.client_id)
    switches = MailSwitches(to="a@quaglia.example", language="en", after_entry=True, statement=True)
    business.mail.switch(client.client_id, switches)
    business.entries.post(
        draft_of(client, 30, note="Fenice crashed", contact="Gabbiano", ticket="4821", key="k-secret")
    )
    wrong = business.entries.post(draft_of(client, 30, note="Tarabuso")).entry
    business.entries.void(wrong.entry_id, "Pettirosso said so")
    business.proposals.drop(business.proposals.add(client.client_id, "Airone patch").proposal_id, "Cardellino")
    business.billing.export()
    business.calls.start(client.client_id, phone="347 7654321")
    business.calls.cancel()
    business.clients.edit(client.client_id, name="Quaglia e Sparviero srl")
    clock.advance(timedelta(days=31))
    business.daily.run()
    other = add_client(business, "other")
    business.entries.post(draft_of(other, 15, note="of another"))
    return business, client


def bytes_of(folder: Path) -> bytes:
    """Read by another process: a plain read in this one would drop the locks of an open store."""
    files = [str(found) for found in sorted(folder.iterdir()) if found.is_file()]
    return subprocess.run(["cat", *files], check=True, capture_output=True).stdout


def test_no_byte_of_an_erased_text_stays_in_the_files_or_in_a_later_archive(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    balance = business.queries.balance(client.client_id)
    lines = business.queries.lines()
    entry_ids = {entry.entry_id for entry in business.queries.entries(client_id=client.client_id)}
    printed = business.verify().head
    business.erasure.erase(client.client_id)
    archive = "\n".join(archive_lines(business.session))
    assert business.verify(printed).problems == ()
    kept = business.queries.balance(client.client_id)
    assert (kept.remaining_minutes, kept.blocks) == (balance.remaining_minutes, balance.blocks)
    assert [(line.line_id, line.amount_minor, line.dated) for line in business.queries.lines()] == [
        (line.line_id, line.amount_minor, line.dated) for line in lines
    ]
    assert {entry.entry_id for entry in business.queries.entries(client_id=client.client_id)} == entry_ids
    # While the store is open: the file, its log and its index.
    found = bytes_of(tmp_path)
    business.close()
    found += bytes_of(tmp_path)
    for secret in SECRETS:
        for spelt in (secret, secret.lower(), secret.upper()):
            assert spelt.encode() not in found, spelt
            assert spelt not in archive, spelt
    assert b"of another" in found
    restore(tmp_path / "new.db", archive)
    with Business.open(tmp_path / "new.db") as new:
        assert new.verify(printed).problems == ()


def test_the_log_holds_nothing_of_it_while_another_session_has_the_store_open(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    other = open_business(tmp_path)
    other.queries.clients()
    view = business.erasure.erase(client.client_id)
    assert view.is_purged
    assert (tmp_path / "ledger.db-wal").stat().st_size == 0
    assert other.queries.client(client.client_id).name == "(erased)"
    other.close()
    business.close()


def test_a_session_that_holds_a_snapshot_is_told_and_a_second_run_purges(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    business.session.store._connection.read_seconds = 0.05  # type: ignore[attr-defined]
    other = open_business(tmp_path)
    with other.session.store.reading():
        other.queries.clients()
        assert not business.erasure.erase(client.client_id).is_purged
    head = business.session.store.head()
    assert business.erasure.erase(client.client_id).is_purged
    assert business.session.store.head() == head
    other.close()
    business.close()
    assert b"Quaglia" not in bytes_of(tmp_path)


def test_what_was_erased_shows_as_such_and_the_event_names_who_and_when_but_no_text(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    business.erasure.erase(client.client_id)
    card = business.queries.client(client.client_id)
    assert (card.code, card.name, card.phones, card.email) == (f"erased-{client.client_id}", "(erased)", (), "")
    assert card.archived
    assert {entry.note for entry in business.queries.entries(client_id=client.client_id)} == {"(erased)"}
    statement = business.statements.read(client.client_id, "2026-03").view
    assert (statement.client_name, statement.entries[0].note) == ("(erased)", "(erased)")
    assert statement.entries[0].charged_minutes == 30
    row = list(business.session.store.journal())[-1]
    assert (row.kind, row.actor, json.loads(row.body)) == ("client.erased", "anna", {"client_id": client.client_id})
    assert business.queries.resolve_client("other").code == "other"
    business.close()


def test_a_client_on_the_phone_is_not_erased(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    business.calls.start(client.client_id)
    head = business.session.store.head()
    with pytest.raises(Refused, match="open call"):
        business.erasure.erase(client.client_id)
    assert business.session.store.head() == head
    business.close()


def test_its_code_is_free_for_a_new_client_and_life_goes_on(tmp_path: Path) -> None:
    business, client = told_everything(tmp_path)
    business.erasure.erase(client.client_id)
    again = add_client(business, "zyxacme")
    business.entries.post(draft_of(again, 30, key="k-secret"))
    business.daily.run()
    assert business.verify().problems == ()
    business.close()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE journal SET texts = NULL, salt = NULL WHERE kind = 'entry.posted'", "its texts are gone"),
        ("UPDATE journal SET salt = NULL WHERE kind = 'entry.posted'", "do not fit"),
        ("UPDATE journal SET texts = replace(texts, 'Fenice', 'Felice')", "do not fit"),
        ("UPDATE journal SET texts = '{}', salt = 'x' WHERE kind = 'client.erased'", "do not fit"),
    ],
)
def test_texts_changed_or_emptied_by_hand_are_told(tmp_path: Path, sql: str, words: str) -> None:
    business, _client = told_everything(tmp_path)
    other = business.queries.resolve_client("other")
    business.erasure.erase(other.client_id)
    path = business.session.store.place.path
    business.close()
    raw = sqlite3.connect(path, isolation_level=None)
    ((guard,),) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_no_update'").fetchall()
    raw.execute("DROP TRIGGER journal_no_update")
    raw.execute(sql)
    raw.execute(guard)
    raw.close()
    with open_business(tmp_path) as business:
        assert any(words in problem for problem in business.verify().problems)


@pytest.mark.parametrize(
    "change",
    [
        "texts = '{}'",
        "salt = 'x'",
        "texts = NULL",
        "texts = NULL, salt = NULL, actor = 'nobody'",
        "texts = NULL, salt = NULL, body = '{}'",
        "texts = NULL, salt = NULL, seq = seq + 1000",
    ],
)
def test_the_guard_lets_texts_and_salt_be_emptied_together_and_nothing_else(tmp_path: Path, change: str) -> None:
    business, _client = told_everything(tmp_path)
    path = business.session.store.place.path
    business.close()
    raw = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        raw.execute(f"UPDATE journal SET {change} WHERE kind = 'client.added'")
    assert raw.execute("UPDATE journal SET texts = NULL, salt = NULL WHERE kind = 'client.added'").rowcount == 2
    raw.close()
