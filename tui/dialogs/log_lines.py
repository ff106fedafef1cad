"""Quick entry of one or several lines: one row to type in, a preview of each line under it; Enter saves what can be saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from core.basics.errors import UnreadableLine
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.entryline.batch import LineView
from core.model.clients import Client
from core.queries.views.postings import PreviewView
from tui.attempt import Answer, attempt, trouble_of
from tui.dialogs.question import Sheet
from tui.dialogs.quick_entry import Complete, QuickEntry, Show, fault_text
from tui.text import plain
from tui.widgets.key_line import KeyHint
from tui.widgets.line_previews import lines_text, one_line_text

_MOST_LINES = 200
_ROWS = 9
"""Rows between the borders: the line, its completions, a blank row, six for the lines."""

SAVE, SAVE_AND_STAY = "save", "stay"
"""The answers: save and close, save and open again."""


@dataclass(slots=True)
class LogDraft:
    """What was typed into quick entry and is not saved: kept for the session when the sheet is left."""

    lines: list[str] = field(default_factory=lambda: [""])
    """The lines; there is always one, which may be empty."""
    place: int = 0
    """Index of the line in the row to type in."""
    default: Client | None = None
    """Whose work a line is that names no client."""
    troubles: dict[int, str] = field(default_factory=dict)
    """Why lines could not be saved when it was tried, by index."""
    keys: dict[int, str] = field(default_factory=dict)
    """Idempotency keys of lines, by index, so that saving a line again posts it once."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not any(line.strip() for line in self.lines)

    def keep(self, indexes: Sequence[int], troubles: dict[int, str]) -> None:
        """Keep only these lines, with their troubles and keys."""
        self.troubles = {new: troubles[old] for new, old in enumerate(indexes) if old in troubles}
        self.keys = {new: self.keys[old] for new, old in enumerate(indexes) if old in self.keys}
        self.lines = [self.lines[old] for old in indexes] or [""]
        self.place = 0


