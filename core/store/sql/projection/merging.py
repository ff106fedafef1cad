"""What the merging of two clients does to the tables made from the journal. SQL only."""

import json

from core.basics.errors import RowRefused
from core.basics.i18n import _
from core.journal.events import ClientMerged
from core.store.sql.session import Session

_OWNED = (
    "account", "agreement", "entry", "block", "line", "renewal", "forfeiture", "statement", "proposal", "used_key",
    "correction", "contest",
)  # fmt: skip
"""The tables whose rows belong to a client and go over as they are."""


def apply(connection: Session, event: ClientMerged) -> None:
    """Give everything of a client to another one; its own record keeps code and name, and says whose it is."""
    gone, kept = event.client_id, event.into_client_id
    connection.run(
        "UPDATE account SET name = ? WHERE business_id = :business AND account_id = ?", (event.account_name, gone)
    )
    if event.waiting_account_id is not None:
        connection.run(
            "UPDATE entry SET account_id = ? WHERE business_id = :business AND account_id = ? AND waits = 1",
            (event.waiting_account_id, gone),
        )
    for table in _OWNED:
        connection.run(
            f"UPDATE {table} SET client_id = ? WHERE business_id = :business AND client_id = ?", (kept, gone)
        )
    for table in ("mail_switch", "client_fiscal", "client_phone", "account_choice"):
        connection.run(f"DELETE FROM {table} WHERE business_id = :business AND client_id = ?", (gone,))
    connection.run(
        "UPDATE account_share SET client_id = ? WHERE business_id = :business AND client_id = ? AND account_id NOT IN "
        "(SELECT account_id FROM account_share WHERE business_id = :business AND client_id = ?)",
        (kept, gone, kept),
    )
    # What the other client owns now, and what both used, needs no share.
    connection.run(
        "DELETE FROM account_share WHERE business_id = :business AND (client_id = ? OR client_id = ? AND account_id IN "
        "(SELECT account_id FROM account WHERE business_id = :business AND client_id = ?))",
        (gone, kept, kept),
    )
    connection.run(
        "UPDATE client SET merged_into = ?, archived = 1, without_card = 0, phones = '[]', contacts = '[]', email = '' "
        "WHERE business_id = :business AND client_id = ?",
        (kept, gone),
    )
    connection.run("UPDATE client SET merged_into = ? WHERE business_id = :business AND merged_into = ?", (kept, gone))
    index(connection, gone)
    index(connection, kept)


def index(connection: Session, client_id: str) -> None:
    """Write a client's code, name, contacts and the codes of clients that were merged into it into the search, with the
    parts of its numbers; of an archived client nothing, as none is found."""
    from core.store.sql.forms import forms_of

    row = connection.row(
        "SELECT code, name, contacts, archived FROM client WHERE business_id = :business AND client_id = ?",
        (client_id,),
    )
    if row is None:
        raise RowRefused(_("there is no client {client_id}").format(client_id=client_id))
    if row[3]:
        connection.dialect.index_client(connection, client_id, "", "", "", "")
        return
    codes = connection.rows(
        "SELECT code FROM client WHERE business_id = :business AND merged_into = ? ORDER BY code", (client_id,)
    )
    contacts = " ".join([*json.loads(row[2]), *(code for (code,) in codes)])
    numbers = connection.rows(
        "SELECT digits FROM client_phone WHERE business_id = :business AND client_id = ?", (client_id,)
    )
    forms = forms_of((row[0], row[1], contacts), (digits for (digits,) in numbers))
    connection.dialect.index_client(connection, client_id, row[0], row[1], contacts, forms)
