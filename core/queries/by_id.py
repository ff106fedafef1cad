"""The read of a client by its id, which needs none of the views."""

from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.clients import Client
from core.session import Session


def client_by_id(session: Session, client_id: str) -> Client:
    """A client by id. Errors: `Refused` for an unknown id."""
    client = session.store.reads.client(client_id)
    if client is None:
        raise Refused(_("there is no client {client_id}").format(client_id=client_id))
    return client
