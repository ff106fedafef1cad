"""The texts of messages, in the recipient's language. Plain text, which every mail program shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from core.basics.dataclass import dataclass, field
from core.basics.durations import format_minutes, format_seconds
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.documents.content import totals_of
from core.journal.events import BlockAdded, EntryPosted
from core.language.formats import DateStyle, date_text, money_text, month_text
from core.language.standing import expired_words, held_words, later_words
from core.ledger.statement_views import StatementView
from core.model.terms import ExpiryMode, Kind, RenewalMode, Serves, Terms
from core.model.worktypes import label_of
from core.queries.views.entries import EntryView
from core.rules.charge import explain
from core.rules.notices import Notice, NoticeKind

_MOST_ENTRIES = 30
_MOST_PROPOSALS = 5
W = TypeVar("W", EntryPosted, EntryView)


@dataclass(frozen=True)
class Letter:
    """A subject of one line, and a body of lines."""

    subject: str
    body: str


@dataclass(frozen=True)
class Occasion:
    """What a letter needs besides its notice. `moment` is in the client's time zone; `proposals` are (title, estimate)."""

    business: str
    terms: Terms
    remaining_minutes: int
    moment: datetime
    has_agreement: bool = True
    charged: tuple[EntryView, ...] = ()
    """The entries that waited for an agreement and are charged now."""
    voided: tuple[EntryView, ...] = ()
    replaced: Mapping[str, int] = field(default_factory=dict)
    """The charged minutes of the entries of this client that the new ones replace, by entry id."""
    statement: StatementView | None = None
    proposals: tuple[tuple[str, int], ...] = ()
    expired_days: tuple[tuple[date, int], ...] = ()
    """Expired minutes that are not forfeited yet, by the last day of their block."""
    later_days: tuple[tuple[date, int], ...] = ()
    """Minutes that wait for a day, by that day."""
    held: tuple[tuple[Serves, int], ...] = ()
    """Minutes that wait for an invoice or a payment."""
    account: str = ""
    """The account that the letter is about; empty for the client's own one without a name."""

    @property
    def is_prepaid(self) -> bool:
        """Whether the client has prepaid hours to report."""
        held = self.remaining_minutes or self.expired_days or self.later_days or self.held
        return self.has_agreement and (self.terms.kind is Kind.PREPAID or bool(held))


def write_letter(notice: Notice, occasion: Occasion) -> Letter:
    """The letter of a notice, in the language in use."""
    writer = {
        NoticeKind.BALANCE: _balance,
        NoticeKind.THRESHOLD: _threshold,
        NoticeKind.RENEWAL: _renewal,
        NoticeKind.RENEWAL_VOIDED: _renewal_voided,
        NoticeKind.EXPIRY: _expiry,
        NoticeKind.STATEMENT: _statement,
    }[notice.kind]
    subject, paragraphs = writer(notice, occasion)
    about = [_("Account: {account}").format(account=clean_text(occasion.account))] if occasion.account else []
    parts = [_("Good day,"), *about, *("\n".join(paragraph) for paragraph in paragraphs if paragraph)]
    if occasion.business:
        parts.append(f"-- \n{clean_text(occasion.business)}")
    return Letter(clean_text(subject), "\n\n".join(parts) + "\n")


Text = tuple[str, list[list[str]]]


def _balance(notice: Notice, occasion: Occasion) -> Text:
    minutes = sum(entry.charge.minutes for entry in notice.entries)
    charged = format_minutes(minutes + sum(entry.charged_minutes for entry in occasion.charged))
    if not notice.entries and not occasion.charged:
        subject = _("Support: work taken back")
    else:
        subject = _("Support: {charged} h charged").format(charged=charged)
    if occasion.is_prepaid:
        subject += _(", {left} h left").format(left=format_minutes(occasion.remaining_minutes))
    paragraphs = []
    if notice.entries:
        paragraphs.append([ngettext("we did this for you:", "we did these for you:", len(notice.entries))])
        paragraphs += _listed(notice.entries, lambda entry: _cost(entry, occasion.replaced))
    if occasion.charged:
        paragraphs.append([_("this work was done before the agreement was recorded, and is charged now:")])
        paragraphs += _listed(occasion.charged, _cost_now)
    if occasion.voided:
        paragraphs.append([_("we took this back, and its minutes are yours again:")])
        paragraphs += _listed(occasion.voided, _cost_before)
    if notice.blocks:
        paragraphs.append([_("As agreed, hours were added:"), *_added(notice.blocks)])
    return subject, [*paragraphs, _left(occasion)]


def _threshold(notice: Notice, occasion: Occasion) -> Text:
    lowest = format_minutes(notice.thresholds[-1])
    paragraphs = [
        [
            _("fewer than {thresholds} h of support are left.").format(
                thresholds=_(" and ").join(format_minutes(line) for line in notice.thresholds)
            )
        ],
        _left(occasion),
    ]
    terms = occasion.terms
    if terms.renewal is RenewalMode.AUTO and terms.block_minutes and terms.threshold_minutes:
        paragraphs.append(
            [
                _(
                    "As agreed, a block of {size} h is added and invoiced when fewer than {threshold} h are left."
                ).format(size=format_minutes(terms.block_minutes), threshold=format_minutes(terms.threshold_minutes))
            ]
        )
    return _("Support: fewer than {threshold} h left").format(threshold=lowest), paragraphs


