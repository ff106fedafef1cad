"""What a posted entry does to the kept tables: of its event in general, and of the JSON body of a plain one."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.journal.codec import canonical, instant_text, plain
from core.journal.events import EntryPosted, account_of
from core.model.work import Charge
from core.store.sql.session import Session

DRAW = (
    "INSERT INTO draw (business_id, draw_id, entry_id, block_id, minutes, seq) VALUES (:business, "
    "(SELECT coalesce(max(draw_id), 0) + 1 FROM draw WHERE business_id = :business), ?, ?, ?, ?)"
)
"""Adds a draw with the number after the last: its values are entry, block, minutes and journal row."""
TAKE = "UPDATE block SET remaining_minutes = remaining_minutes - ? WHERE business_id = :business AND block_id = ?"
_SETTLE = "UPDATE entry SET overdraft_minutes = overdraft_minutes - ? WHERE business_id = :business AND entry_id = ?"
BALANCE = (
    "UPDATE account SET remaining_minutes = remaining_minutes + ?, overdraft_minutes = overdraft_minutes + ? "
    "WHERE business_id = :business AND account_id = ?"
)
ADDING = (DRAW, TAKE, _SETTLE, BALANCE)
"""Statements that only add a draw or add to a number, the new rows first. Their order among each other does not matter, so
an engine may run all of one kind together."""
SUMMED = frozenset({TAKE, _SETTLE, BALANCE})
"""Those that add to numbers of the row whose id is their last value, so that an engine may run the sum of several."""


def settle(connection: Session, entry_id: str, minutes: int) -> None:
    """Lower the overdraft of an entry."""
    connection.run(_SETTLE, (minutes, entry_id))


def balance(connection: Session, account_id: str, minutes: int, overdraft: int) -> None:
    """Add minutes to what remains of an account, and to its overdraft."""
    connection.run(BALANCE, (minutes, overdraft, account_id))


def take(connection: Session, seq: int, entry_id: str, block_id: str, minutes: int) -> None:
    """Draw minutes of an entry from a block."""
    connection.run(DRAW, (entry_id, block_id, minutes, seq))
    connection.run(TAKE, (minutes, block_id))


def post_event(connection: Session, seq: int, recorded_at: str, event: EntryPosted) -> None:
    """Write a posted entry, without its line."""
    fields = vars(event) | {
        "work_date": event.work_date.isoformat(),
        "started_at": instant_text(event.started_at) if event.started_at else None,
    }
    spans = canonical(plain(event.spans)) if event.waits and event.spans else ""
    draws = [(draw.block_id, draw.minutes) for draw in event.draws]
    _post(
        connection,
        seq,
        recorded_at,
        fields,
        spans,
        event.charge.minutes,
        charge_text(event.charge),
        account_of(event),
        draws,
    )


def post(connection: Session, seq: int, recorded_at: str, body: Mapping[str, Any]) -> None:
    """The same by the JSON body of an entry that is plain (`Decided.is_plain_entry`)."""
    charge, draws = body["charge"], [(draw["block_id"], draw["minutes"]) for draw in body["draws"]]
    account_id = body.get("account_id") or body["client_id"]
    _post(connection, seq, recorded_at, body, "", charge["minutes"], canonical(charge), account_id, draws)


def _post(
    connection: Session,
    seq: int,
    recorded_at: str,
    fields: Mapping[str, Any],
    spans: str,
    charged_minutes: int,
    charge: str,
    account_id: str,
    draws: Sequence[tuple[str, int]],
) -> None:
    entry_id, overdraft, drawn = fields["entry_id"], fields["overdraft_minutes"], 0
    for _block_id, minutes in draws:
        drawn += minutes
    connection.insert(
        "entry",
        {
            "entry_id": entry_id,
            "client_id": fields["client_id"],
            "account_id": account_id,
            "technician": fields["technician"],
            "work_date": fields["work_date"],
            "started_at": fields["started_at"],
            "worked_seconds": fields["worked_seconds"],
            "charged_minutes": charged_minutes,
            "overdraft_minutes": overdraft,
            "billed_minutes": fields["billed_minutes"],
            "deducted_minutes": drawn + overdraft,
            "charge": charge,
            "work_type": fields["work_type"],
            "ticket": fields["ticket"],
            "note": fields["note"],
            "contact": fields["contact"],
            "no_charge": int(fields["no_charge"]),
            "key": fields["key"],
            "content": fields["content"],
            "replaces": fields["replaces"],
            "replaced_by": None,
            "voided": 0,
            "recorded_at": recorded_at,
            "seq": seq,
            "waits": int(fields["waits"]),
            "spans": spans,
        },
    )
    texts = (fields["note"], fields["ticket"], fields["contact"])
    connection.dialect.index_words(connection, "entry_id", entry_id, texts)
    for block_id, minutes in draws:
        take(connection, seq, entry_id, block_id, minutes)
    balance(connection, account_id, -drawn - overdraft, overdraft)


def charge_text(charge: Charge) -> str:
    """A charge as its column holds it. Entries that follow each other share few charges."""
    known = _charge_texts.get(id(charge))
    if known is None or known[0] is not charge:
        if len(_charge_texts) >= _MOST_CHARGES:
            _charge_texts.clear()
        known = _charge_texts[id(charge)] = (charge, canonical(plain(charge)))
    return known[1]


_charge_texts: dict[int, tuple[Charge, str]] = {}
"""By the identity of the charge, which the entry here keeps alive."""
_MOST_CHARGES = 1000
