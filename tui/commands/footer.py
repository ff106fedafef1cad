"""Which keys the last line names, by what is shown and what has the focus, most wanted first."""

from collections.abc import Callable, Sequence

from core.basics.dataclass import dataclass, replace
from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views.calls import CallView
from tui.commands.listing import commands
from tui.keys import Keymap, key_name, key_word, short_key
from tui.widgets.key_line import KeyHint


@dataclass(frozen=True)
class Wanted:
    """A command that the line should name. `rank`: the highest is left out first where not all fit.

    `word` replaces the command's own short word, and `key` is named where the command has none, such as Enter; an id that
    no command has is skipped unless it has both.
    """

    id: str
    rank: int = 0
    word: Callable[[], str] | None = None
    key: str = ""
    by_letter: bool = False
    """Whether its letter is named: a list has the focus."""


ALWAYS = (Wanted("help", -1), Wanted("palette", -1), Wanted("leave", -1))
IDLE = (
    Wanted("start", -1, key="Enter"), Wanted("log", -1), Wanted("client"), Wanted("board", 2), Wanted("reports", 3),
    Wanted("proposals", 4), Wanted("ticket", 5), *ALWAYS,
)  # fmt: skip
RUNNING = (
    Wanted("stop", -1), Wanted("hold", -1), Wanted("call.note"), Wanted("call.edit", 1), Wanted("start", 3, key="Enter"),
    Wanted("log"), Wanted("client"), Wanted("board", 2), Wanted("reports", 4), *ALWAYS,
)  # fmt: skip
NEW_CALLER = (
    Wanted("start", -1, lambda: _("new call"), key="Enter"), Wanted("search.down", 1, lambda: _("perhaps"), key="Down"),
    Wanted("search.clear", -1, lambda: _("clear"), key="Esc"), Wanted("log", 1), *ALWAYS,
)  # fmt: skip
"""Nobody is called as typed: Enter starts a call with a new caller, and Down chooses one of similar spelling."""
NEW_CALLER_RUNNING = (*NEW_CALLER[:3], Wanted("hold", 3), Wanted("stop", 2), Wanted("log", 4), *ALWAYS)
"""The same while a call of mine runs."""
NEW_CALLER_HELD = (
    *NEW_CALLER[:3], Wanted("hold", 2, lambda: _("resume")), Wanted("stop", 3), Wanted("log", 4), *ALWAYS,
)  # fmt: skip
"""The same while a call of mine is on hold."""
HELD = (
    Wanted("hold", -1, lambda: _("resume")), Wanted("stop", -1), Wanted("call.edit", 1), Wanted("start", 2, key="Enter"),
    Wanted("log"), Wanted("client"), Wanted("board", 2), Wanted("reports", 4), *ALWAYS,
)  # fmt: skip
CLIENTS = (
    Wanted("start", -1, key="Enter"), Wanted("search", -1, by_letter=True),
    Wanted("today", -1, lambda: _("today"), key="Tab"), Wanted("log", 4, by_letter=True), Wanted("client", 3, by_letter=True),
    *ALWAYS,
)  # fmt: skip
"""The list of clients has the focus: letters act."""
CLIENTS_RUNNING = (*CLIENTS[:3], Wanted("stop", 1, by_letter=True), Wanted("hold", 2, by_letter=True), *CLIENTS[3:])
"""The same while a call of mine runs."""
CLIENTS_HELD = (
    *CLIENTS[:3], Wanted("hold", 1, lambda: _("resume"), by_letter=True), Wanted("stop", 2, by_letter=True), *CLIENTS[3:],
)  # fmt: skip
"""The same while a call of mine is on hold."""
TODAY = (
    Wanted("today.open", -1, key="Enter"), Wanted("today.correct", -1, by_letter=True), Wanted("today.void", by_letter=True),
    Wanted("search"), Wanted("client"), *ALWAYS,
)  # fmt: skip
COVERED = TODAY[3:]
"""The list of today's entries has the focus under the banner of a ring: nothing acts on an entry."""
IN_DIALOGS = (Wanted("search", 8), Wanted("help", 7), Wanted("palette", 6))
"""What acts in every dialog, besides its own keys; they are left out first."""
ANYWHERE = (
    Wanted("search"), Wanted("log"), Wanted("stop", 2), Wanted("client", 1), Wanted("board", 3), Wanted("reports", 4),
    Wanted("close", key="Esc", word=lambda: _("back")), *ALWAYS,
)  # fmt: skip
"""For a page without a line of its own."""