def _renewal(notice: Notice, occasion: Occasion) -> Text:
    added = format_minutes(sum(block.size_minutes for block in notice.blocks))
    lost = [_("{minutes} h expired unused.").format(minutes=format_minutes(notice.minutes))] if notice.minutes else []
    paragraphs = [
        [_("your prepaid hours were renewed, as agreed:"), *_added(notice.blocks)],
        [_("The invoice follows.")],
        [*lost, *_left(occasion)],
    ]
    return _("Support: {added} h added").format(added=added), paragraphs


def _renewal_voided(notice: Notice, occasion: Occasion) -> Text:
    taken = format_minutes(sum(block.minutes for block in notice.voided_blocks))
    paragraphs = [
        [
            _("the {taken} h that were added to your prepaid hours are taken back with the work that had used up the rest.")
            .format(taken=taken),
            _("They are not invoiced."),
        ],
        _left(occasion),
    ]  # fmt: skip
    return _("Support: {taken} h taken back, nothing to pay").format(taken=taken), paragraphs


def _expiry(notice: Notice, occasion: Occasion) -> Text:
    assert notice.expires_on is not None
    day = date_text(notice.expires_on, DateStyle.LONG)
    minutes = format_minutes(notice.minutes)
    days = (notice.expires_on - occasion.moment.date()).days
    when = _("today") if days == 0 else ngettext("in {days} day", "in {days} days", days).format(days=days)
    paragraphs = [
        [
            _("{minutes} h of your prepaid hours serve work up to and including {day} ({when}).").format(
                minutes=minutes, day=day, when=when
            )
        ]
    ]
    if occasion.terms.expiry is ExpiryMode.ROLL_OVER:
        paragraphs.append([_("What is left of them then is carried into the next block, as agreed.")])
    if occasion.proposals:
        paragraphs.append(
            [
                _("We suggest to use them for:"),
                *(
                    f"  - {clean_text(title)} ({_('about {hours} h').format(hours=format_minutes(estimate))})"
                    for title, estimate in occasion.proposals[:_MOST_PROPOSALS]
                ),
            ]
        )
    return _("Support: {minutes} h expire on {day}").format(minutes=minutes, day=day), [*paragraphs, _left(occasion)]


def _statement(notice: Notice, occasion: Occasion) -> Text:
    view = occasion.statement
    assert view is not None
    month = month_text(notice.month)
    figures = totals_of(view)
    widest = max(len(name) for name, _minutes in figures)
    paragraphs = [[_("attached is the statement of your hours of {month}.").format(month=month)]]
    if occasion.is_prepaid:
        paragraphs.append([f"  {name:<{widest}}  {minutes:>8}" for name, minutes in figures])
    return _("Statement of hours, {month}").format(month=month), paragraphs


def _listed(entries: Sequence[W], cost: Callable[[W], str]) -> list[list[str]]:
    """A paragraph for each entry, up to a limit."""
    rest = len(entries) - _MOST_ENTRIES
    more = ["  " + ngettext("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else []
    return [*([*_work(entry), "  " + cost(entry)] for entry in entries[:_MOST_ENTRIES]), more]


def _work(entry: EntryPosted | EntryView) -> Iterator[str]:
    about = [date_text(entry.work_date, DateStyle.LONG), clean_text(entry.technician), label_of(entry.work_type)]
    if entry.ticket:
        about.append(_("ticket #{ticket}").format(ticket=clean_text(entry.ticket)))
    yield "  " + ", ".join(about)
    if entry.note:
        yield "  " + clean_text(entry.note)


def _cost(entry: EntryPosted, replaced: Mapping[str, int]) -> str:
    before = replaced.get(entry.replaces or "")
    if before is None:
        return _cost_now(entry)
    told = _("replaces the {minutes} we told you").format(minutes=format_minutes(before))
    return f"{_cost_now(entry)}; {told}"


def _cost_now(entry: EntryPosted | EntryView) -> str:
    charged = format_minutes(entry.charge.minutes)
    cost = _("worked {worked}, charged {charged}").format(worked=format_seconds(entry.worked_seconds), charged=charged)
    why = explain(entry.charge)
    return cost if why == charged else f"{cost} ({why})"


def _cost_before(entry: EntryView) -> str:
    return _("charged {charged} before, now nothing").format(charged=format_minutes(entry.charged_minutes))


def _added(blocks: Iterable[BlockAdded]) -> Sequence[str]:
    lines = []
    for block in blocks:
        line = f"  - {format_minutes(block.size_minutes)} h, {money_text(block.price_minor, block.currency)}"
        if block.expires_on:
            line += ", " + _("usable until {day}").format(day=date_text(block.expires_on, DateStyle.LONG))
        lines.append(line)
    return lines


def _left(occasion: Occasion) -> list[str]:
    if not occasion.is_prepaid:
        return []
    at = f"{date_text(occasion.moment.date(), DateStyle.LONG)}, {occasion.moment:%H:%M}"
    left = occasion.remaining_minutes
    if left < 0:
        told = _("Hours used beyond the prepaid ones: {over} (at {at})").format(over=format_minutes(-left), at=at)
    else:
        told = _("Hours left: {left} (at {at})").format(left=format_minutes(left), at=at)
    return [
        told,
        *expired_words(occasion.expired_days, _long_day),
        *(words[:1].upper() + words[1:] for words in later_words(occasion.later_days, _long_day)),
        *(words[:1].upper() + words[1:] for words in held_words(occasion.held)),
    ]


def _long_day(day: date) -> str:
    return date_text(day, DateStyle.LONG)
