"""Rows of entries that stand as they were posted are compared as texts; whatever differs in any way is left to the replay."""

from pathlib import Path
from typing import Any

import pytest

from core.audit import audit
from core.audit.as_posted import payment_of
from core.audit.plain import POSTED
from core.business import Business
from core.journal.row import JournalRow
from core.model.terms import FeeDue, Kind, RenewalMode, Terms
from core.model.work import Draft, Span, Work
from core.store.verifying import POSTED_COLUMNS, KeptEntry
from tests.builders import MONDAY, MORNING, add_client, draft_of, open_business, prepaid_terms


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[JournalRow]:
    """The rows of entries that checks replayed."""
    rows, bad_row = list[JournalRow](), audit._bad_row

    def noted(row: JournalRow, *others: Any) -> tuple[int, str] | None:
        if row.kind == POSTED:
            rows.append(row)
        return bad_row(row, *others)

    monkeypatch.setattr(audit, "_bad_row", noted)
    return rows


def kept_of(business: Business) -> dict[int, tuple[tuple[Any, ...], KeptEntry]]:
    """The rows of entries of a journal, with the live entries, by number."""
    store = business.session.store
    ((*rows,),) = [list(page) for page in store.journal_pages()]
    rebuild = store.rebuild(is_quick=True)
    kept = rebuild.kept(rows[0][0], rows[-1][0])
    rebuild.close()
    return {row[0]: (row, kept[row[0]]) for row in rows if row[3] == POSTED and row[0] in kept}


def posted(business: Business) -> None:
    """Entries of many kinds that are charged at once and have no line."""
    client = add_client(business, blocks=(40, 600))
    business.entries.post(draft_of(client, 60, note="two blocks"))
    started = Work(MONDAY, 900, (Span(MORNING, 900),))
    business.entries.post(
        Draft(client.client_id, started, ticket="12", note="città", contact="Ida", key="k"), sure=True
    )
    business.entries.post(draft_of(client, 10, no_charge=True))
    wrong = business.entries.post(draft_of(client, 10, note="by mistake")).entry
    business.entries.edit(wrong.entry_id, draft_of(client, 20, note="mended"))
    asked = add_client(business, "vivai", terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(asked, 700, note="overdraft"), sure=True)
    fee = Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=FeeDue.ADVANCE)
    managed = add_client(business, "hotel", terms=fee, blocks=())
    business.entries.post(draft_of(managed, 25, note="paid by the fee"))


def test_no_entry_that_stands_as_it_was_posted_is_replayed(tmp_path: Path, replayed: list[JournalRow]) -> None:
    with open_business(tmp_path) as business:
        posted(business)
        assert business.verify().ok
    assert ["by mistake" in (row.texts or "") for row in replayed] == [True]


@pytest.mark.parametrize(
    ("note", "is_replayed"),
    [
        ('say "hello"', True),
        ("C:\\temp", True),
        ("two\nlines", True),
        ("a\tb", True),
        ("\x1f", True),
        ("\x7f", False),
        ("a\u00a0b", False),
        ("\u2028", False),
        ("\U0001f600", False),
    ],
)
def test_a_text_that_json_writes_otherwise_is_replayed_and_fits(
    tmp_path: Path, replayed: list[JournalRow], note: str, is_replayed: bool
) -> None:
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, note=note))
        assert business.verify().ok
    assert len(replayed) == is_replayed


def test_any_other_value_of_a_row_or_its_entry_does_not_pass(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        posted(business)
        rows = {seq: each for seq, each in kept_of(business).items() if payment_of(*each) is not None}
    assert len(rows) >= 6
    for row, kept in rows.values():
        for place, name in enumerate(POSTED_COLUMNS[:-1]):
            for other in others_than(kept.entry[place]):
                entry = (*kept.entry[:place], other, *kept.entry[place + 1 :])
                assert payment_of(row, KeptEntry(entry, kept.draws)) is None, (name, other)
        for number, draw in enumerate(kept.draws):
            for place in (1, 2, 3):
                for other in others_than(draw[place]):
                    draws = list(kept.draws)
                    draws[number] = (*draw[:place], other, *draw[place + 1 :])
                    assert payment_of(row, KeptEntry(kept.entry, draws)) is None
            assert payment_of(row, KeptEntry(kept.entry, kept.draws[:number] + kept.draws[number + 1 :])) is None
        for place in (1, 4, 7, 8):
            for other in (*others_than(row[place]), 5, None):
                assert payment_of((*row[:place], other, *row[place + 1 :]), kept) is None


def others_than(value: Any) -> list[Any]:
    """Other values of the same cell, some of another type that looks the same."""
    if value is None:
        return ["", "x", "null", b""]
    if isinstance(value, str):
        alike = [int(value)] if value.isdecimal() else []
        return [f"{value}x", f'{value}"', f'{value}","x":"', value[:-1] if value else "-", value.encode(), *alike]
    return [value + 1, value - 1, -value - 1, str(value), float(value), str(value).encode(), None]
