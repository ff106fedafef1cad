"""`monteore daily`, `lock`, `verify` and `business`."""

from typing import TYPE_CHECKING

from cli import declared
from cli.clock import is_clock_right
from cli.file_types import INPUT, read_input
from cli.fiscal import firm_options, firm_texts, say_firm, warn_of
from cli.shell import Done, Shell, verb, writing_verb
from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.language.formats import money_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.business import Business
    from core.ledger.daily import DailyView


@declared.command()
@declared.option("--date", "date_", metavar="DATE", help=_("The day to run for; default: today."))
@declared.option("--yes", is_flag=True, help=_("Answer yes where the machine's clock is in doubt."))
@verb
def daily(shell: Shell, date_: str | None, yes: bool) -> None:
    """The daily run (from cron): forfeit or roll over expired hours, renew what that makes due."""
    from core.entryline.parse import parse_day

    business = shell.business()
    if not is_clock_right(shell, business, yes=yes):
        return
    shell.in_parts = True
    view = business.daily.run(parse_day(date_, today=business.today) if date_ else None)
    for sentence in _done_in_words(view):
        shell.say(sentence)
    if view.backup_trouble:
        shell.warn(_("no backup was made: {reason}").format(reason=view.backup_trouble))
    if view.is_elsewhere:
        shell.say(_("another session is making the daily run; nothing was done here"))
    elif not any((view.forfeited, view.rolled, view.renewals, view.messages, view.fees, view.included, view.charged)):
        shell.say(_("{day}: nothing was due").format(day=view.day.isoformat()))
    if shell.json:
        from cli.book_documents import DailyDocument

        shell.document(DailyDocument.of(view))


def _done_in_words(view: "DailyView") -> "Iterator[str]":
    """What a daily run did, a sentence each."""
    for sentence, moved in (
        (_("{code}: {hours} h of block {block_id} forfeited"), view.forfeited),
        (_("{code}: {hours} h of block {block_id} rolled over"), view.rolled),
        (_("{code}: renewed, block {block_id} of {hours} h"), view.renewals),
        (_("{code}: {hours} h included in the fee, block {block_id}"), view.included),
    ):
        for code, block_id, minutes in moved:
            yield sentence.format(code=code, block_id=block_id, hours=format_minutes(minutes))
    for code, line in view.fees:
        sentence = _("{code}: fee of {amount} to invoice, line {line_id}")
        if line.amount_minor < 0:
            sentence = _("{code}: {amount} of the fee are given back, line {line_id}")
        amount = money_text(abs(line.amount_minor), line.currency)
        yield sentence.format(code=code, amount=amount, line_id=line.line_id)
    for code, entries, minutes in view.charged:
        sentence = ngettext(
            "{code}: {count} entry that waited for an agreement is charged: {hours} h",
            "{code}: {count} entries that waited for an agreement are charged: {hours} h",
            entries,
        )
        yield sentence.format(code=code, count=entries, hours=format_minutes(minutes))
    if view.messages:
        yield ngettext(
            "{count} message to clients waits: monteore mail send",
            "{count} messages to clients wait: monteore mail send",
            view.messages,
        ).format(count=view.messages)
    if view.backup:
        yield _("backup made: {path}").format(path=view.backup)


def _locked(shell: Shell, locked: "date | None") -> None:
    shell.say(_("locked up to {day}").format(day=locked.isoformat()) if locked else _("no day is locked any more"))
    if shell.json:
        from cli.book_documents import LockDocument

        shell.document(LockDocument(lock_date=locked))


def _locked_again(shell: Shell, business: "Business", done: Done) -> None:
    from datetime import date

    from core.entryline.parse import parse_day

    found = done.id("lock.set", "lock.reopened")
    if not found:
        _locked(shell, parse_day(done.said["day"], today=business.today))
    else:
        _locked(shell, None if found == "None" else date.fromisoformat(found))


