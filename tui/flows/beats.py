"""The sign of life of running calls, and the question about a time without one."""

import asyncio

from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views.calls import CallView
from tui.dialogs.confirm import Gap
from tui.flows.runner import Runner
from tui.text import hours


async def beat(runner: Runner) -> None:
    """Write a heartbeat for a running call; a gap is asked about first, because a heartbeat would hide it."""
    # Nobody asked for this read: it holds up no key.
    own = await asyncio.to_thread(runner.beside.reading, lambda reader: reader.calls.list(reader.technician))
    for call in own:
        if call.gap_seconds and not await _resolve_gap(runner, call):
            # Asked again at the next sign of life: one written now would hide the gap.
            return
    if any(call.state is CallState.RUNNING for call in own):
        await runner.change_unasked(lambda: runner.business.calls.heartbeat())


async def _resolve_gap(runner: Runner, call: CallView) -> bool:
    sentence = _("{name}: no sign of life for {gap} (h:mm) while this call ran").format(
        name=call.client.name, gap=hours(call.gap_seconds // 60)
    )
    choice = await runner.ask(Gap(sentence))
    if choice is None:
        return False
    view = await runner.change(lambda: runner.business.calls.resolve_gap(call.call_id, choice))
    if view is not None and view.state is CallState.ON_HOLD:
        runner.say(_("{name} is on hold at the gap; F5 wraps it up").format(name=view.client.name))
    return True
