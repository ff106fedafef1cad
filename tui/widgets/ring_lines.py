"""What the desk says of a phone call: the lines of the banner, and the one line above the keys. Knows no widget."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from textual.content import Content

from core.basics.dataclass import dataclass, field
from core.basics.durations import clock_face, format_seconds
from core.basics.i18n import _
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text
from core.model.calls import CallState
from core.model.phone import PhoneState
from core.queries.phone import CallerCard, PhoneCallView
from core.queries.views.balances import BalanceView
from core.queries.views.calls import CallView
from tui.glyphs import BELOW, CHOSEN, LOOK, cells, cut
from tui.text import fitted, hours

_GAP = "   "
_LIST_GAP = "  "
_LONGEST = 40
"""Cells of one text of a caller's choice."""
_LEAST_NAME = 12
"""Cells of a name at least, however long what stands beside it is."""


class Tone(StrEnum):
    """How the line above the keys looks."""

    NONE = ""
    RINGING = "ringing"
    STANDING = "standing"


@dataclass(frozen=True)
class Rings:
    """What the telephone puts on the desk now."""

    ringing: tuple[PhoneCallView, ...] = ()
    """Calls that ring and are not taken; the first one is what the keys mean."""
    closing: tuple[PhoneCallView, ...] = ()
    """Calls that rang a moment ago and that a colleague answered."""
    standing: PhoneCallView | None = None
    """A call that was answered and not taken."""
    ended: PhoneCallView | None = None
    """A taken call that is over on the telephone, and whose live call goes on."""
    cards: Mapping[str, CallerCard] = field(default_factory=dict)
    """By client id, what to say of the clients who ring."""
    own_calls: tuple[CallView, ...] = ()
    """The technician's calls, the running one first."""
    zone: tzinfo = UTC
    """The time zone of the business."""

    @property
    def meant(self) -> PhoneCallView | None:
        """The call that the keys act on: the one that has rung longest, else the one that was answered and not taken."""
        return self.ringing[0] if self.ringing else self.standing

    @property
    def has_banner(self) -> bool:
        """Whether the banner stands in the place of today's entries."""
        return bool(self.ringing or self.closing)


@dataclass(frozen=True)
class RingKeys:
    """The keys as they are shown; empty for none."""

    take: str
    dismiss: str
    stop: str


def caller_name(view: PhoneCallView) -> str:
    """Who calls: the client, the clients that share the number, or the number itself."""
    if view.client is not None:
        return visible_text(view.client.name)
    if view.candidates:
        return visible_text(" / ".join(each.name for each in view.candidates))
    return number_of(view)


def number_of(view: PhoneCallView) -> str:
    """The number in groups, as people read it."""
    if not view.number:
        return _("number withheld")
    from core.basics.numbers import spaced

    return visible_text(spaced(view.number))


def _who_parts(view: PhoneCallView) -> list[tuple[str, str]]:
    """Name, contact and number with their styles."""
    parts = [(caller_name(view), "bold")]
    person = view.contact or view.name
    if person and person != parts[0][0]:
        parts.append((cut(visible_text(person), _LONGEST), "none"))
    if view.client is not None or view.candidates:
        parts.append((number_of(view), "none"))
    return parts


def _who_line(view: PhoneCallView, width: int) -> Content:
    """The same in one line: the name is cut, not the number."""
    (name, style), *rest = _who_parts(view)
    return _joined([(cut(name, _room(width, rest, _GAP)), style), *rest])


def _room(width: int, beside: Sequence[tuple[str, str]], gap: str) -> int:
    """Cells that the parts beside a name leave to it."""
    return max(_LEAST_NAME, width - sum(cells(f"{text}{gap}") for text, _style in beside))


def sureness(view: PhoneCallView) -> str:
    """How sure the number's owner is."""
    if view.client is None:
        return _("shared number") if view.candidates else _("unknown number") if view.number else ""
    return _("exact number") if view.is_exact else _("weak: only the last digits match")


def banner_title(rings: Rings, now: datetime) -> str:
    """The upper border."""
    if not rings.ringing:
        return _("RANG")
    if len(rings.ringing) > 1:
        return _("RINGING {count}").format(count=len(rings.ringing))
    view = rings.ringing[0]
    return f"{_('RINGING {time}').format(time=minutes_text(now - view.rang_at))} · {_rings_at(view)}"


def banner_note(rings: Rings) -> str:
    """The lower border."""
    shown = rings.ringing or rings.closing
    return sureness(shown[0]) if len(shown) == 1 else ""


def banner_lines(rings: Rings, keys: RingKeys, now: datetime, width: int, rows: int) -> list[Content]:
    """The lines between the borders, each cut to `width` cells."""
    if len(rings.ringing) > 1:
        lines = _list_of_rings(rings, keys, now, width, rows)
    elif rings.ringing:
        lines = [*_about(rings, rings.ringing[0], now, width), _keys_line(rings, rings.ringing[0], keys, width)]
    else:
        lines = [line for view in rings.closing for line in (_who_line(view, width), Content(ending_of(view)))]
    return [fitted(line, width) for line in lines[:rows]]


