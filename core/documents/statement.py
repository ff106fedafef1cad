"""Render a statement in any of its formats."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.basics.i18n import _
from core.basics.money import format_money
from core.basics.spreadsheets import Cell, csv_text, xlsx_bytes
from core.documents.content import content_of, movement_words, proposal_words, reason_of
from core.documents.statement_details import with_details
from core.ledger.statement_details import last_day
from core.ledger.statement_views import Statement, StatementView, plain_view
from core.rules.statement import last_month_of, months_of

FORMATS = ("text", "md", "html", "pdf", "csv", "xlsx", "json")
BINARY = frozenset({"pdf", "xlsx"})


def render(statement: Statement, format_name: str, *, is_draft: bool = False) -> bytes:
    """The bytes of a statement in one of `FORMATS`; for an issued one always the same bytes in a language.

    A draft says so in its title; an issued statement is none.
    """
    view = statement.view
    if format_name == "json":
        return (json.dumps(json_document(statement), ensure_ascii=True) + "\n").encode()
    if format_name == "csv":
        return csv_text(_rows(view)).encode()
    if format_name == "xlsx":
        return xlsx_bytes(_("Statement"), _rows(view))
    content = content_of(view)
    if view.layout:
        content = with_details(content, view)
    if is_draft and statement.issued_at is None:
        content = replace(content, title=_("Statement of hours (draft)"))
    if format_name == "pdf":
        from core.documents.statement_pdf import as_pdf

        return as_pdf(content, statement.logo)
    from core.documents import statement_texts as texts

    writer = {"text": texts.as_text, "md": texts.as_markdown, "html": texts.as_html}[format_name]
    return writer(content).encode()


_DETAILS = ("letterhead", "reference", "left", "contests")
"""Keys that a document issued before there were details does not have."""
_DUES = ("unpaid", "held")
"""Keys that a document of layout 2 and before does not have."""
_LAYOUT_WITH_DUES = 3


def json_document(statement: Statement) -> dict[str, object]:
    """The JSON document of a statement; its keys are stable."""
    view = statement.view
    values = plain_view(view)
    for block in values["blocks"]:
        block["price"] = format_money(block.pop("price_minor"), block["currency"])
        block["expires_on"] = block["expires_on"] or None
    for entry, shown in zip(values["entries"], view.entries, strict=True):
        entry["work_date"] = entry.pop("day")
        entry["explanation"] = shown.reason
        entry["client"] = shown.client or view.client_code
        del entry["client_id"]
        del entry["charge"]
    if view.layout:
        for number, entry in enumerate(values["entries"], start=1):
            entry["number"] = number
        values["letterhead"] = view.letterhead.splitlines()
        for part in values["left"]:
            part["expires_on"], part["available_from"] = part["expires_on"] or None, part["available_from"] or None
    else:
        for name in _DETAILS:
            del values[name]
    if view.layout < _LAYOUT_WITH_DUES:
        for name in _DUES:
            del values[name]
    else:
        for unpaid in values["unpaid"]:
            unpaid["amount"] = format_money(unpaid.pop("amount_minor"), unpaid["currency"])
    for name in ("layout", "logo"):
        values.pop(name, None)
    for proposal in values["proposals"]:
        proposal["due_on"] = proposal["due_on"] or None
    del values["account_id"]
    if view.block_id:
        values["month"] = None
        values["block_id"] = view.block_id
    return {
        "client": values.pop("client_code"),
        "account": view.address,
        "companies": [asdict(company) for company in view.companies],
        "name": values.pop("client_name"),
        **values,
        "issued_at": statement.issued_at.isoformat() if statement.issued_at else None,
        "changed_since": statement.changed_since,
        "closed_by": statement.closed_by or None,
    }


def _rows(view: StatementView) -> list[Sequence[Cell]]:
    head = ("date", "what", "id", "technician", "ticket", "type", "note", "worked_minutes", "charged_minutes", "why",
            "balance_change", "price", "currency", "expires_on", "client")  # fmt: skip
    first_day = date.fromisoformat(view.block_day or f"{months_of(view.month)[0]}-01")
    until = min(last_day(last_month_of(view.month)), date.fromisoformat(view.made_on))

    def sum_row(day: date, what: str, note: str, minutes: int) -> Sequence[Cell]:
        return (day, what, "", "", "", "", note, None, None, "", minutes, None, "", None, view.client_code)

    owner = view.client_code
    rows: list[Sequence[Cell]] = [head, sum_row(first_day, "opening", "", view.opening_minutes)]
    for entry in view.entries:
        what = "voided" if entry.voided else "correction" if entry.correction else "entry"
        worked = (Decimal(entry.worked_seconds) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
        rows.append(
            (_day(entry.day), what, entry.entry_id, entry.technician, entry.ticket, entry.work_type, entry.note, worked,
             entry.charged_minutes, reason_of(entry), -entry.deducted_minutes, None, "", None, entry.client or owner)
        )  # fmt: skip
    for block in view.blocks:
        change = -block.minutes if block.kind in ("forfeited", "credited") else block.minutes
        price = Decimal(format_money(block.price_minor, block.currency)) if block.price_minor else None
        rows.append(
            (_day(block.day), block.kind, block.block_id, "", "", "", movement_words(block), None, None, "", change, price,
             block.currency, _day(block.expires_on), owner)
        )  # fmt: skip
    for each in view.unpaid:
        amount = Decimal(format_money(each.amount_minor, each.currency))
        rows.append((_day(each.since), "overdue", *[""] * 5, None, None, "", None, amount, each.currency, None, owner))
    for proposal in view.proposals:
        rows.append((_day(proposal.due_on), "proposal", "", "", "", "", proposal_words(proposal), *[None] * 7, owner))
    rows.append(
        sum_row(until, "closing", _("digest of the journal: {digest}").format(digest=view.digest), view.closing_minutes)
    )
    return rows


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
