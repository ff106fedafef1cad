"""Views as text, and the answer of a posting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.language.labels import word_label
from core.model.calls import CallChangeRow
from core.model.terms import Kind
from core.model.work import Waits
from core.model.worktypes import typed_name
from core.queries.accounts import typed_for

if TYPE_CHECKING:
    from cli.shell import Shell
    from core.business import Business
    from core.model.accounts import AccountCard
    from core.model.terms import Terms
    from core.queries.views.balances import BalanceView, BlockView
    from core.queries.views.calls import CallView
    from core.queries.views.clients import ClientRow
    from core.queries.views.entries import EntryView
    from core.queries.views.postings import PostingView, RenewalView


def left_line(code: str, terms: Terms, remaining_minutes: int | None) -> str:
    """The hours left of a client, in words; `None`: it has no agreement."""
    if remaining_minutes is None:
        return _("{code} has no agreement yet; its work waits for one: monteore agreement set {code}").format(code=code)
    if terms.kind is Kind.BREAK_FIX and remaining_minutes:
        return _("{code} has {left} h left from before").format(code=code, left=format_minutes(remaining_minutes))
    if terms.kind is Kind.BREAK_FIX:
        return _("{code} pays by the hour").format(code=code)
    if terms.kind is Kind.MANAGED and not (remaining_minutes or terms.includes_hours):
        return _("{code} is on a managed agreement").format(code=code)
    return _("{code} has {left} h left").format(code=code, left=format_minutes(remaining_minutes))


def show_posting(shell: Shell, business: Business, view: PostingView) -> None:
    """Print the result of a posting, as text or as the JSON document."""
    entry = view.entry
    # What waits has no terms on its day; what is left is said by those of today.
    day = None if entry.waits else entry.work_date
    shell.say(posting_lines(view, business.queries.terms(entry.account.account_id, day)))
    for look in view.looks:
        shell.warn(_("look: the entry {look}").format(look=look))
    if entry.overdraft_minutes and business.queries.terms(entry.account.account_id).kind is not Kind.PREPAID:
        sentence = _(
            "{code} buys no blocks any more; say what becomes of these hours: "
            "monteore agreement set {code} --overdraft bill|write-off"
        )
        shell.warn(sentence.format(code=entry.account.address))
    balance = business.queries.balance(entry.account.account_id, pace=False)
    # Hours that are sold and wait for a payment would cover what is not covered.
    held: list[str] = []
    if entry.overdraft_minutes:
        from core.language.standing import held_words

        held = held_words(balance.held)
    for words in (*held, *unpaid_lines(balance)):
        shell.warn(f"{entry.account.address}: {words}")
    _document(shell, view)


def show_posted(shell: Shell, business: Business, entry_id: str) -> None:
    """Print an entry as it was printed when it was posted, but for what is left now."""
    show_posting(shell, business, business.entries.posted_view(entry_id, None))


def show_void(shell: Shell, business: Business, view: PostingView) -> None:
    """Print the result of a void, as text or as the JSON document."""
    account = view.entry.account
    terms = business.queries.terms(account.account_id)
    shell.say(void_lines(view, terms))
    uses_none = terms.kind is not Kind.PREPAID and not (terms.uses_hours_left or terms.includes_hours)
    if view.returned_minutes and view.remaining_minutes and uses_none:
        shell.warn(stranded_line(account, terms.kind, view.remaining_minutes))
    _document(shell, view)


def _document(shell: Shell, view: PostingView) -> None:
    """Print the JSON document of a posting or a void where one was asked for."""
    if shell.json:
        from cli.documents import PostingDocument

        shell.document(PostingDocument.of_posting(view))


def posting_lines(view: PostingView, terms: Terms) -> str:
    """The result of a posting."""
    entry = view.entry
    lines = []
    if view.existed:
        lines.append(_("this key was posted before; nothing was changed"))
    lines.append(
        _("{id}  {code}  {day}  {explanation}").format(
            id=entry.entry_id,
            code=typed_for(entry.client, entry.account),
            day=entry.work_date.isoformat(),
            explanation=entry.explanation,
        )
    )
    if entry.ticket or entry.note:
        lines.append("  " + " ".join(part for part in (f"#{entry.ticket}" if entry.ticket else "", entry.note) if part))
    if entry.overdraft_minutes:
        lines.append(
            "  "
            + _("{minutes} not covered yet: the next block settles it").format(
                minutes=format_minutes(entry.overdraft_minutes)
            )
        )
    if entry.billed_minutes:
        lines.append("  " + _("{minutes} to invoice apart").format(minutes=format_minutes(entry.billed_minutes)))
    lines += renewal_lines(view)
    lines.append("  " + left_line(entry.account.address, terms, view.remaining_minutes))
    return "\n".join(lines)


def renewal_lines(view: PostingView) -> list[str]:
    """The blocks that a posting added or voided, and why others stayed."""
    lines = [f"  {_renewed_line(renewal)}" for renewal in view.renewals]
    if view.pending_renewal:
        lines.append("  " + _("a renewal waits for the manager: monteore renewal list"))
    if view.voided_blocks:
        count = len(view.voided_blocks)
        lines.append(
            "  "
            + ngettext("{count} renewed block taken back", "{count} renewed blocks taken back", count).format(
                count=count
            )
        )
    lines += ["  " + warning for warning in view.warnings]
    return lines


def _renewed_line(renewal: RenewalView) -> str:
    from core.language.formats import money_text

    return _("renewed: block {block_id} of {hours} h, {price} to invoice").format(
        block_id=renewal.block_id,
        hours=format_minutes(renewal.minutes),
        price=money_text(renewal.price_minor, renewal.currency),
    )


def void_lines(view: PostingView, terms: Terms) -> str:
    """The result of a void."""
    entry = view.entry
    first = _("voided {id}").format(id=entry.entry_id)
    if view.returned_minutes:
        first = _("voided {id}: {minutes} back to {code}").format(
            id=entry.entry_id, minutes=format_minutes(view.returned_minutes), code=entry.account.address
        )
    return "\n".join(
        [first, *renewal_lines(view), "  " + left_line(entry.account.address, terms, view.remaining_minutes)]
    )


def stranded_line(account: AccountCard, kind: Kind, minutes: int) -> str:
    """The sentence that hours are left which the agreement does not use."""
    return _("{hours} h are left, which this agreement does not use; say what becomes of them: {verb}").format(
        hours=format_minutes(minutes),
        verb=f"monteore agreement move {account.address} --to {kind.value} --hours keep|credit|forfeit",
    )


def waits_line(waits: Waits) -> str:
    """The work that waits for an agreement, in words."""
    sentence = ngettext(
        "{minutes} waits for an agreement, {count} entry",
        "{minutes} waits for an agreement, {count} entries",
        waits.entries,
    )
    return sentence.format(minutes=format_minutes(waits.minutes), count=waits.entries)


def left_cell(row: ClientRow) -> str:
    """What is left for a client, in a table; `!` marks one under its threshold."""
    if not row.has_agreement:
        return ""
    return format_minutes(row.remaining_minutes) + ("!" if row.under_threshold else "")


def kind_cell(row: ClientRow) -> str:
    """The kind of a client's agreement, in a table, with the work that waits for one; an archived client says so."""
    kind = word_label(row.kind.value) if row.has_agreement else _("no agreement yet")
    if row.client.archived:
        kind = _("{kind}, archived").format(kind=kind)
    return kind + (
        _(", {minutes} waits").format(minutes=format_minutes(row.waits.minutes)) if row.waits.minutes else ""
    )


