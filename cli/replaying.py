"""The difference that `account replay` finds, as lines and as a JSON document."""

from typing import Any

from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.ledger.replays import MovedEntry, ReplayView
from core.rules.ordering import Paid


def lines_of(view: ReplayView) -> list[str]:
    """What differs, a line each."""
    if not view.entries:
        return [_("{account}: every entry is paid in the order of the work").format(account=view.account.address)]
    sentence = ngettext(
        "{account}: in the order of the work other blocks pay {count} entry",
        "{account}: in the order of the work other blocks pay {count} entries",
        len(view.entries),
    )
    said = [sentence.format(account=view.account.address, count=len(view.entries))]
    said += ["  " + _line_of(entry) for entry in view.entries]
    if view.applied:
        said.append(_("the draws are moved"))
    return said


def document_of(view: ReplayView) -> dict[str, Any]:
    """The JSON document."""
    return {
        "account": view.account.address,
        "client": view.account.client.code,
        "applied": view.applied,
        "entries": [
            {
                "entry_id": each.entry.entry_id,
                "client": each.entry.client.code,
                "work_date": each.entry.work_date.isoformat(),
                "draws": _draws(each.change.now),
                "overdraft_minutes": each.change.now.overdraft_minutes,
                "draws_by_work": _draws(each.change.then),
                "overdraft_by_work": each.change.then.overdraft_minutes,
                "held_by": each.held_by,
            }
            for each in view.entries
        ],
    }


def _line_of(each: MovedEntry) -> str:
    entry = each.entry
    parts = [entry.entry_id, entry.work_date.isoformat(), f"{_words(each.change.now)} → {_words(each.change.then)}"]
    parts += [f"#{entry.ticket}" if entry.ticket else "", entry.note, f"! {each.held_by}" if each.held_by else ""]
    return "  ".join(part for part in parts if part)


def _words(paid: Paid) -> str:
    parts = [f"{format_minutes(minutes)} {block_id}" for block_id, minutes in paid.by_block().items()]
    if paid.overdraft_minutes:
        parts.append(_("{minutes} not covered").format(minutes=format_minutes(paid.overdraft_minutes)))
    return " + ".join(parts)


def _draws(paid: Paid) -> list[dict[str, Any]]:
    return [{"block_id": block_id, "minutes": minutes} for block_id, minutes in paid.by_block().items()]
