"""The lines of phone calls, for their page and for the board. Knows no widget."""

from collections.abc import Sequence
from datetime import timedelta, tzinfo

from rich.text import Text

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text
from core.language.labels import word_label
from core.model.phone import Direction, PhoneState
from core.queries.phone import CallerCard, PhoneCallView
from core.queries.phone_day import Outcome, PhoneDay, PhoneLine
from tui.glyphs import LOOK, SAVED, column
from tui.text import hours
from tui.widgets.ring_lines import caller_name, minutes_text, number_of, sureness
from tui.widgets.tables import Row

_WHO, _WIDE_WHO, _TALK = 22, 34, 12
_WIDE = 100


def phone_rows(day: PhoneDay, zone: tzinfo, width: int, typed: str = "") -> list[Row]:
    """The calls whose line holds every typed word, as rows of a table of so many columns."""
    words = typed.casefold().split()
    return [
        (line.view.phone_call_id, (_line(line, zone, width),))
        for line in day.lines
        if all(word in _searched(line, zone) for word in words)
    ]


def board_rows(day: PhoneDay, zone: tzinfo, width: int) -> list[Row]:
    """The calls of the day that wait for somebody: missed and not called back, talked and not logged.

    The key of a row begins with the id of the client, if it is known.
    """
    waiting = [line for line in day.lines if line.outcome in (Outcome.MISSED, Outcome.NOT_LOGGED)]
    waiting.sort(key=lambda line: line.outcome is not Outcome.MISSED)
    rows: list[Row] = []
    for line in waiting:
        view = line.view
        text = Text(" ", no_wrap=True)
        text.append(f"{LOOK if line.outcome is Outcome.MISSED else '':<2}", style="warn")
        words = f"{minutes_text(_talk(view))} " + _("with {technician}").format(technician=view.technician)
        said = outcome_words(line)
        text.append(f"{view.rang_at.astimezone(zone):%H:%M}  {column(caller_name(view), 19, gap=2)}")
        text.append(visible_text(said if line.outcome is Outcome.MISSED else f"{words}, {said}"))
        client_id = view.client.client_id if view.client is not None else ""
        rows.append((f"{client_id} {view.phone_call_id}", (_cut(text, width),)))
    return rows


def phone_title(day: PhoneDay, *, with_day: bool = True) -> str:
    """The upper border."""
    parts = [_("Phone")]
    if with_day:
        parts.append(date_text(day.day, DateStyle.DAY))
    if day.missed:
        parts.append(ngettext("{count} missed", "{count} missed", day.missed).format(count=day.missed))
    if day.unlogged:
        parts.append(ngettext("{count} not logged", "{count} not logged", day.unlogged).format(count=day.unlogged))
    return " · ".join(parts)


def phone_details(view: PhoneCallView, card: CallerCard | None) -> str:
    """Who, number, how sure, what is left: for the line of answer."""
    parts = [caller_name(view), number_of(view)] if view.client or view.candidates else [number_of(view)]
    if view.name and view.client is None:
        parts.append(visible_text(view.name))
    parts.append(sureness(view))
    if card is not None and card.balance.counts_hours:
        balance = card.balance
        left = _("{hours} left").format(hours=hours(balance.remaining_minutes))
        if balance.under_threshold:
            left += f", {LOOK} " + _("under {minutes}").format(minutes=hours(balance.threshold_minutes))
        parts.append(left)
    return " · ".join(part for part in parts if part)


def outcome_words(line: PhoneLine) -> str:
    """What came of a call, in words."""
    view = line.view
    if line.outcome is Outcome.LOGGED:
        if line.entry is None:
            return _("logged")
        ticket = f" #{line.entry.ticket}" if line.entry.ticket else ""
        return _("logged {charged}{ticket}").format(charged=hours(line.entry.charged_minutes), ticket=ticket)
    if line.outcome is Outcome.ELSEWHERE:
        return _("answered by {technician}").format(technician=view.answered_by) if view.answered_by else ""
    if line.outcome is Outcome.NOT_LOGGED:
        is_known = view.client is not None or bool(view.candidates)
        return _("not logged") if is_known else _("not logged, unknown")
    rang = _("rang {people}").format(people=", ".join(view.rang_for)) if view.rang_for else ""
    return {
        Outcome.GOES_ON: rang,
        Outcome.ON_A_CALL: _("call not wrapped up yet"),
        Outcome.DISMISSED: _("dismissed"),
        Outcome.MISSED: f"{_('missed')}, {rang}" if rang else _("missed"),
        Outcome.CALLED_BACK: _("called back"),
        Outcome.NOTHING: "",
    }[line.outcome]


def _line(line: PhoneLine, zone: tzinfo, width: int) -> Text:
    """Mark, time, direction, who, talk and technician, what came of it."""
    view = line.view
    is_missed, is_logged = line.outcome is Outcome.MISSED, line.outcome is Outcome.LOGGED
    mark = LOOK if is_missed else SAVED if is_logged else ""
    text = Text("  ", no_wrap=True)
    text.append(f"{mark:<2}", style="warn" if is_missed else "ok" if is_logged else "")
    text.append(f"{view.rang_at.astimezone(zone):%H:%M} {word_label(view.direction.value):<{way_width()}}")
    who = _WIDE_WHO if width >= _WIDE else _WHO
    text.append(column(_who(view), who, gap=2), style="bold" if view.client is not None else "")
    text.append(column(_talk_words(view), _TALK, gap=1))
    words = outcome_words(line)
    if is_missed:
        words = words.removeprefix(f"{_('missed')}, ")
    text.append(visible_text(words), style="warn" if is_missed else "muted")
    return _cut(text, width)


def way_width() -> int:
    """Columns of the direction: its longer word in the user's language, and a blank."""
    return max(len(word_label(way.value)) for way in Direction) + 1


def _who(view: PhoneCallView) -> str:
    if not view.number:
        return _("(withheld)")
    return caller_name(view)


def _talk(view: PhoneCallView) -> timedelta:
    return timedelta(milliseconds=view.talk_ms or 0)


def _talk_words(view: PhoneCallView) -> str:
    if view.talk_ms and view.answered_at is not None:
        return f"{minutes_text(_talk(view))} {view.technician}"
    if view.state is PhoneState.ANSWERED:
        return _("talking")
    return word_label(view.state.value)


def _searched(line: PhoneLine, zone: tzinfo) -> str:
    """What the filter looks in."""
    view = line.view
    codes = " ".join(client.code for client in ((view.client,) if view.client else view.candidates))
    parts = (
        _who(view), codes, view.contact, view.name, view.number, number_of(view).replace(" ", ""), view.technician,
        _talk_words(view), outcome_words(line), word_label(view.direction.value), f"{view.rang_at.astimezone(zone):%H:%M}",
    )  # fmt: skip
    return " ".join(parts).casefold()


def _cut(text: Text, width: int) -> Text:
    text.truncate(max(1, width), overflow="ellipsis")
    return text


def shown_calls(lines: Sequence[PhoneLine]) -> dict[str, PhoneLine]:
    """The calls by the id of their row."""
    return {line.view.phone_call_id: line for line in lines}