def balance_lines(view: BalanceView) -> str:
    """A client's balance with its blocks."""
    from core.language.standing import expired_words, held_words, later_words

    kind = word_label(view.kind.value) if view.has_agreement else _("no agreement yet")
    lines = [f"{view.account.address}  {view.account.title}  ({kind})"]
    if view.waits.entries:
        lines.append("  " + waits_line(view.waits))
    if view.counts_hours:
        left = _("remaining {left}").format(left=format_minutes(view.remaining_minutes))
        if view.threshold_minutes:
            left += "  " + _("threshold {threshold}").format(threshold=format_minutes(view.threshold_minutes))
        if view.under_threshold:
            left += "  " + _("UNDER THRESHOLD")
        lines.append("  " + left)
        lines += ["  " + words for words in expired_words(view.expired_days, date.isoformat)]
        lines += ["  " + words for words in later_words(view.later_days, date.isoformat)]
        lines += ["  " + words for words in held_words(view.held)]
    lines += [f"  {words}" for words in unpaid_lines(view)]
    if view.overdraft_minutes:
        lines.append("  " + _("overdraft {minutes}").format(minutes=format_minutes(view.overdraft_minutes)))
    if view.pending_minutes:
        lines.append("  " + _("running calls so far {minutes}").format(minutes=format_minutes(view.pending_minutes)))
    lines += ["  " + block_line(block) for block in view.blocks]
    if view.renewal_pending:
        lines.append("  " + _("a renewal waits for the manager: monteore renewal list"))
    return "\n".join(lines)


