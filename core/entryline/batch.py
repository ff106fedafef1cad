"""Several typed or pasted lines: what each would do after those before it, and which of them can be saved."""

from collections.abc import Callable, Sequence

from core.basics.dataclass import dataclass, replace
from core.basics.errors import MonteoreError
from core.basics.i18n import _
from core.entryline.note_slips import looks_of
from core.entryline.parse import Doubt, EntryLine, TokenKind
from core.entryline.understand import ReadLine, understand
from core.ledger.entries import Entries
from core.model.accounts import Account
from core.model.clients import Client
from core.model.work import Draft
from core.queries.queries import Queries
from core.queries.slips import slips_beside
from core.queries.views.postings import PreviewView
from core.rules.slips import Posted

_SAYS_START = frozenset({TokenKind.RANGE, TokenKind.TIME, TokenKind.AGO})


@dataclass(frozen=True)
class LineView:
    """One line of a batch. `preview` is `None` if the line cannot be read, then `error` says why.

    `looks` are sentences about what deserves a look before it is saved; `doubt` is an H:MM with two readings.
    """

    text: str
    preview: PreviewView | None = None
    error: MonteoreError | None = None
    looks: tuple[str, ...] = ()
    default_used: bool = False
    doubt: Doubt | None = None

    @property
    def refused(self) -> MonteoreError | None:
        """Why the line cannot be saved; `None` if it can. A doubt can be answered, so it is no refusal."""
        if self.error is not None or self.preview is None:
            return self.error
        return self.preview.refused

    @property
    def can_be_saved(self) -> bool:
        """Whether Enter posts it."""
        return self.preview is not None and self.preview.refused is None

    @property
    def deserves_a_look(self) -> bool:
        """Whether it is marked `!`: a probable slip, a block that it adds, hours that no block covers."""
        if self.preview is None:
            return False
        adds = bool(self.preview.renewal_count or self.preview.asks_for_renewal)
        is_below = bool(self.preview.overdraft_minutes and not self.preview.waits)
        return bool(self.looks or adds or is_below or self.preview.asks_first or self.doubt)


def views_of(
    queries: Queries, entries: Entries, lines: Sequence[str], default: Client | None = None
) -> tuple[LineView, ...]:
    """What each line would do if all before it that can be saved were saved; nothing is changed."""
    accounts: dict[str, Account] = {}
    earlier: list[Posted] = []
    views = []
    for number, line in enumerate(lines, start=1):
        try:
            read = understand(queries, line, default=default, doubts=True, is_strict=True)
            view = _view(queries, entries, read, accounts, earlier, number)
        except MonteoreError as error:
            view = LineView(line, error=error)
        else:
            if view.can_be_saved:
                earlier.append(line_of_work(read.words, read.draft, _("line {number}").format(number=number)))
        views.append(view)
    return tuple(views)


def _view(
    queries: Queries,
    entries: Entries,
    read: ReadLine,
    accounts: dict[str, Account],
    earlier: Sequence[Posted],
    number: int,
) -> LineView:
    paying_id = read.draft.account_id or queries.chosen_account(read.client, read.draft.work.work_type).account_id
    preview, after = entries.preview_on(accounts.get(paying_id), read.draft, entry_id=f"line {number}")
    if preview.refused is None:
        accounts[paying_id] = after
    looks = slips_beside(queries.session, line_of_work(read.words, read.draft, ""), earlier)
    looks += looks_of(queries, read)
    return LineView(read.line, preview, None, looks, read.words.default_used, read.words.doubt)


def line_of_work(words: EntryLine, draft: Draft, label: str) -> Posted:
    """A typed line for the checks. A start that the line does not say is left out: every `acme 15` ends now."""
    work = words.work if any(token.kind in _SAYS_START for token in words.tokens) else replace(words.work, spans=())
    return Posted(label, draft.client_id, work, draft.note, draft.ticket)


def split_lines(queries: Queries, text: str) -> tuple[str, ...]:
    """The entries of a pasted text: a line that is an entry begins one, any other goes on with the one before."""
    from core.entryline.pasted import split_pasted

    pieces = split_pasted(text, _is_client(queries), lambda word: bool(queries.near_clients(word, 1)))
    return tuple(line.text for line in pieces)


def _is_client(queries: Queries) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def is_client(text: str) -> bool:
        if text not in known:
            try:
                queries.resolve_client(text)
                known[text] = True
            except MonteoreError:
                known[text] = False
        return known[text]

    return is_client
