"""The keys of rows of clients: a client's id alone means its default account, `CLIENT/ACCOUNT` another one."""

from core.queries.views import ClientRow


def key_of(row: ClientRow) -> str:
    """The key of a row; no two rows of a list have the same."""
    client_id = row.client.client_id
    return client_id if row.is_default else f"{client_id}/{row.account.account_id}"


def client_of(key: str | None) -> str | None:
    """Id of the client that a key means."""
    return key.partition("/")[0] if key else None


def account_of(key: str | None) -> str:
    """Id of the account that a key names; empty for the client's default one."""
    return key.partition("/")[2] if key else ""
