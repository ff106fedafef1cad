"""All stored data as tables for a spreadsheet: one CSV a table, or all in one ZIP."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.basics.money import format_money
from core.basics.spreadsheets import Cell, csv_text, zip_bytes
from core.exports.entries import entries_text
from core.journal.codec import canonical
from core.journal.terms_codec import terms_to_json_dict
from core.queries.queries import Queries
from core.queries.views.entries import EntryView

Rows = list[Sequence[Cell]]
Maker = Callable[[Queries, str | None], Rows]
ALL = "all"


def table_csv(queries: Queries, name: str, client_id: str | None = None) -> str:
    """One of `TABLES` as CSV, of one client or of all."""
    return csv_text(TABLES[name](queries, client_id))


def every_table(queries: Queries) -> bytes:
    """A ZIP of every table and of the entries that are not voided; equal bytes for equal data."""
    files = {f"{name}.csv": table_csv(queries, name).encode() for name in TABLES}
    files["entries.csv"] = standing_entries(queries, "csv").encode()
    return zip_bytes(files)


def standing_entries(
    queries: Queries,
    format_name: str,
    client_id: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> str:
    """The entries that are not voided, the oldest first, in one of the formats of `entries_text`."""
    found = queries.entries(client_id=client_id, since=since, until=until, include_voided=False)
    accounts = {view.account.account_id: queries.session.account(view.account.account_id) for view in found}

    def zone_of(view: EntryView) -> ZoneInfo:
        return queries.session.zone_for(accounts[view.account.account_id].terms_on(view.work_date))

    return entries_text(format_name, tuple(reversed(found)), zone_of)


def _clients(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [("code", "name", "phones", "email", "contacts", "archived")]
    for client in queries.session.store.reads.clients():
        if client_id in (None, client.client_id):
            phones = "; ".join(phone.raw for phone in client.phones)
            archived = "yes" if client.archived else ""
            rows.append((client.code, client.name, phones, client.email, "; ".join(client.contacts), archived))
    return rows


def _codes(queries: Queries) -> dict[str, str]:
    return {client.client_id: client.code for client in queries.session.store.reads.clients()}


def _agreements(queries: Queries, client_id: str | None) -> Rows:
    codes = _codes(queries)
    addresses = {card.account_id: card.address for card in queries.session.store.reads.cards()}
    rows: Rows = [("client", "from", "kind", "terms", "account")]
    for agreement in queries.session.store.reads.agreements():
        if client_id not in (None, agreement.client_id):
            continue
        terms = canonical(terms_to_json_dict(agreement.terms))
        address = addresses[agreement.account_id]
        rows.append((codes[agreement.client_id], agreement.from_date, agreement.terms.kind.value, terms, address))
    return rows


def _blocks(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [
        ("block", "client", "origin", "size_minutes", "remaining_minutes", "forfeited_minutes", "price", "currency",
         "sold_on", "available_from", "expires_on", "billing", "voided", "account")
    ]  # fmt: skip
    for account, block in queries.blocks():
        if client_id not in (None, account.client.client_id):
            continue
        price = Decimal(format_money(block.price_minor, block.currency))
        rows.append(
            (block.block_id, account.client.code, block.origin.value, block.size_minutes, block.remaining_minutes,
             block.forfeited_minutes, price, block.currency, block.sold_on, block.available_from, block.expires_on,
             block.billing, "yes" if block.voided else "", account.address)
        )  # fmt: skip
    return rows


def _lines(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [
        (
            "line",
            "client",
            "kind",
            "minutes",
            "amount",
            "currency",
            "status",
            "number",
            "date",
            "invoiced_on",
            "account",
        )
    ]
    for line in queries.lines(None, client_id):
        amount = Decimal(format_money(line.amount_minor, line.currency))
        rows.append(
            (line.line_id, line.client.code, line.kind.value, line.minutes, amount, line.currency, line.status.value,
             line.number, line.dated, line.invoiced_on, line.account.address)
        )  # fmt: skip
    return rows


def _corrections(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [("correction", "client", "account", "kind", "minutes", "date", "reason", "other_account")]
    for card in queries.session.store.reads.cards():
        if client_id not in (None, card.client.client_id):
            continue
        for found in queries.session.store.reads.corrections(card.account_id):
            other = queries.card(found.other_account_id).address if found.other_account_id else ""
            rows.append(
                (found.correction_id, card.client.code, card.address, found.kind.value, found.minutes, found.day,
                 found.reason, other)
            )  # fmt: skip
    return rows


def _proposals(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [
        ("proposal", "client", "title", "estimate_minutes", "type", "due_on", "recurrence", "status", "entry", "reason")
    ]
    for view in queries.proposals(client_id, everything=True):
        found = view.proposal
        rows.append(
            (found.proposal_id, view.client.code, found.title, found.estimate_minutes, found.work_type, found.due_on,
             found.recurrence, found.status.value, found.entry_id, found.reason)
        )  # fmt: skip
    return rows


def _charges(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [
        ("entry", "client", "date", "worked_seconds", "charged_minutes", "drawn_minutes", "overdraft_minutes",
         "billed_minutes", "why", "voided", "replaces", "replaced_by", "account")
    ]  # fmt: skip
    for e in reversed(queries.entries(client_id=client_id)):
        drawn = sum(draw.minutes for draw in e.draws)
        rows.append(
            (e.entry_id, e.client.code, e.work_date, e.worked_seconds, e.charged_minutes, drawn, e.overdraft_minutes,
             e.billed_minutes, e.explanation, "yes" if e.voided else "", e.replaces, e.replaced_by, e.account.address)
        )  # fmt: skip
    return rows


def _draws(queries: Queries, client_id: str | None) -> Rows:
    rows: Rows = [("entry", "client", "block", "minutes")]
    for e in reversed(queries.entries(client_id=client_id, include_voided=False)):
        rows += [(e.entry_id, e.client.code, draw.block_id, draw.minutes) for draw in e.draws]
    return rows


TABLES: dict[str, Maker] = {
    "clients": _clients,
    "agreements": _agreements,
    "blocks": _blocks,
    "lines": _lines,
    "corrections": _corrections,
    "proposals": _proposals,
    "charges": _charges,
    "draws": _draws,
}
