"""The keys of rows of clients: a client's id alone means its default account, `CLIENT/ACCOUNT` another one."""

from core.model.accounts import AccountCard
from core.model.clients import Client
from core.queries.views.clients import ClientRow


def key_for(client: Client, account: AccountCard) -> str:
    """The key of the row of a client with an account."""
    is_default = account.account_id == client.account_id
    return client.client_id if is_default else f"{client.client_id}/{account.account_id}"


def key_of(row: ClientRow) -> str:
    """The key of a row; no two rows of a list have the same."""
    return key_for(row.client, row.account)


def client_of(key: str | None) -> str | None:
    """Id of the client that a key means."""
    return key.partition("/")[0] if key else None


def account_of(key: str | None) -> str:
    """Id of the account that a key names; empty for the client's default one."""
    return key.partition("/")[2] if key else ""
