"""Post, preview and correct entries by typed lines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.basics.dataclass import replace
from core.basics.errors import UnreadableLine
from core.basics.identity import Right
from core.entryline.batch import LineView, line_of_work, split_lines, views_of
from core.entryline.note_slips import looks_of
from core.entryline.parse import moved_fault, says_time
from core.entryline.understand import ReadLine, understand
from core.ledger.entries import Entries
from core.model.clients import Client
from core.queries.queries import Queries
from core.queries.slips import slips_of_entry
from core.queries.views.postings import PostingView, PreviewView
from core.rules import asking
from core.session import needs

if TYPE_CHECKING:
    from core.ledger.proposals import Proposals


class Lines:
    """Quick-entry lines on one store. Errors of every method: `UnreadableLine`, `UnknownClient`, `AmbiguousClient`."""

    def __init__(self, queries: Queries, entries: Entries) -> None:
        self._session = queries.session
        self._queries = queries
        self._entries = entries

    @needs(Right.READ)
    def preview(self, line: str) -> PreviewView:
        """Preview the posting of a line; nothing is changed."""
        return self._entries.preview(understand(self._queries, line).draft)

    @needs(Right.READ)
    def preview_all(self, lines: Sequence[str], default: Client | None = None) -> tuple[LineView, ...]:
        """Preview several lines, each after those before it; a line that begins with no client is the default one's.

        What is wrong with a line stands in its view.
        """
        return views_of(self._queries, self._entries, lines, default)

    @needs(Right.READ)
    def split(self, text: str) -> tuple[str, ...]:
        """The lines that a pasted text means: one for each whole entry in it."""
        return split_lines(self._queries, text)

    @needs(Right.WORK)
    def post(
        self, line: str, key: str | None = None, *, sure: bool = False, default: Client | None = None
    ) -> PostingView:
        """Post a line; probable slips stand in `looks`. Errors: also `Refused`, and `Unasked` unless `sure`."""
        read = understand(self._queries, line, key=key, default=default, is_strict=True)
        asking.check(asking.of_length(read.draft.work.worked_seconds), sure=sure)
        posted = self._entries.post(read.draft, sure=sure)
        if posted.existed:
            return posted
        return self._looked_at(posted, read)

    @needs(Right.READ)
    def preview_done(self, proposals: "Proposals", proposal_id: str, line: str = "") -> PreviewView:
        """Preview what `done` would post; nothing is changed."""
        read = self._of_proposal(proposals, proposal_id, line)
        return self._entries.preview(read.draft, start_said=_says_start(read))

    @needs(Right.WORK)
    def done(self, proposals: "Proposals", proposal_id: str, line: str = "", *, sure: bool = False) -> PostingView:
        """Post the work of a proposal and close it; probable slips stand in `looks`. Errors: those of `Proposals.done`.

        The line is completed by the proposal's estimate, type and title.
        """
        read = self._of_proposal(proposals, proposal_id, line)
        return self._looked_at(proposals.done(proposal_id, read.draft, sure=sure), read)

    def _looked_at(self, posted: PostingView, read: ReadLine) -> PostingView:
        looks = slips_of_entry(self._session, posted.entry.entry_id, start_said=_says_start(read))
        return replace(posted, looks=(*looks, *looks_of(self._queries, read)))

    def _of_proposal(self, proposals: "Proposals", proposal_id: str, line: str) -> ReadLine:
        proposal = proposals.waiting(proposal_id)
        client = self._queries.client(proposal.client_id)
        words = line.split()
        before = f"{client.code} " if says_time(line) else f"{client.code} {proposal.estimate_minutes}m "
        typed = line
        if not any(word.startswith("+") and len(word) > 1 for word in words):
            typed += f" +{proposal.work_type}"
        try:
            read = understand(self._queries, before + typed, client=client)
        except UnreadableLine as error:
            # Offsets of the error count from the typed text, which is only the end of the text that was read.
            raise moved_fault(error, len(before)) from None
        return read if read.draft.note else replace(read, draft=replace(read.draft, note=proposal.title))


def _says_start(read: ReadLine) -> bool:
    """Whether the line says when the work began, so that the entry can be compared with others by the clock."""
    return bool(line_of_work(read.words, read.draft, "").work.spans)