def ending_of(view: PhoneCallView) -> str:
    """How a ring ended."""
    if view.state is PhoneState.ELSEWHERE:
        by = visible_text(view.answered_by)
        return _("answered by {technician}").format(technician=by) if by else _("answered elsewhere")
    return _("missed")


def one_line(rings: Rings, keys: RingKeys, now: datetime, width: int) -> tuple[str, Tone]:
    """The line above the keys, and how it looks; empty where the telephone has nothing to say.

    Where it is longer than `width` cells, the key and the first word stay, and the name is cut last.
    """
    if rings.ringing:
        return _ringing_line(rings, keys, width), Tone.RINGING
    if rings.closing:
        view = rings.closing[-1]
        return f"{ending_of(view)} · {caller_name(view)}", Tone.STANDING
    if rings.standing is not None:
        return _standing_line(rings.standing, keys, now, width), Tone.STANDING
    if rings.ended is not None:
        words = _("{name} hung up: {key} wraps it up") if keys.stop else _("{name} hung up")
        before, _name, after = words.format(name="\0", key=keys.stop).partition("\0")
        return _fitting(before, caller_name(rings.ended), after, ((),), "", width), Tone.STANDING
    return "", Tone.NONE


def _ringing_line(rings: Rings, keys: RingKeys, width: int) -> str:
    view = rings.ringing[0]
    word = _("RINGING") if len(rings.ringing) == 1 else _("RINGING {count}").format(count=len(rings.ringing))
    name = caller_name(view)
    said = view.contact or view.name
    person = cut(visible_text(said), 20) if said and said != name else ""
    card = rings.cards.get(view.client.client_id) if view.client else None
    left = _short_left(card) if card is not None and card.balance.counts_hours else ""
    act = _takes(keys, is_new=view.client is None and not view.candidates) if keys.take else ""
    return _fitting(f"{word}  ", cut(name, _LONGEST), "", ((person, left), (left,), ()), act, width)


def _standing_line(view: PhoneCallView, keys: RingKeys, now: datetime, width: int) -> str:
    if view.state is PhoneState.ANSWERED and view.answered_at is not None:
        time = minutes_text(now - view.answered_at)
        words, act = _("answered, not taken"), _takes(keys, is_new=view.client is None and not view.candidates)
    else:
        time = minutes_text(timedelta(milliseconds=view.talk_ms or 0))
        words, act = _("not logged"), _("{key} logs it").format(key=keys.take)
    told = act if keys.take else ""
    return _fitting(f"{words} · ", cut(caller_name(view), _LONGEST), f" {time}", ((),), told, width)


def _takes(keys: RingKeys, *, is_new: bool) -> str:
    """What the key does. The name of the placeholder keeps this sentence apart from that of a held call."""
    return _("{key} new caller").format(key=keys.take) if is_new else _("{take} takes").format(take=keys.take)


def _fitting(before: str, name: str, after: str, choices: Sequence[tuple[str, ...]], act: str, width: int) -> str:
    """The first line that fits in `width` cells, of those with ever fewer of the parts; then the name is cut."""
    rests = ["".join(f" · {part}" for part in (*parts, act) if part) for parts in choices]
    for rest in rests:
        line = f"{before}{name}{after}{rest}"
        if cells(line) <= width:
            return line
    room = cells(name)
    while room > 1 and cells(f"{before}{cut(name, room)}{after}{rests[-1]}") > width:
        room -= 1
    return f"{before}{cut(name, room)}{after}{rests[-1]}"


def _about(rings: Rings, view: PhoneCallView, now: datetime, width: int) -> list[Content]:
    """Four lines on one caller; a line without words keeps its place."""
    who = _who_line(view, width)
    card = rings.cards.get(view.client.client_id) if view.client else None
    if card is None:
        words = ""
        if view.candidates:
            words = _("several clients have this number: the key asks which one")
        return [who, Content.styled(words, "$muted"), Content(""), Content("")]
    return [who, _left_line(card), _ticket_line(rings, view, card), _last_line(rings, card, now)]


def _left_line(card: CallerCard) -> Content:
    balance = card.balance
    account = f"{visible_text(balance.account.name)}: " if not balance.account.is_own and balance.account.name else ""
    if not balance.counts_hours:
        words = _("no agreement yet") if not balance.has_agreement else _("billed by the hour or by fee")
        return Content.styled(account + words, "$muted")
    left = f"{hours(balance.remaining_minutes)} h"
    if balance.remaining_minutes < 0:
        number = Content.styled(f"{left} {BELOW}", "bold $bad")
    elif balance.under_threshold:
        number = Content.styled(f"{left} {LOOK}", "bold $warn")
    else:
        number = Content.styled(left, "bold")
    words = _left_words(balance, card)
    return Content.assemble(Content.styled(f"{account}{_('left')} ", "$muted"), number, Content.styled(words, "$muted"))


