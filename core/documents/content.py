"""The texts of a statement in the user's language, which every format arranges."""

from datetime import date

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes, format_seconds
from core.basics.i18n import _
from core.language.formats import date_text, money_text, period_text
from core.ledger.statement_views import StatementBlock, StatementEntry, StatementProposal, StatementView
from core.model.blocks import HoursChange, LapseCause
from core.model.worktypes import label_of


@dataclass(frozen=True)
class Content:
    """The parts of a statement; every cell is text. `totals` ends with the closing balance.

    `reasons` has one text per entry: why worked and charged time differ; empty if they do not.
    """

    title: str
    business: str
    client: str
    month: str
    entry_head: tuple[str, ...]
    entries: tuple[tuple[str, ...], ...]
    reasons: tuple[str, ...]
    no_entries: str
    block_title: str
    block_head: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]
    proposal_title: str
    proposals: tuple[str, ...]
    notes: tuple[str, ...]
    layout: int = 0
    """Layout of the statement: 1 has the parts below and numbers before the entries."""
    letterhead: tuple[str, ...] = ()
    """Lines under the name of the business."""
    reference: str = ""
    """The contract, in words; empty for none."""
    left_title: str = ""
    """Heading of the hours left."""
    left: tuple[tuple[str, str], ...] = ()
    """Until when hours are left, and how many."""
    dues: tuple[str, ...] = ()
    """Sentences about what is overdue, and about hours that wait for a payment."""
    contest_title: str = ""
    """Heading of the contested entries."""
    contests: tuple[str, ...] = ()
    """A line for each contested entry."""

    @property
    def work_column(self) -> int:
        """Index of the cell with the note."""
        return 3 if self.layout == 0 else 4

    @property
    def figures(self) -> tuple[int, ...]:
        """Indexes of the cells with times."""
        return (4, 5) if self.layout == 0 else (0, 5, 6)


def content_of(view: StatementView) -> Content:
    """The texts of a statement, its details left aside."""
    return Content(
        title=_("Statement of hours"),
        business=view.business_name,
        client=f"{view.client_name} ({view.client_code})" + (f" / {view.account}" if view.account else ""),
        month=period_words(view),
        entry_head=(_("Date"), _("Technician"), _("Ticket"), _("Work"), _("Worked"), _("Charged")),
        entries=tuple(_entry_cells(entry, is_of_block=bool(view.block_id)) for entry in view.entries),
        reasons=tuple(reason_of(entry) for entry in view.entries),
        no_entries=_("no work from this block") if view.block_id else _("no work in this month"),
        block_title=_("Hours that came and went"),
        block_head=(_("Date"), _("What"), _("Hours"), _("Price"), _("Expires")),
        blocks=tuple(
            (
                _day(block.day),
                movement_words(block),
                format_minutes(-block.minutes if block.kind in ("forfeited", "credited") else block.minutes),
                money_text(block.price_minor, block.currency) if block.price_minor else "",
                _day(block.expires_on) if block.expires_on else "",
            )
            for block in view.blocks
        ),
        totals=totals_of(view),
        proposal_title=_("Proposed"),
        proposals=tuple(
            proposal_words(proposal)
            + (", " + _("by {day}").format(day=_day(proposal.due_on)) if proposal.due_on else "")
            for proposal in view.proposals
        ),
        notes=_notes(view),
    )


def period_words(view: StatementView) -> str:
    """The month, quarter or year of a statement, or the block that it is of."""
    if not view.block_id:
        return period_text(view.month)
    return _("block of {day}, {hours} h").format(day=_day(view.block_day), hours=format_minutes(view.block_minutes))


def proposal_words(proposal: StatementProposal) -> str:
    """A proposal with its estimate, in words."""
    return _("{title}, about {hours} h").format(title=proposal.title, hours=format_minutes(proposal.estimate_minutes))


def _day(text: str) -> str:
    return date_text(date.fromisoformat(text))


def _entry_cells(entry: StatementEntry, *, is_of_block: bool = False) -> tuple[str, ...]:
    work = entry.note or label_of(entry.work_type)
    words = [f"{entry.client_name}: {work}" if entry.client_name else work]
    if entry.voided:
        words.append(_("[voided]"))
    elif entry.taken_back or (entry.correction and entry.deducted_minutes < 0):
        words.append(_("[correction: voided]"))
    elif entry.correction:
        words.append(_("[recorded late]"))
    charged = entry.charged_minutes
    if is_of_block:
        if entry.deducted_minutes != charged:
            words.append(_("[of {minutes} charged]").format(minutes=format_minutes(charged)))
        charged = entry.deducted_minutes
    elif not entry.voided and entry.deducted_minutes != charged:
        apart = charged - entry.deducted_minutes
        words.append(_("[{minutes} not taken from the hours]").format(minutes=format_minutes(apart)))
    return (
        _day(entry.day),
        entry.technician,
        f"#{entry.ticket}" if entry.ticket else "",
        " ".join(words),
        format_seconds(entry.worked_seconds),
        format_minutes(charged),
    )


