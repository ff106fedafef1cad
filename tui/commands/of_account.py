"""Commands of hours: they act on the account that is pointed at, or on the default one of the client."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui.commands.command import Here

if TYPE_CHECKING:
    from tui.flows.runner import Runner


def carry_out_of_account(here: Here, flow: "Callable[[Runner, str], Awaitable[object]]") -> None:
    """Start a flow with the id of the account that is meant; which one is a client's default is read in the worker."""
    client_id, account_id = here.client_id, here.account_id

    async def of_default(runner: "Runner", client_id: str) -> None:
        client = await runner.read(lambda: runner.reader.queries.client(client_id))
        await flow(runner, client.account_id)

    if account_id is not None:
        here.carry_out(lambda runner: flow(runner, account_id))
    elif client_id is not None:
        here.carry_out(lambda runner: of_default(runner, client_id))