def _left_words(balance: BalanceView, card: CallerCard) -> str:
    words = ""
    if balance.scale_minutes:
        words += " " + _("of {size}").format(size=hours(balance.scale_minutes))
    if balance.lasting is not None and balance.remaining_minutes > 0:
        words += ", " + _("lasts until about {day}").format(day=_day(balance.lasting.likely))
    if card.until is not None:
        words += ", " + _("next expiry {day}").format(day=_day(card.until))
    return words


def _ticket_line(rings: Rings, view: PhoneCallView, card: CallerCard) -> Content:
    parts: list[tuple[str, str]] = []
    if card.ticket:
        last = card.last_entry
        note = last.note if last is not None and last.ticket == card.ticket else ""
        parts.append((f"{_('open')} ", "$muted"))
        parts.append((cut(visible_text(f"#{card.ticket} {note}".strip()), _LONGEST), "none"))
    mine = next((each for each in rings.own_calls if view.client and each.client == view.client), None)
    if mine is not None:
        words = _("running with you") if mine.state is CallState.RUNNING else _("on hold with you")
        parts.append((f"{_GAP if parts else ''}{words} {clock_face(mine.elapsed_seconds)}", "$muted"))
    return Content.assemble(*(Content.styled(text, style) for text, style in parts))


def _last_line(rings: Rings, card: CallerCard, now: datetime) -> Content:
    last = card.last_entry
    if last is None:
        return Content.styled(_("no entry yet"), "$muted")
    when = _day(last.work_date)
    if last.started_at is not None and last.work_date == now.astimezone(rings.zone).date():
        when = f"{last.started_at.astimezone(rings.zone):%H:%M}"
    words = f"{when} {last.technician} {hours(last.charged_minutes)} {last.note}"
    return Content.assemble(Content.styled(f"{_('last')} ", "$muted"), Content(visible_text(words)))


def _keys_line(rings: Rings, view: PhoneCallView, keys: RingKeys, width: int) -> Content:
    """What the keys do. The name of the client who goes on hold is cut, not the key behind it."""
    running = next((each for each in rings.own_calls if each.state is CallState.RUNNING), None)
    is_new = view.client is None and not view.candidates
    words = _("new caller") if is_new else _("take it")
    held = _("{name} goes on hold")
    dismiss = [(keys.dismiss, "bold $accent"), (f" {_('not for me')}", "none")] if keys.dismiss else []
    if not keys.take:
        return _joined(dismiss, gap="")
    if running is not None:
        beside = [(f"{keys.take} {words}, {held.format(name='')}{_GAP if dismiss else ''}", ""), *dismiss]
        words += ", " + held.format(name=cut(running.client.name, _room(width, beside, "")))
    between = [(_GAP, "none")] if dismiss else []
    return _joined([(keys.take, "bold $accent"), (f" {words}", "none"), *between, *dismiss], gap="")


def _list_of_rings(rings: Rings, keys: RingKeys, now: datetime, width: int, rows: int) -> list[Content]:
    """One line each; the keys act on the first one. The last row names them. Where a line is too long, whom it rings for
    is left out before the name is cut.
    """
    room = max(1, rows - 1)
    shown = rings.ringing[:room] if len(rings.ringing) <= room else rings.ringing[: room - 1]
    lines = []
    for place, view in enumerate(shown):
        card = rings.cards.get(view.client.client_id) if view.client else None
        before = [
            (CHOSEN if place == 0 else " ", "bold $accent"),
            (minutes_text(now - view.rang_at), "none"),
        ]
        (name, style), *after = _who_parts(view)
        if card is not None and card.balance.counts_hours:
            after.append((_("{hours} left").format(hours=hours(card.balance.remaining_minutes)), "bold"))
        told = (_rings_at(view), "$muted")
        if cells(name) <= _room(width, [*before, *after, told], _LIST_GAP):
            after.append(told)
        shown_name = cut(name, _room(width, [*before, *after], _LIST_GAP))
        lines.append(_joined([*before, (shown_name, style), *after], gap=_LIST_GAP))
    if len(shown) < len(rings.ringing):
        lines.append(Content.styled(f"+{len(rings.ringing) - len(shown)}", "$muted"))
    return [*lines, *[Content("")] * (room - len(lines)), _keys_line(rings, rings.ringing[0], keys, width)]


def _short_left(card: CallerCard) -> str:
    left = hours(card.balance.remaining_minutes)
    if card.until is None:
        return _("{hours} left").format(hours=left)
    return _("{hours} left until {day}").format(hours=left, day=_day(card.until))


def _rings_at(view: PhoneCallView) -> str:
    people = view.rang_for or ((view.technician,) if view.technician else ())
    return _("to {people}").format(people=visible_text(", ".join(people)))


def minutes_text(passed: timedelta) -> str:
    """A length as `0:04` (m:ss), with hours where there are any; never below zero."""
    seconds = max(0, int(passed.total_seconds()))
    return format_seconds(seconds) if seconds >= 3600 else f"{seconds // 60}:{seconds % 60:02}"


def _day(day: date) -> str:
    return date_text(day, DateStyle.DAY)


def _joined(parts: Sequence[tuple[str, str]], gap: str = _GAP) -> Content:
    styled = [Content.styled(text, style) for text, style in parts]
    return Content(gap).join(styled)