class LogLines(QuickEntry):
    """Answers `save` or `stay`; what is typed is in the draft. Up and Down pick the line, with one line they recall."""

    BINDINGS = [Binding("ctrl+o", "save_and_stay", show=False, priority=True)]

    def __init__(
        self,
        draft: LogDraft,
        preview_all: Callable[[Sequence[str], Client | None], tuple[LineView, ...]],
        split: Callable[[str], tuple[str, ...]],
        complete: Complete,
        history: Sequence[str] = (),
        trouble: str = "",
        *,
        chosen: Client | None = None,
        is_back: bool = False,
    ) -> None:
        """`chosen` is the client whose work new lines are that name none, once the lines of before are taken away.

        With `is_back` the line was left before: it is selected, so that the first letter begins another one.
        """
        super().__init__(_no_preview, complete, history, draft.lines[draft.place], trouble)
        self.draft = draft
        self._chosen = chosen
        self._left = draft.lines[draft.place] if is_back else ""
        self._is_offer = is_back
        self._preview_all = preview_all
        self._split = split
        self.views: tuple[LineView, ...] = ()
        """What each line will do, as of the last key."""

    def rows_wanted(self) -> int:
        """The row to type in, the completions, and six rows for the lines."""
        return _ROWS

    def title_of_sheet(self) -> str:
        """The number of lines, and whose client a line means that names none."""
        count = len(self.draft.lines)
        title = _("Log") + " · " + ngettext("{count} line", "{count} lines", count).format(count=count)
        default = self.draft.default
        if default is not None:
            title += " · " + _("without a client: {code}").format(code=default.code)
        return title

    def note_of_sheet(self) -> str:
        """What Esc does with the lines; of lines that were left, how to go on with them."""
        return _("kept from before: End goes on with it, Up brings it back") if self._left else _("lines are kept")

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, pick a line or recall one, save and stay, complete, close."""
        count = sum(view.can_be_saved for view in self.views)
        save = _("save {count}").format(count=count) if len(self.draft.lines) > 1 else _("save")
        move = KeyHint("Up/Down", _("line")) if len(self.draft.lines) > 1 else KeyHint("Up", _("earlier line"))
        return (
            KeyHint("Enter", save, is_dim=not count),
            move,
            KeyHint("^O", _("save, stay")),
            KeyHint("Tab", _("complete")),
            KeyHint("Esc", _("back")),
            *self.common_hints(),
        )

    def take_pasted(self, text: str) -> None:
        """Put pasted text into the line at the cursor; each whole entry in it is a line of its own. Says how many they are."""
        box = self.query_one(Input)
        before, after = box.value[: box.cursor_position], box.value[box.cursor_position :]
        whole = "\n".join(clean_text(line) for line in f"{before}{text}{after}".splitlines())
        self.enter_beside(lambda: self._split(whole), partial(self._put_lines, whole))

    def _put_lines(self, whole: str, split: Answer[tuple[str, ...]]) -> None:
        pieces = list(split.value or (" ".join(whole.split()),))[:_MOST_LINES]
        draft = self.draft
        draft.lines[draft.place : draft.place + 1] = pieces
        draft.troubles, draft.keys = {}, {}
        draft.place += len(pieces) - 1
        self._put(draft.lines[draft.place])
        self.name_sheet()
        said = ngettext("{count} line", "{count} lines", len(pieces)).format(count=len(pieces))
        self.tell(_("pasted, Enter saves") + f"  {said}")

    def _show(self, line: str) -> None:
        self._put_into_draft(line)
        super()._show(line)

    def _put_into_draft(self, line: str) -> None:
        draft = self.draft
        if self._left and line != self._left:
            if len(draft.lines) == 1 and _is_another(line, self._left):
                # Another line took the place of the one that was left: it is the client's who is chosen now.
                draft.default = self._chosen
            self._left = ""
            self.name_sheet()
        if draft.lines[draft.place] != line:
            draft.troubles.pop(draft.place, None)
            draft.keys.pop(draft.place, None)
        draft.lines[draft.place] = line
        if draft.is_empty and draft.default != self._chosen:
            draft.default = self._chosen
            self.name_sheet()

    def _reading(self, line: str) -> Callable[[], Show]:
        lines, default, is_empty = tuple(self.draft.lines), self.draft.default, self.draft.is_empty

        def read() -> Show:
            views = attempt(lambda: () if is_empty else self._preview_all(lines, default))
            return partial(self._take_views, line, views, self._completed(line))

        return read

    def _take_views(self, line: str, views: Answer[tuple[LineView, ...]], fitting: tuple[str, ...]) -> None:
        self.views = views.value or ()
        self._is_sound = any(view.can_be_saved for view in self.views)
        shown: Content = plain(_("client, duration, note: for example acme 15 printer jams #4821"))
        if self._trouble:
            shown = plain(f"! {self._trouble}")
        elif self.views:
            shown = self._shown()
        elif views.error is not None:
            shown = plain(f"! {views.trouble}")
        self.query_one("#preview", Static).update(shown)
        self._show_fitting(line, fitting)
        self.show_keys()

    def _shown(self) -> Content:
        size = self.query_one(Sheet).content_size
        width = size.width or self.app.size.width - 4
        if len(self.views) > 1:
            rows = size.height or _ROWS
            return lines_text(self.views, self.draft.place, self.draft.troubles, width=width, rows=rows - 3)
        view, line = self.views[0], self.draft.lines[0]
        failed = self.draft.troubles.get(0, "")
        if failed:
            return plain(f"! {failed}")
        if isinstance(view.error, UnreadableLine):
            return fault_text(line, view.error)
        if view.refused is not None:
            return plain(f"! {trouble_of(view.refused)}")
        return one_line_text(view, width)

    def action_recall(self, step: int) -> None:
        """With several lines pick the one above or below; with one recall an earlier line, as `QuickEntry` does."""
        draft = self.draft
        if len(draft.lines) == 1:
            super().action_recall(step)
            return
        draft.place = max(0, min(len(draft.lines) - 1, draft.place - step))
        self._taken = -1
        self._put(draft.lines[draft.place])

    def submit(self, line: str) -> None:
        """Save what can be saved, and close."""
        self._save(line, SAVE)

    def action_save_and_stay(self) -> None:
        """Save, and open again for the next line."""
        self._save(self.query_one(Input).value, SAVE_AND_STAY)

    def _save(self, line: str, answer: str) -> None:
        self._put_into_draft(line)
        self._enter(line, answer)


def _is_another(line: str, before: str) -> bool:
    """Whether a line took the place of another one, of which a change by one key would have left most."""
    return _shared(line, before) + _shared(line[::-1], before[::-1]) < len(before) // 2


def _shared(line: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(line, other, strict=False)))


def _no_preview(_line: str) -> PreviewView:
    raise AssertionError("LogLines previews all its lines together")