def unpaid_lines(view: BalanceView) -> list[str]:
    """What is overdue of an account, in words."""
    if not view.unpaid:
        return []
    from core.language.standing import unpaid_words

    return [unpaid_words(each.amount_minor, each.currency, each.due_on, date.isoformat) for each in view.unpaid]


def block_line(block: BlockView) -> str:
    """One block in one line."""
    until = _("no expiry")
    if block.expires_on:
        until = (_("expired {day}") if block.expired else _("until {day}")).format(day=block.expires_on.isoformat())
    return _("{id}  {left} of {size}  {until}  {origin} {sold}  {billing}").format(
        id=block.block_id,
        left=format_minutes(block.remaining_minutes),
        size=format_minutes(block.size_minutes),
        until=until,
        origin=word_label(block.origin.value),
        sold=block.sold_on.isoformat(),
        billing=_("voided") if block.voided else word_label(block.billing),
    )


def entry_row(view: EntryView, zone: ZoneInfo) -> tuple[str, ...]:
    """An entry as a table row; its start, where it has one, in a time zone."""
    return (
        view.entry_id,
        view.work_date.isoformat(),
        f"{view.started_at.astimezone(zone):%H:%M}" if view.started_at else "",
        typed_for(view.client, view.account),
        format_minutes(view.charged_minutes),
        typed_name(view.work_type),
        f"#{view.ticket}" if view.ticket else "",
        view.technician,
        (_("[voided]") + " " if view.voided else "") + view.note,
    )


def call_line(view: CallView) -> str:
    """A live call in one line."""
    from core.basics.durations import clock_face

    states = {"running": _("RUNNING"), "on-hold": _("ON HOLD")}
    state, time = states[view.state.value], clock_face(view.elapsed_seconds)
    line = f"{state}  {time}  {typed_for(view.client, view.account)}  {view.client.name}  {view.technician}"
    # Its clock goes on, what will be charged does not.
    return f"{line}  " + _("its wrap-up waits") if view.is_stopping else line


def change_line(business: Business, row: CallChangeRow) -> str:
    """One change of a call's history in one line."""
    from core.basics.durations import format_seconds
    from core.journal.codec import instant_from

    def shown(value: str) -> str:
        if row.change.what in ("client", "split"):
            return business.queries.client(value).code
        if row.change.what == "length":
            return format_seconds(int(value))
        return instant_from(value).astimezone(business.session.zone).strftime("%Y-%m-%d %H:%M")

    what = {
        "client": _("client"),
        "start": _("start"),
        "end": _("end"),
        "length": _("length"),
        "split": _("split in two"),
    }[row.change.what]
    when = row.changed_at.astimezone(business.session.zone).strftime("%Y-%m-%d %H:%M")
    return f"{when}  {row.technician}  {what}: {shown(row.change.before)} → {shown(row.change.after)}"