def at_rest(mine: Sequence[CallView]) -> Sequence[Wanted]:
    """What acts on the desk while the search box has the focus; `mine` are my calls, the running one first."""
    return _by_call(mine, IDLE, RUNNING, HELD)


def of_clients(mine: Sequence[CallView]) -> Sequence[Wanted]:
    """What acts while the list of clients has the focus."""
    return _by_call(mine, CLIENTS, CLIENTS_RUNNING, CLIENTS_HELD)


def of_new_caller(mine: Sequence[CallView], *, has_others: bool) -> Sequence[Wanted]:
    """What acts while the typed text finds nobody; `has_others`: clients of a similar spelling are listed."""
    wanted = _by_call(mine, NEW_CALLER, NEW_CALLER_RUNNING, NEW_CALLER_HELD)
    return tuple(each for each in wanted if has_others or each.id != "search.down")


def of_archived(wanted: Sequence[Wanted]) -> Sequence[Wanted]:
    """A line in which Enter brings an archived client back, after a question."""
    return tuple(replace(each, word=lambda: _("bring back")) if each.id == "start" else each for each in wanted)


def _by_call(
    mine: Sequence[CallView], idle: Sequence[Wanted], running: Sequence[Wanted], held: Sequence[Wanted]
) -> Sequence[Wanted]:
    return idle if not mine else running if mine[0].state is CallState.RUNNING else held


def short_words() -> dict[str, str]:
    """The short word of each command that the line names, by id."""
    return {
        "start": _("call"), "stop": _("stop"), "hold": _("hold"), "call.note": _("note"),
        "call.edit": key_word(_("key: edit")),
        "log": key_word(_("key: log")), "client": _("client"), "board": _("board"), "reports": _("reports"), "help": _("help"),
        "entry.open": key_word(_("key: open")),
        "client.correct": key_word(_("key: edit")), "client.void": key_word(_("key: void")),
        "today.open": key_word(_("key: open")),
        "today.correct": key_word(_("key: edit")), "today.void": key_word(_("key: void")),
        "client.sell": _("sell"), "client.agreement": _("agreement"), "client.statement": key_word(_("key: statement")),
        "client.edit": _("card"), "client.propose": _("propose"), "report.export": _("export"), "proposal.accept": _("accept"),
        "proposal.drop": key_word(_("key: drop")), "proposal.add": _("propose"), "proposal.suggest": _("suggest"),
        "proposal.all": key_word(_("key: all, also what is over")),
        "account.adjust": _("adjust"), "account.transfer": _("transfer"), "block.credit": key_word(_("key: credit")),
        "line.mark": key_word(_("key: invoice")), "line.pay": key_word(_("key: paid")),
        "line.unmark": key_word(_("key: unmark")),
        "renewal.approve": _("approve"), "renewal.refuse": _("refuse"),
        "phone.log": _("log it"), "phone.back": _("call back"), "phone.new": _("new caller"), "phone.drop": _("dismiss"),
        "palette": _("all"), "leave": _("quit"), "search": _("find"), "proposals": _("proposals"), "ticket": _("ticket"),
    }  # fmt: skip


def in_words(wanted: Sequence[Wanted], keymap: Keymap) -> list[tuple[str, str]]:
    """The keys of a line with what they do, as the help sheet says it."""
    known = {each.id: each for each in commands()}
    rows = []
    for each in wanted:
        for hint in hints((each,), keymap):
            words = known[each.id].help if each.id in known and each.word is None else hint.word
            # A command without a key of its own names Enter in its help; here the key stands before it.
            rows.append((hint.key, words.removesuffix(f" ({key_name(hint.key)})")))
    return rows


def hints(wanted: Sequence[Wanted], keymap: Keymap, dim: frozenset[str] = frozenset()) -> tuple[KeyHint, ...]:
    """What the line names, with the keys in force; `dim` are the ids of commands that cannot act."""
    known = {each.id: each for each in commands()}
    words = short_words()
    found = []
    for each in wanted:
        keys = keymap.letters_of(each.id) if each.by_letter else keymap.keys_of(each.id)
        key = short_key(keys[0]) if keys else each.key
        word = each.word() if each.word else words.get(each.id, known[each.id].label if each.id in known else "")
        if key and word and (each.id in known or each.key):
            found.append(KeyHint(key, word, each.rank, each.id in dim))
    return tuple(found)
