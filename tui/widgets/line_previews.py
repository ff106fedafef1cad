"""The rows of quick entry: what each typed or pasted line will do, or why it stays."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from core.basics.durations import format_units
from core.basics.errors import UnknownClient, UnreadableLine
from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.entryline.batch import LineView
from core.entryline.parse import client_text_of
from core.language.formats import money_text
from core.model.terms import Kind
from core.queries.views.postings import PreviewView
from tui.attempt import attempt, trouble_of
from tui.glyphs import CHOSEN, LOOK, NEAR, VOIDED, cells, column, cut
from tui.text import hours, plain
from tui.widgets.previews import preview_text


def one_line_text(view: LineView, width: int = 0) -> Content:
    """The preview of a single line, with whose client it means and what deserves a look.

    Its first row is cut to `width` cells: the explanation gives way, and what is left keeps its row. 0: not cut.
    """
    assert view.preview is not None
    rows = preview_text(view.preview).split("\n")
    if view.default_used and view.preview.refused is None:
        rows[0] = _("{client} (chosen)").format(client=view.preview.client.code) + "  " + rows[0]
    if width and view.preview.refused is None:
        rows[0] = cut(rows[0], width)
    looks = looks_text(view)
    if looks:
        rows.append(f"{LOOK} {looks}")
    return plain("\n".join(rows))


def looks_text(view: LineView) -> str:
    """What deserves a look about a line, besides a block that it adds."""
    parts = list(view.looks)
    if view.doubt is not None:
        parts.append(
            _("{word} can be a length or a clock time: Enter asks").format(word=visible_text(view.doubt.token.bare))
        )
    return ", ".join(parts)


def lines_text(views: Sequence[LineView], place: int, troubles: Mapping[int, str], *, width: int, rows: int) -> Content:
    """One row a line, as many as fit around the chosen one, and a row that says how many can be saved."""
    room, digits = max(1, rows - 1), len(str(len(views)))
    first = max(0, min(place - room // 2, len(views) - room))
    shown = [
        _row(f"{number + 1:>{digits}}", view, troubles.get(number, ""), is_chosen=number == place, width=width)
        for number, view in enumerate(views)
    ][first : first + room]
    return Content("\n").join([*shown, Content.styled(_summary(views), "$muted")])


def _summary(views: Sequence[LineView]) -> str:
    saved = sum(view.can_be_saved for view in views)
    total = ngettext("{count} line", "{count} lines", len(views)).format(count=len(views))
    words = ngettext("{count} can be saved", "{count} can be saved", saved).format(count=saved)
    staying = [str(number) for number, view in enumerate(views, start=1) if not view.can_be_saved]
    if not staying:
        return f"{total}, {words}"
    stays = ngettext("line {numbers} stays here", "lines {numbers} stay here", len(staying))
    return f"{total}, {words}; " + stays.format(numbers=", ".join(staying[:6]))


def _row(number: str, view: LineView, failed: str, *, is_chosen: bool, width: int) -> Content:
    trouble = _trouble(view) or failed
    mark = VOIDED if trouble else LOOK if view.deserves_a_look else " "
    text_width = max(12, width // 3)
    typed = visible_text(f"{number} {view.text}")
    head = f"{CHOSEN if is_chosen else ' '}{mark} {column(typed, text_width)}  "
    told = (_short_trouble(view) or trouble) if trouble else _outcome(view)
    style = "bold" if is_chosen else ""
    is_below = (
        not trouble and view.preview is not None and bool(view.preview.overdraft_minutes) and not view.preview.waits
    )
    state = "$bad" if trouble or is_below else "$warn" if mark == LOOK else ""
    rest = cut(visible_text(told), max(0, width - cells(head)))
    return Content.assemble(Content.styled(head, style), Content.styled(rest, f"{style} {state}".strip()))


def _trouble(view: LineView) -> str:
    if view.refused is None:
        return ""
    # The row has no place to point at the wrong part of a line.
    return view.refused.reason if isinstance(view.refused, UnreadableLine) else trouble_of(view.refused)


def _short_trouble(view: LineView) -> str:
    """That nobody knows the client of a line, in words that fit the row; empty for any other reason."""
    if not isinstance(view.error, UnknownClient):
        return ""
    answer = attempt(lambda: client_text_of(view.text))
    if view.error.archived:
        return _("{code} is archived").format(code=view.error.archived)
    said = _('no client "{text}"').format(text=answer.value[0] if answer.value else view.text)
    near = view.error.suggestions
    return f"{said}; " + _("perhaps {codes}").format(codes=f"{NEAR} " + ", ".join(near)) if near else said


def _outcome(view: LineView) -> str:
    preview = view.preview
    assert preview is not None
    parts = [f"{column(preview.client.code, 9)} {hours(preview.charge.minutes):>5}{_left(preview)}"]
    if preview.renewal_count:
        price = money_text(preview.renewal_price_minor, preview.renewal_currency)
        parts.append(_("ADDS {hours} h {price}").format(hours=hours(preview.renewal_minutes), price=price))
    elif preview.asks_for_renewal:
        parts.append(_("a renewal will wait for the manager"))
    elif preview.overdraft_minutes and not preview.waits:
        parts.append(_("overdraft {minutes}").format(minutes=hours(preview.overdraft_minutes)))
    if looks := looks_text(view):
        parts.append(looks)
    return ", ".join(parts)


def _left(preview: PreviewView) -> str:
    if preview.waits:
        return "  " + _("waits for an agreement")
    if preview.kind is not Kind.PREPAID:
        return ""
    return f" → {hours(preview.remaining_after_minutes):>6}"


def readings_of(view: LineView, ends_at: str) -> tuple[str, str]:
    """A doubtful H:MM as a length, and as a range from that time until `ends_at`; empty where that cannot be meant."""
    doubt = view.doubt
    assert doubt is not None
    return format_units(doubt.seconds), f"{doubt.token.bare}-{ends_at}" if doubt.since else ""
