"""Why a command cannot act now: one function a condition, the sentence or an empty text."""

from core.basics.i18n import _
from core.model.calls import CallState
from core.model.phone import PhoneState
from tui.commands.command import Here


def needs_call(here: Here) -> str:
    """It acts on the technician's own call."""
    return "" if here.own_calls else _("no call is running: type a client and press Enter")


def needs_listed_call(here: Here) -> str:
    """It acts on the phone call at the cursor."""
    is_there = here.listed_call is not None or here.unlogged_call is not None
    return "" if is_there else _("put the cursor on a phone call")


def needs_call_of_day(here: Here) -> str:
    """It acts on the phone call at the cursor among those of a day."""
    return needs_listed_call(here) if here.unlogged_call is None else _("x closes this call for good, with a reason")


def needs_talk(here: Here) -> str:
    """It makes a live call or an entry of the phone call at the cursor."""
    call = here.listed_call
    if call is None or here.unlogged_call is not None:
        return needs_listed_call(here)
    if call.is_taken:
        return _("this phone call is logged, or a call of it goes on")
    is_talk = call.state in (PhoneState.RINGING, PhoneState.ANSWERED, PhoneState.ENDED)
    return "" if is_talk else _("nobody talked in this phone call: call back, or dismiss it")


def needs_unknown_call(here: Here) -> str:
    """It says whose number the phone call at the cursor has."""
    left = here.unlogged_call
    if left is not None:
        return _("this number is known: {name}").format(name=" / ".join(each.name for each in left.candidates))
    call = here.listed_call
    if call is None:
        return needs_listed_call(here)
    return _("this number is known: {name}").format(name=call.client.name) if call.client is not None else ""


def needs_number(here: Here) -> str:
    """It calls the number of the phone call at the cursor."""
    call = here.unlogged_call or here.listed_call
    if call is None:
        return needs_listed_call(here)
    return "" if call.number else _("the caller withheld the number")


def needs_row_of_day(here: Here) -> str:
    """It acts on the gap, the call or the entry at the cursor."""
    is_there = here.gap is not None or here.unlogged_call is not None or here.entry is not None
    return "" if is_there else _("put the cursor on a gap, a call or an entry")


def needs_held_call(here: Here) -> str:
    """It takes a held call of mine; a running one goes on hold."""
    is_held = any(call.state is CallState.ON_HOLD for call in here.own_calls)
    return "" if is_held else _("no call of yours is on hold")


def needs_client(here: Here) -> str:
    """It acts on a client."""
    return "" if here.client_id is not None else here.no_client


def needs_own_entry(here: Here) -> str:
    """It acts on the technician's last entry."""
    return "" if here.last_entry_id is not None else _("there is no entry of yours to undo")


def needs_any_entry(here: Here) -> str:
    """It shows the entry at the cursor, voided or not."""
    return "" if here.entry is not None else _("put the cursor on an entry")


def needs_entry_of_mine(here: Here) -> str:
    """It changes the technician's last entry."""
    return "" if here.last_entry_id is not None else _("there is no entry of yours to mend")


def needs_entry(here: Here) -> str:
    """It acts on the entry at the cursor, which must not be voided."""
    if here.entry is None:
        return _("put the cursor on an entry")
    return _("this entry is voided already") if here.entry.voided else ""


def needs_entry_of_call(here: Here) -> str:
    """It acts on the entry of another client that is perhaps that of the call at the cursor."""
    return "" if here.entry is not None else _("no entry of another client lies at the time of this call")


def needs_standing_block(here: Here) -> str:
    """It acts on the block at the cursor, which must not be voided."""
    if here.block is None:
        return _("put the cursor on a block")
    return _("this block is voided") if here.block.voided else ""


def needs_block(here: Here) -> str:
    """It acts on the block at the cursor, which must hold hours."""
    why = needs_standing_block(here)
    if why or here.block is None:
        return why
    return "" if here.block.remaining_minutes else _("nothing is left in this block")


def needs_line(here: Here) -> str:
    """It acts on the billable line at the cursor."""
    return "" if here.line is not None else _("put the cursor on a line of Billing")


def needs_invoiced_line(here: Here) -> str:
    """It acts on the billable line at the cursor, which must be on an invoice."""
    if here.line is None:
        return needs_line(here)
    return "" if here.line.number else _("this line is on no invoice yet")


def needs_proposal(here: Here) -> str:
    """It acts on the proposal at the cursor."""
    return "" if here.proposal is not None else _("put the cursor on a proposal")
