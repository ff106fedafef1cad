"""The command palette: a row a command with what it acts on and its key; what cannot act stands last, with the reason."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.spelling import begins_word, fold, words_of
from core.basics.text import visible_text
from tui.dialogs.question import Question
from tui.glyphs import column, cut
from tui.keys import key_word
from tui.widgets.key_line import KeyHint
from tui.widgets.line_table import LineTable
from tui.widgets.tables import DiffTable
from tui.widgets.text_box import TextBox

_SMALL_WORDS = (
    " a an and at for in of on the to my me"
    " e di da del della dei delle il lo la i gli le un una al alla ai per con mio mia "
)
"""Words of both languages that tell no command from another."""
_BESIDE = 4
_ROWS = 30


@dataclass(frozen=True)
class Offer:
    """A command as the palette shows it."""

    command_id: str
    """What choosing it answers."""
    name: str
    """Its name."""
    help: str
    """What it does, in a few words."""
    acts_on: str = ""
    """The client, entry or proposal on which it would act now."""
    key: str = ""
    """Its keys and letters."""
    why_not: str = ""
    """Why it cannot act now; empty if it can."""
    also: str = ""
    """Other words that find it; they are not shown."""


class PaletteBox(TextBox):
    """What is typed; the arrows move in the list."""

    BINDINGS = [
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
        Binding("pagedown", "screen.move(8)", show=False),
        Binding("pageup", "screen.move(-8)", show=False),
    ]


class PaletteTable(LineTable):
    """The list; the focus stays in the box above it."""

    can_focus = False

    @property
    def is_marked(self) -> bool:
        """Whether `►` stands before the highlighted row: always, as Enter acts on it."""
        return True


class Palette(Question[str]):
    """Answers the id of the command chosen; one that cannot act says why and the palette stays."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = tuple(offers)
        self._shown: tuple[Offer, ...] = ()

    def compose_sheet(self) -> ComposeResult:
        """The box, then the list."""
        box = PaletteBox(placeholder=_("find a command by name"), id="palette-box")
        yield box
        yield PaletteTable(id="palette-rows")

    def on_mount(self) -> None:
        """Show all commands."""
        self.query_one(PaletteBox).focus()
        self._show("")

    def on_resize(self) -> None:
        """Write the rows for the new width."""
        self._show(self.query_one(PaletteBox).value)

    def rows_wanted(self) -> int:
        """As many as there is room for."""
        return _ROWS

    def title_of_sheet(self) -> str:
        """How many of all commands are shown."""
        counted = _("{count} of {all}").format(count=len(self._shown), all=len(self._offers))
        return f"{_('All commands')} · {counted}"

    def key_hints(self) -> Sequence[KeyHint]:
        """Run, move, leave."""
        return (
            KeyHint("Enter", key_word(_("key: run"))),
            KeyHint("Down", _("next")),
            KeyHint("Esc", _("back")),
            *self.common_hints()[:-1],
        )

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        offer = self._chosen
        if offer is None:
            return
        if offer.why_not:
            self.tell(offer.why_not)
        else:
            self.answer(offer.command_id)

    @on(DiffTable.RowHighlighted)
    def _pointed(self) -> None:
        offer = self._chosen
        if offer is not None:
            self.tell(offer.why_not or offer.help, stays=True)
        elif not self._shown:
            self.tell(
                _("no command is called so; type less, or: monteore --help in a shell lists its verbs"), stays=True
            )

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self.query_one(PaletteTable).move_by(rows)

    def action_leave(self) -> None:
        """Leave and run nothing."""
        self.answer(None)

    @property
    def _chosen(self) -> Offer | None:
        key = self.query_one(PaletteTable).key_at_cursor
        return next((offer for offer in self._shown if offer.command_id == key), None)

    def _show(self, typed: str) -> None:
        self._shown = found(self._offers, typed)
        width = self.app.size.width - 3 - _BESIDE
        table = self.query_one(PaletteTable)
        table.point_at_first()
        table.show([(offer.command_id, (line(offer, width),)) for offer in self._shown])
        self.name_sheet()
        self._pointed()


def found(offers: Sequence[Offer], typed: str) -> tuple[Offer, ...]:
    """The offers of whose name, help or other words each typed word begins a word.

    Those found by name come first, then those found with the help, then the rest; those that cannot act are last.
    """
    words = typed.split()
    weighty = [word for word in words_of(typed) if len(word) > 1 and f" {word} " not in _SMALL_WORDS]
    ranked = []
    for place, offer in enumerate(offers):
        if all(begins_word(word, offer.name) for word in words):
            rank = 0 if fold(offer.name).startswith(fold(typed.strip())) else 1
        elif all(begins_word(word, f"{offer.name} {offer.help}") for word in words):
            rank = 2
        elif weighty and all(begins_word(word, f"{offer.name} {offer.help} {offer.also}") for word in weighty):
            rank = 3
        else:
            continue
        ranked.append((bool(offer.why_not), rank, place, offer))
    return tuple(each[3] for each in sorted(ranked, key=lambda each: each[:3]))


def line(offer: Offer, width: int) -> Text:
    """A row: the name, what it acts on, and at the right the key; or, muted, the name and why it cannot act."""
    name = max(24, width * 36 // 76)
    room = width - name - 1
    text = Text(f" {column(visible_text(offer.name), name, gap=2)}", no_wrap=True)
    if offer.why_not:
        text.append(cut(visible_text(offer.why_not), room))
        text.stylize("muted")
        return text
    acts = room - len(offer.key) - 2
    text.append(f"{column(visible_text(offer.acts_on), acts)}  ", style="muted")
    text.append(offer.key, style="accent")
    return text
