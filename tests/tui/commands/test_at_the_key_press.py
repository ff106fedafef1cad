"""What a command acts on is taken from the page when its key is pressed, not when the flow starts."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tui.commands.listing import command
from tui.flows import calls, dropping, entries, log_lines, proposals

TAKEN = [
    ("hold", calls, "hold", ("call", )),
    ("stop", calls, "stop", ("call", "noon")),
    ("cancel", dropping, "cancel", ("call", )),
    ("start", calls, "start", ("acme", "servers")),
    ("undo", entries, "undo", ("e1", )),
    ("client.void", entries, "void", ("entry", )),
    ("client.correct", entries, "correct", ("entry", )),
    ("log", log_lines, "log", ("acme", )),
    ("proposal.done", proposals, "done", ("proposal", )),
    ("client.propose", proposals, "add", ("acme", )),
]  # fmt: skip


@pytest.mark.parametrize(("command_id", "module", "flow", "expected"), TAKEN, ids=[each[0] for each in TAKEN])
async def test_a_flow_gets_what_was_there_at_the_key_press(
    monkeypatch: pytest.MonkeyPatch, command_id: str, module: Any, flow: str, expected: tuple[str, ...]
) -> None:
    got: list[tuple[Any, ...]] = []
    started: list[Callable[[Any], Awaitable[object]]] = []

    async def record(_runner: object, *words: Any) -> None:
        got.append(words)

    monkeypatch.setattr(module, flow, record)
    here = SimpleNamespace(
        own_calls=("call",), now="noon", client_id="acme", client_at_cursor="acme", account_at_cursor="servers",
        last_entry_id="e1", entry="entry", proposal="proposal", carry_out=started.append,
    )  # fmt: skip
    run = command(command_id).run
    assert run is not None
    run(here)  # type: ignore[arg-type]
    here.__dict__.update(
        own_calls=(), now="later", client_id=None, client_at_cursor=None, account_at_cursor="", last_entry_id=None,
        entry=None, proposal=None,
    )  # fmt: skip
    await started[0](None)
    assert got == [expected]
