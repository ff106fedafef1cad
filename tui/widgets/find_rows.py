"""Rows of the client list: name, hours, mark, bar, days left, each in columns of its own."""

from typing import TYPE_CHECKING

from rich.text import Text

from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.terms import Kind
from core.queries.views.clients import ClientRow
from tui.geometry import HUGE, WIDE
from tui.glyphs import BELOW, EMPTY, LOOK, NEAR, THRESHOLD, bar, beginning, cells, cut
from tui.places import key_of
from tui.text import cell, hours
from tui.widgets.finding import NEW, Finding
from tui.widgets.tables import Row

if TYPE_CHECKING:
    from core.ledger.callers import NewCaller

_HOURS, _MARK, _DAYS = 6, 2, 4


def name_width(width: int) -> int:
    """Columns of a name in a window of so many columns."""
    return 24 if width >= WIDE else 20


def bar_width(width: int) -> int:
    """Columns of a client's bar; 0 where there is no room."""
    return 15 if width >= HUGE else 7 if width >= WIDE else 0


def client_columns(width: int) -> list[tuple[str, int | None]]:
    """The columns for a window of so many columns; each width includes the blank to the next one."""
    gauge: list[tuple[str, int | None]] = [("bar", bar_width(width) + 1)] if bar_width(width) else []
    return [
        ("name", name_width(width) + 1), ("hours", _HOURS + 1), ("mark", _MARK + 1), *gauge, ("days", _DAYS),
    ]  # fmt: skip


def client_row(row: ClientRow, width: int) -> Row:
    """A client: `!` marks one under the threshold, `!!` one below zero, `~` a near miss of what is typed."""
    name = _name_of(row, name_width(width))
    mark, state = _state_of(row)
    left = hours(row.remaining_minutes) if row.counts_hours else _word_for(row)
    days = _("{days}d").format(days=row.days_left) if row.counts_hours and row.days_left is not None else ""
    cells = [name, cell(f"{left:>{_HOURS}}"), cell(mark)]
    if bar_width(width):
        cells.append(_gauge(row, bar_width(width), state or "bar"))
    cells.append(cell(f"{days:>{_DAYS}}"))
    if row.is_near:
        for each in cells:
            each.stylize("muted")
        return key_of(row), tuple(cells)
    cells[1].stylize(state or ("none" if row.counts_hours else "muted"))
    cells[2].stylize(f"bold {state}" if state else "none")
    cells[-1].stylize(state or "muted")
    return key_of(row), tuple(cells)


def _name_of(row: ClientRow, width: int) -> Text:
    """The name, and why the client was found: behind it where both fit into so many columns, else in a line of its own."""
    before = f"{NEAR} " if row.is_near else ""
    name = visible_text(f"{before}{row.title}")
    if not row.why:
        return cell(cut(name, width))
    if cells(name) + cells(row.why) + 2 <= width:
        return cell(f"{name}: {row.why}")
    return Text("\n", no_wrap=True).join([cell(cut(name, width)), cell(cut(f"  {row.why}", width))])


def _state_of(row: ClientRow) -> tuple[str, str]:
    """The mark of a client and the style of its state; both empty where nothing is to be seen to."""
    if row.counts_hours and row.remaining_minutes < 0:
        return BELOW, "bad"
    return (LOOK, "warn") if row.under_threshold else ("", "")


def _word_for(row: ClientRow) -> str:
    if not row.has_agreement:
        return "-"
    return _("hourly") if row.kind is Kind.BREAK_FIX else _("fee")


def _gauge(row: ClientRow, width: int, style: str) -> Text:
    whole = row.live_minutes or row.block_minutes
    if not row.counts_hours or not whole:
        return Text("")
    drawn = Text(bar(row.remaining_minutes, whole, width, row.threshold_minutes))
    for place, glyph in enumerate(drawn.plain):
        drawn.stylize("track" if glyph == EMPTY else "text" if glyph == THRESHOLD else style, place, place + 1)
    return drawn


def found_rows(finding: Finding, width: int) -> list[Row]:
    """Hits with the new caller as the last row; or that there is none, near misses apart, and the new caller."""
    new, rows = finding.new, [client_row(row, width) for row in finding.hits or finding.perhaps]
    newcomer = [(NEW, _text(_of_new(new), width))] if new else []
    if finding.hits:
        return rows + newcomer
    above = [_("no client {name}").format(name=f'"{finding.text}"'), ""]
    if rows:
        above.append(_("perhaps"))
    elif not finding.is_complete:
        above += [_("reading…"), ""]
    below = []
    if new is not None:
        once = _("Enter again starts the call now,") if finding.chosen == NEW else _("Enter twice starts the call now,")
        below = [f"  {once}", "  " + _("code {code}, card later").format(code=new.code)]
        if finding.means_archived and finding.chosen != NEW:
            below = ["  " + _("Enter twice brings {code} back").format(code=finding.perhaps[0].client.code)]
        elif rows:
            below += ["", "  " + _("Down chooses a client above")]
    told = [*above, *([""] if rows else []), *below]
    texts = [(f"-{number}", _text(words, width, "muted")) for number, words in enumerate(told)]
    between = texts[len(above) : len(above) + bool(rows)]
    return [*texts[: len(above)], *rows, *between, *newcomer, *texts[len(above) + bool(rows) :]]


def _of_new(new: "NewCaller") -> str:
    """The name that a new caller would have, and the number that was typed beside it, as it was typed."""
    said = _("new caller {name}").format(name=f'"{new.name}"')
    return f"{said}  {new.phone}" if new.phone and new.phone != new.name else said


def is_client_key(key: str | None) -> bool:
    """Whether the key of a row means a client, not that of the new caller or of a text."""
    return bool(key) and str(key)[0] not in "-+"


def _text(words: str, width: int, style: str = "") -> tuple[Text, ...]:
    """A text over all columns: without padding the cells of a row touch."""
    headings = client_columns(width)
    cells, rest = [], cut(visible_text(words), sum(columns or 0 for _heading, columns in headings))
    for _heading, columns in headings:
        part = beginning(rest, columns) if columns else rest
        rest = rest[len(part) :]
        shown = cell(part)
        if style:
            shown.stylize(style)
        cells.append(shown)
    return tuple(cells)
