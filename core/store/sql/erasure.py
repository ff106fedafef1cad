"""The erasure of a client's texts, and the rewriting of the journal that it needs once. SQL only.

The journal's guard lets a row's texts be emptied and nothing else be changed; `rechain` runs while the guards are away.
"""

import json
from collections.abc import Callable, Iterable

from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.chain import event_of, fits, rechained
from core.journal.events import JournalRechained, StatementIssued
from core.journal.registry import ERASED, texts_by_name
from core.journal.row import GENESIS, JournalRow
from core.store.sql.session import Session, marks


def first_row_with_texts(connection: Session) -> int | None:
    """The first row of the first format whose body holds personal texts, or `None`."""
    row = connection.row(
        f"SELECT min(seq) FROM journal WHERE business_id = :business AND kind IN ({marks(len(texts_by_name))}) "
        f"AND {connection.dialect.field('body', 'texts')} IS NULL",
        tuple(texts_by_name),
    )
    return row[0] if row else None


def rechain(connection: Session, rows: Iterable[JournalRow], make_salt: Callable[[], str]) -> JournalRechained:
    """Write every row anew in the second format, inside an open write; the event that has to be recorded of it.

    Errors: `Refused` where the chain does not fit, as nothing may be written over what an auditor has to see.
    """
    old, new, digests, printed = GENESIS, GENESIS, set[str](), dict[str, None]()
    for row in rows:
        event = _sound(row, old)
        if isinstance(event, StatementIssued):
            shown = str(json.loads(event.document).get("digest", ""))
            if shown in digests:
                printed[shown] = None
        digests.add(row.digest)
        written = rechained(row, new, make_salt)
        connection.run(
            "UPDATE journal SET body = ?, previous = ?, digest = ?, texts = ?, salt = ? "
            "WHERE business_id = :business AND seq = ?",
            (written.body, written.previous, written.digest, written.texts, written.salt, written.seq),
        )
        old, new = row.digest, written.digest
    return JournalRechained(old, tuple(printed))


def _sound(row: JournalRow, previous: str) -> object:
    try:
        event = event_of(row)
    except (KeyError, TypeError, ValueError):
        event = None
    if event is None or row.previous != previous or not fits(row):
        raise Refused(
            _("journal row {seq} does not fit; nothing was changed, run: monteore verify").format(seq=row.seq)
        )
    return event


def erase(connection: Session, client_id: str) -> int:
    """Empty a client's texts in the journal, the outbox, its calls, its phone calls and the files of exports that name it,
    and all that is typed and not sent, inside an open write; the number of journal rows that were emptied. The projection
    empties what is made from them."""
    emptied = connection.run(
        "UPDATE journal SET texts = NULL, salt = NULL WHERE business_id = :business AND texts IS NOT NULL "
        f"AND {connection.dialect.field('body', 'client_id')} = ?",
        (client_id,),
    )
    for sql, values in (
        (
            "UPDATE mail SET recipient = '', subject = ?, body = ?, last_error = '', next_at = NULL, "
            "state = CASE state WHEN 'sent' THEN 'sent' ELSE 'dropped' END WHERE business_id = :business "
            "AND client_id = ?",
            (ERASED, ERASED),
        ),
        ("UPDATE call SET phone = '' WHERE business_id = :business AND client_id = ?", ()),
        (
            "UPDATE call_words SET note = '', ticket = '', contact = '', client = '', card_phone = '' "
            "WHERE business_id = :business AND call_id IN "
            "(SELECT call_id FROM call WHERE business_id = :business AND client_id = ?)",
            (),
        ),
        (
            "UPDATE export_run SET content = NULL WHERE business_id = :business AND run_id IN (SELECT run_id "
            "FROM export_line JOIN line "
            "USING (business_id, line_id) WHERE business_id = :business AND line.client_id = ?)",
            (),
        ),
    ):
        connection.run(sql, (*values, client_id))
    # Which client a line or a form means is known only by reading it: nothing that was typed and not sent stays.
    connection.run("DELETE FROM unsent WHERE business_id = :business", ())
    _erase_callers(connection, client_id)
    return emptied


def _erase_callers(connection: Session, client_id: str) -> None:
    """Empty numbers and names of a client's phone calls and call records, those of several possible clients too, and drop
    the events of phone calls."""
    dialect, listed = connection.dialect, connection.dialect.part(f" {client_id} ")
    values = (client_id, listed)
    connection.run(
        "DELETE FROM phone_event WHERE business_id = :business AND EXISTS (SELECT 1 FROM phone_call WHERE "
        "phone_call.business_id = :business AND phone_call.call_ref = phone_event.call_ref AND "
        f"phone_call.generation = phone_event.generation AND (client_id = ? OR {dialect.like('candidates')}))",
        values,
    )
    connection.run(
        "UPDATE phone_call SET number = '', name = '', contact = '', candidates = '' WHERE business_id = :business "
        f"AND (client_id = ? OR {dialect.like('candidates')})",
        values,
    )
    owned = (
        f"number <> '' AND ({dialect.like('client_ids')} OR number IN "
        "(SELECT e164 FROM client_phone WHERE business_id = :business AND client_id = ?))"
    )
    connection.run(
        # A verdict on a part of a call has the call's id, a mark and one digit.
        "UPDATE call_verdict SET reason = '' WHERE business_id = :business AND ((source, call_ref) IN (SELECT source, "
        f"call_ref FROM call_record WHERE business_id = :business AND {owned}) OR (source, CASE WHEN length(call_ref) > 2 "
        "THEN substr(call_ref, 1, length(call_ref) - 2) ELSE '' END) IN (SELECT source, call_ref FROM call_record "
        f"WHERE business_id = :business AND {owned}))",
        (listed, client_id, listed, client_id),
    )
    connection.run(
        f"UPDATE call_record SET number = '', name = '', client_ids = '' WHERE business_id = :business AND {owned}",
        (listed, client_id),
    )