def reason_of(entry: StatementEntry) -> str:
    """Why charged and worked time differ; empty if they do not."""
    is_plain = entry.voided or abs(entry.worked_seconds) == abs(entry.charged_minutes) * 60
    return "" if is_plain else entry.reason


def movement_words(block: StatementBlock) -> str:
    """The kind of a movement of hours, in words, with the reason of one that a person made."""
    return kind_words(block) + (f": {block.reason}" if block.reason else "")


def kind_words(block: StatementBlock) -> str:
    """The kind of a movement of hours, in words."""
    words = {
        "sold": _("block sold"),
        "renewed": _("block renewed by agreement"),
        "included": _("hours included in the fee"),
        "gift": _("hours given for free"),
        "adjusted": _adjusted_words(block),
        "credited": _("hours left, credited"),
        "forfeited": {
            LapseCause.CREDITED.value: _("hours left, credited"),
            LapseCause.GIVEN_UP.value: _("hours left, given up by agreement"),
        }.get(block.cause, _("expired unused")),
    }[block.kind]
    if block.taken_back or (block.minutes < 0 and block.kind != "adjusted"):
        return words + " " + _("[taken back]")
    return words + " " + _("[recorded late]") if block.correction else words


def _adjusted_words(block: StatementBlock) -> str:
    if block.cause == "rolled":
        return (
            _("hours carried over from an expired block")
            if block.minutes > 0
            else _("hours carried over into another block")
        )
    if block.cause == HoursChange.TRANSFERRED.value:
        sentence = _("hours from {account}") if block.minutes > 0 else _("hours to {account}")
        return sentence.format(account=block.other_account or block.other)
    return _("hours adjusted") if block.cause == HoursChange.ADJUSTED.value else _("overdraft written off")


def totals_of(view: StatementView) -> tuple[tuple[str, str], ...]:
    """The lines of the sum, from opening to closing; lines of 0 between them are left out."""
    apart = {
        cause: sum(b.minutes for b in view.blocks if b.cause == cause.value and b.kind == "forfeited")
        for cause in (LapseCause.CREDITED, LapseCause.GIVEN_UP)
    }
    written_off = sum(b.minutes for b in view.blocks if b.kind == "adjusted" and not b.cause)
    lines = [(_("Opening balance"), format_minutes(view.opening_minutes))]
    for label, minutes in (
        (_("Hours sold"), view.sold_minutes),
        (_("Hours renewed"), view.renewed_minutes),
        (_("Hours included in the fee"), view.included_minutes),
        (_("Overdraft written off"), written_off),
        (_("Hours adjusted"), view.adjusted_minutes - written_off),
        (_("Hours charged"), -view.charged_minutes),
        (_("Hours expired unused"), sum(apart.values()) - view.forfeited_minutes),
        (_("Hours credited"), -apart[LapseCause.CREDITED] - view.credited_minutes),
        (_("Hours given up"), -apart[LapseCause.GIVEN_UP]),
    ):
        if minutes:
            lines.append((label, ("+" if minutes > 0 else "") + format_minutes(minutes)))
    lines.append((_("Closing balance"), format_minutes(view.closing_minutes)))
    return tuple(lines)


def _notes(view: StatementView) -> tuple[str, ...]:
    notes = [_("Worked {worked} in all.").format(worked=format_seconds(view.worked_seconds))]
    notes += [
        _("{company}: worked {worked}, charged {charged}.").format(
            company=company.name,
            worked=format_seconds(company.worked_seconds),
            charged=format_minutes(company.charged_minutes),
        )
        for company in view.companies
    ]
    if view.billed_minutes:
        notes.append(
            _("{minutes} of the charged time are not taken from the hours.").format(
                minutes=format_minutes(view.billed_minutes)
            )
        )
    notes.append(_("Hours and minutes are written h:mm. Made on {day}.").format(day=_day(view.made_on)))
    notes.append(_("Digest of the journal: {digest}").format(digest=view.digest))
    return tuple(notes)
