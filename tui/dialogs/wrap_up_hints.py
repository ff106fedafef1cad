"""What stands beside the fields of the wrap-up: values that come from elsewhere, and what may be typed. No widget."""

from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.language.formats import date_text
from core.model.worktypes import DEFAULT_WORK_TYPE, typed_name
from tui.dialogs.call_sheet import WrapUpOffers
from tui.dialogs.wrap_up_reading import Told


def hints_of(told: Told, time_hint: str, offers: WrapUpOffers, offered_to: str) -> dict[str, tuple[str, str]]:
    """For each field the value that stands elsewhere, and a hint; both may be empty.

    `time_hint` is the hint of a time that nobody changed. `offers` are those of the client with the id `offered_to`.
    """
    words = told.words
    hints = {
        "client": ("", told.client.name if told.client is not None else ""),
        "time": (told.time_hint, time_hint),
        "note": ("", "" if words.note else _("what was done; #4821 +remote nc may stand here too")),
        "ticket": _of_ticket(told, offers, offered_to),
        "type": _of_type(told),
        "contact": _of_contact(words.contact, offers.contacts),
    }
    card = told.card
    if card is not None:
        later = _("Space: done; until then it stands on the board")
        is_done = card.is_done or card.phone.strip()
        hints["phone"] = "", "" if card.phone.strip() else _("their number; with it the card is done")
        hints["card"] = "", _("done when this is saved") if is_done else later
    return hints


def _of_ticket(told: Told, offers: WrapUpOffers, offered_to: str) -> tuple[str, str]:
    row, is_typed, said = told.ticket, bool(told.words.ticket.strip()), told.said.ticket
    parts = [] if is_typed or not said else [_("from the note")]
    if row is not None and row.client.client_id != offered_to:
        parts.append(_("! it was {name}'s").format(name=row.client.name))
    elif row is not None:
        charged = format_minutes(row.charged_minutes)
        parts.append(_("open since {day}, {charged} so far").format(day=date_text(row.first_day), charged=charged))
    if not is_typed and not said and offers.tickets:
        parts.append(_("latest: {tickets}").format(tickets=", ".join(offers.tickets[:4])))
    return (f"#{said}" if said and not is_typed else ""), "; ".join(parts)


def _of_type(told: Told) -> tuple[str, str]:
    if told.words.work_type.strip():
        return "", _("Space: another")
    if told.said.work_type:
        return typed_name(told.said.work_type), _("from the note")
    last = told.ticket.work_type if told.ticket else DEFAULT_WORK_TYPE
    offered = _("Space: {offered}, as last time").format(offered=typed_name(last))
    return typed_name(DEFAULT_WORK_TYPE), _("Space: another") if last == DEFAULT_WORK_TYPE else offered


def _of_contact(typed: str, contacts: tuple[str, ...]) -> tuple[str, str]:
    if typed.strip():
        return "", ""
    names = ", ".join(contacts[:3])
    return _("(none)"), _("Down: {contacts}").format(contacts=names) if names else ""
