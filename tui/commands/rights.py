"""The right that each command needs: a key whose command one may not carry out says why."""

from typing import Final

from core.basics.i18n import _
from core.basics.identity import Right, current
from core.basics.security import why_not
from tui.commands.command import Here

WORK: Final = frozenset(
    [
        "log",
        "hold",
        "stop",
        "undo",
        "correct.last",
        "start",
        "switch",
        "call.note",
        "call.edit",
        "cancel",
        "phone.take",
        "phone.dismiss",
        "client.add",
        "client.cardless",
        "client.edit",
        "client.propose",
        "client.dial",
        "client.correct",
        "client.void",
        "today.correct",
        "today.void",
        "proposal.add",
        "day.fill", "day.correct", "day.void",
        "proposal.done",
        "proposal.accept",
        "proposal.drop",
        "phone.log",
        "phone.back",
        "phone.new",
        "phone.drop",
        "phone.drop.all",
        "phone.correct",
    ]
)  # fmt: skip
"""Commands of technicians."""
MANAGE: Final = frozenset(
    [
        "client.import", "import.undo",
        "client.sell",
        "client.agreement",
        "account.add", "account.share", "account.archive", "account.replay", "entry.contest",
        "account.edit",
        "client.mail", "client.merge", "client.archive", "mail.manager", "technician",
        "invoice.export", "lock", "prices", "business",
        "renewal.approve",
        "renewal.refuse",
        "account.adjust",
        "account.transfer",
        "block.credit",
        "line.mark",
        "line.pay",
        "line.unmark",
        "proposal.suggest",
    ]
)  # fmt: skip
"""Commands of managers."""
READ: Final = frozenset(
    [
        "help", "search", "client", "board", "reports", "proposals", "phone", "day", "ticket", "notes", "client.statement",
        "client.account", "entry.open", "entry.sheet", "today.open", "ticket.client", "proposal.all", "report.export",
        "phone.unlogged", "block.statement", "refresh", "palette", "leave", "down", "up", "page_down", "page_up", "top",
        "bottom",
    ]
)  # fmt: skip
"""Commands that only read."""
OF_AN_ENTRY: Final = frozenset(
    {"client.correct", "client.void", "today.correct", "today.void", "day.correct", "day.void", "phone.correct"}
)
"""Commands of technicians for their own entries, and of managers for all."""
_FILES: Final = frozenset(
    {"client.import", "client.statement", "entry.sheet", "block.statement", "report.export", "invoice.export"}
)


def right_of(command_id: str) -> Right:
    """The right that a command needs."""
    if command_id in MANAGE:
        return Right.MANAGE
    return Right.WORK if command_id in WORK else Right.READ


def why_not_allowed(command_id: str, here: Here) -> str:
    """Why the technician may not carry a command out, as a sentence; empty where nothing forbids it."""
    right = right_of(command_id)
    if right not in here.rights:
        return why_not(here.technician, right)
    if command_id in _FILES and current() is not None:
        return _(
            "the store is shared, so the desk opens no file of yours; in the shell, - is standard input and output"
        )
    entry = here.entry if command_id in OF_AN_ENTRY and Right.MANAGE not in here.rights else None
    if entry is not None and entry.technician != here.technician:
        return _("this is the work of {name}; {sentence}").format(
            name=entry.technician, sentence=why_not(here.technician, Right.MANAGE)
        )
    return ""
