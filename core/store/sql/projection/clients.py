"""Apply events of clients' cards to the tables, with the numbers by which callers are found. SQL only."""

import json
from collections.abc import Sequence

from core.basics.numbers import plan_for
from core.basics.phone import Phone
from core.journal.codec import plain
from core.journal.events import ClientAdded, ClientEdited
from core.store.sql.phone_keys import phone_rows
from core.store.sql.projection import accounts, merging
from core.store.sql.session import Session


def put(connection: Session, seq: int, event: ClientAdded | ClientEdited) -> None:
    """Insert or change a card, its numbers and its words."""
    card = {
        "code": event.code,
        "name": event.name,
        "email": event.email,
        "phones": json.dumps(plain(event.phones), ensure_ascii=False),
        "contacts": json.dumps(list(event.contacts), ensure_ascii=False),
    }
    if isinstance(event, ClientAdded):
        connection.insert("client", {"client_id": event.client_id, **card, "seq": seq})
        accounts.add(connection, seq, event.client_id, event.client_id)
    else:
        assignments = ", ".join(f"{name} = ?" for name in card)
        connection.run(
            f"UPDATE client SET {assignments} WHERE business_id = :business AND client_id = ?",
            (*card.values(), event.client_id),
        )
    _phones(connection, event)
    merging.index(connection, event.client_id)


def read_phones_anew(connection: Session) -> None:
    """Derive every number anew: the time zone says the country of numbers without a country code."""
    connection.run("DELETE FROM client_phone WHERE business_id = :business")
    for client_id, phones in connection.rows(
        "SELECT client_id, phones FROM client WHERE business_id = :business ORDER BY seq"
    ):
        if phones != "[]":
            _keep_phones(connection, client_id, [Phone(**phone) for phone in json.loads(phones)])
            merging.index(connection, client_id)


def _phones(connection: Session, event: ClientAdded | ClientEdited) -> None:
    connection.run("DELETE FROM client_phone WHERE business_id = :business AND client_id = ?", (event.client_id,))
    _keep_phones(connection, event.client_id, event.phones)


def _keep_phones(connection: Session, client_id: str, phones: Sequence[Phone]) -> None:
    if phones:
        zone = connection.row("SELECT value FROM setting WHERE business_id = :business AND name = 'timezone'")
        for row in phone_rows(client_id, phones, plan_for(zone[0] if zone else "UTC")):
            connection.insert("client_phone", row)