@declared.command()
@declared.argument("day", metavar="DATE|none")
@declared.option("--reopen", is_flag=True, help=_("Move the lock back to DATE; none lifts it. Needs --reason."))
@declared.option("--reason", metavar="T", default="", help=_("Why the books are opened again."))
@writing_verb(_locked_again)
def lock(shell: Shell, day: str, reopen: bool, reason: str) -> None:
    """Close the books: nothing dated on or before DATE can be posted or voided any more."""
    from core.basics.errors import Usage
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day

    if reason and not reopen:
        raise Usage(_("--reason goes with --reopen; a lock needs none"))
    is_none = day.casefold() == "none"
    if is_none and not reopen:
        raise Usage(_("none lifts the lock: add --reopen --reason TEXT"))
    business = shell.business()
    wanted = None if is_none else parse_day(day, today=business.today)
    if reopen:
        _locked(shell, business.lock.reopen(wanted, clean_text(reason)))
    else:
        _locked(shell, business.lock.set(parse_day(day, today=business.today)))


@declared.command()
@declared.option("--head", metavar="DIGEST", help=_("A digest printed earlier, which must be in the journal."))
@verb
def verify(shell: Shell, head: str | None) -> int:
    """Check the journal's chain and recompute every balance from it."""
    from cli.progress import bar
    from core.audit.advice import advised

    business = shell.business(read_only=True)
    with bar(_("checking")) as progress:
        view = business.verify(head, progress)
    if shell.json:
        from cli.book_documents import VerifyDocument

        shell.document(VerifyDocument.of(view))
    if view.rechained_at:
        shell.say(
            _("{head} is a digest of the chain before store rechain; the new chain begins with row {seq}").format(
                head=head, seq=view.rechained_at
            )
        )
    if view.ok:
        shell.say(_("{rows} rows, all fit; head {head}").format(rows=view.rows, head=view.head))
        return 0
    for problem in view.problems if not shell.json else view.problems[:1]:
        shell.warn(advised(problem, business.session.store.place))
    return 1


def _named(shell: Shell, business: "Business", _done: Done | None = None) -> None:
    from core.forms.firm import texts_of

    known, firm = business.settings.name, texts_of(business.settings.firm)
    shell.say(known or _("no name yet; give it: monteore business NAME"))
    shell.say("  " + _("Time zone: {zone}").format(zone=business.zone.key))
    say_firm(shell, business.settings.firm)
    picture = business.settings.logo
    if picture is not None:
        shell.say("  " + _("Logo: {kind}, {size} bytes").format(kind=picture.kind.upper(), size=len(picture.data)))
    if shell.json:
        from cli.book_documents import BusinessDocument

        shell.document(
            BusinessDocument(
                name=known, timezone=business.zone.key, fiscal=firm, logo=picture.kind if picture else None
            )
        )


@declared.command()
@declared.argument("name", metavar="[NAME]", required=False)
@declared.option(
    "--logo", type=INPUT, metavar="FILE", help=_("A PNG or SVG for statements and sheets, at most 200 kB; '' for none.")
)
@declared.option(
    "--statement-day",
    metavar="N",
    type=declared.IntRange(1, 28),
    help=_("The day of the month from which on the daily run gives statements out; default: 1."),
)
@declared.option(
    "--timezone",
    metavar="Europe/Rome",
    help=_("The time zone of its days, and the country of numbers without a country code."),
)
@firm_options
@writing_verb(_named)
def business(
    shell: Shell,
    name: str | None,
    logo: str | None,
    statement_day: int | None,
    timezone: str | None,
    **fiscal: str | None,
) -> None:
    """The business's own name, time zone, logo and fiscal data, as statements, sheets, mail and invoices show them."""
    from core.forms.firm import read_firm
    from core.forms.logo import read_logo
    from core.ledger.settings import SettingsChange

    texts = firm_texts(fiscal)
    picture = read_logo(logo, read_input) if logo else None
    said = (name, logo, statement_day, timezone)
    business = shell.business(read_only=all(each is None for each in said) and not texts)
    firm = read_firm(texts, business.settings.firm) if texts else None
    wanted = SettingsChange(name, firm, statement_day, timezone, picture, drops_logo=logo == "")
    if wanted != SettingsChange():
        business.settings.change(wanted)
    warn_of(shell, firm.card if firm else None)
    _named(shell, business)
