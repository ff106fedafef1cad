"""The difference that `account replay` finds, as a JSON document."""

from typing import Any

from core.ledger.replays import ReplayView
from core.rules.ordering import Paid


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


def _draws(paid: Paid) -> list[dict[str, Any]]:
    return [{"block_id": block_id, "minutes": minutes} for block_id, minutes in paid.by_block().items()]
