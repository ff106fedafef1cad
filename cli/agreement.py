"""`monteore agreement`: the terms in force for a client from a date on."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.sheets import force_option, output_option
from cli.shell import Done, Shell, verb, writing_verb
from cli.terms import advice, change_of, term_options
from cli.writing import stranded_line
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.basics.identity import Right
from core.language.labels import word_label
from core.model.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.business import Business
    from core.ledger.agreements import VersionView
    from core.ledger.moves import MoveView
    from core.model.accounts import AccountCard
    from core.model.terms import Agreement, Terms
    from core.model.work import Waits
    from core.rules.moving import Overdraft

_OVERDRAFT = declared.option(
    "--overdraft",
    type=declared.Choice(["bill", "write-off"]),
    help=_("What becomes of minutes that no block covers, when a client leaves prepaid hours."),
)


@declared.group()
def agreement() -> None:
    """Agreements: set, move, withdraw, show."""


def _version_again(business: "Business", done: Done) -> "tuple[AccountCard, Terms, Agreement]":
    """The account, the terms before, and the version that the change made."""
    found = business.queries.resolve_account(done.said["who"], archived=True).account
    versions = business.queries.agreements(found.account_id)
    wanted = done.id("agreement.set")
    place = next((n for n, each in enumerate(versions) if each.agreement_id == wanted), len(versions) - 1)
    return found, versions[max(0, place - 1)].terms, versions[place]


def _set_again(shell: Shell, business: "Business", done: Done) -> None:
    found, before, version = _version_again(business, done)
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    kind = word_label(version.terms.kind.value)
    shell.say(_("{code}: {kind} agreement in force from {since}").format(code=found.address, kind=kind, since=since))
    if shell.json:
        from cli.client_documents import SetAgreementDocument
        from core.forms.agreement_changes import differences

        changes = [str(each) for each in differences(before, version.terms)]
        shell.document(
            SetAgreementDocument.of_set(
                found, version, changes, written=True, charged=None, waits=business.queries.waits(found.account_id)
            )
        )


@agreement.command("set")
@declared.argument("who", metavar="CLIENT")
@declared.option("--kind", type=declared.Choice([kind.value for kind in Kind]))
@term_options
@_OVERDRAFT
@declared.option("--anew", is_flag=True, help=_("State it whole: what is not said is the default again."))
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@writing_verb(_set_again)
def set_(
    shell: Shell, who: str, from_: str | None, overdraft: str | None, anew: bool, yes: bool, **options: object
) -> None:
    """Put terms in force. What is not said stays as it was agreed; nothing is sold by this."""
    from core.entryline.parse import parse_day
    from core.ledger.recharge import kept_in_words, left_in_words

    business = shell.business(right=Right.MANAGE)
    said = change_of(options, business.price_list.price_of)
    found = business.queries.resolve_account(who).account
    start = parse_day(from_, today=business.queries.today(found.account_id)) if from_ else None

    def change(before: "Terms") -> "Terms":
        return said(business.agreements.new_terms() if anew else before)

    settled = _overdraft(overdraft)
    view = business.agreements.preview(found.account_id, change, start, overdraft=settled)
    kept = kept_in_words(view.kept_entries)
    if view.has_work:
        question, details, asks = _question_of(found, view, settled, business.queries.today(found.account_id))
        details += [f"! {sentence}" for sentence in (*view.charged.doubts, *kept)]
        if asks and not shell.ask(question.format(code=found.address), yes=yes, details=details):
            return
        sure = bool(view.charged.doubts or view.recharged.entries)
        view = business.agreements.put(found.account_id, change, start, overdraft=settled, sure=sure)
    _tell_set(shell, found, view, settled)
    for sentence in left_in_words(view.recharged, _same_day_again(found, start)):
        shell.warn(sentence)
    for sentence in (*kept, *advice(view.version.terms)):
        shell.warn(sentence)
    if view.is_change and view.stranded_minutes:
        shell.warn(stranded_line(found, view.version.terms.kind, view.stranded_minutes))
    if shell.json:
        from cli.client_documents import SetAgreementDocument
        from core.forms.agreement_changes import differences

        before = view.before or view.version.terms
        shell.document(
            SetAgreementDocument.of_set(
                found,
                view.version,
                [str(each) for each in differences(before, view.version.terms)],
                written=view.is_change,
                charged=view.charged,
                waits=view.charged.rest,
                recharged=view.recharged,
            )
        )


def _question_of(
    account: "AccountCard", view: "VersionView", overdraft: "Overdraft | None", today: "date"
) -> tuple[str, list[str], bool]:
    """What to ask before an agreement is set, with its details, and whether a person has to be asked at all."""
    from core.ledger.recharge import recharged_in_words
    from core.ledger.waiting import charged_in_words

    details, has_doubt = list[str](), bool(view.charged.doubts)
    question = _("Charge the work of {code} that waited?")
    if view.is_change:
        details, is_doubtful = _details(account, view.before, view.version, view.undone_by, today)
        has_doubt = has_doubt or is_doubtful
        question = _("Put this agreement of {code} in force?") if view.is_first else _("Change it for {code}?")
    elif view.settled_minutes:
        question = _("Settle the hours of {code} that no block covers?")
        details.append("  " + _settled_words(view.settled_minutes, overdraft))
    elif view.recharged.entries:
        question = _("Charge the work of {code} by the terms of its day?")
    details += [f"  {each}" for each in (*charged_in_words(view.charged), *recharged_in_words(view.recharged))]
    return question, details, has_doubt or not view.is_first


def _tell_set(shell: Shell, account: "AccountCard", view: "VersionView", overdraft: "Overdraft | None") -> None:
    """Say what setting an agreement did."""
    from core.ledger.recharge import recharged_in_words
    from core.ledger.waiting import charged_in_words

    version = view.version
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    kind = word_label(version.terms.kind.value)
    if view.is_change:
        shell.say(
            _("{code}: {kind} agreement in force from {since}").format(code=account.address, kind=kind, since=since)
        )
    elif view.settled_minutes:
        shell.say(f"{account.address}: {_settled_words(view.settled_minutes, overdraft)}")
    elif not (view.charged.entries or view.recharged.entries):
        shell.say(
            _("nothing differs from the {kind} agreement of {code} in force from {since}; nothing was written").format(
                code=account.address, kind=kind, since=since
            )
        )
    for sentence in (*charged_in_words(view.charged), *recharged_in_words(view.recharged)):
        shell.say("  " + sentence)


def _settled_words(minutes: int, overdraft: "Overdraft | None") -> str:
    hours = format_minutes(minutes)
    if overdraft is not None and overdraft.value == "bill":
        return _("{hours} h that no block covered go to the invoice").format(hours=hours)
    return _("{hours} h that no block covered are written off").format(hours=hours)


def _same_day_again(account: "AccountCard", start: "date | None") -> str:
    """The command that charges by its terms what an earlier change left."""
    return f"monteore agreement set {account.address}" + (f" --from {start.isoformat()}" if start else "")


def _overdraft(word: str | None) -> "Overdraft | None":
    from core.rules.moving import Overdraft

    return Overdraft(word) if word else None


def _details(
    account: "AccountCard",
    before: "Terms | None",
    version: "Agreement",
    undone_by: "Agreement | None",
    today: "date",
) -> tuple[list[str], bool]:
    """What a person should read before a change, a line each, and whether any of it is a doubt."""
    from core.forms.agreement_changes import differences, doubts, undone_in_words
    from core.forms.agreement_words import terms_in_words
    from core.model.terms import Terms

    changed = terms_in_words(version.terms) if before is None else differences(before, version.terms)
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    lines = [_("{code}, from {day}:").format(code=account.address, day=since), *(f"  {each}" for each in changed)]
    found = [doubt.sentence for doubt in doubts(before or Terms(), version.terms)]
    if undone_by is not None:
        undone, step = undone_in_words(account.address, before or Terms(), version.terms, undone_by, today)
        lines += [f"! {undone}: monteore {step}"] if undone else []
    return [*lines, *(f"! {sentence}" for sentence in found)], bool(found)


def _moved_again(shell: Shell, business: "Business", done: Done) -> None:
    from core.forms.agreement_changes import differences

    found, before, version = _version_again(business, done)
    since = version.from_date or business.queries.today(found.account_id)
    changes = [str(each) for each in differences(before, version.terms)]
    lines = business.queries.lines_by_id(done.ids("line.added"))
    shell.say(_("{code}, from {day}:").format(code=found.address, day=since.isoformat()))
    for sentence in changes:
        shell.say(f"  {sentence}")
    shell.say(_("moved"))
    if shell.json:
        credits = [(line.currency, -line.amount_minor) for line in lines]
        waits = business.queries.waits(found.account_id)
        _print_moved(found, before, version, since, done.said["hours"], credits, waits)


def _print_moved(
    account: "AccountCard",
    before: "Terms",
    version: "Agreement",
    start: "date",
    hours: str,
    credits: "Sequence[tuple[str, int]]",
    waits: "Waits",
    view: "MoveView | None" = None,
    *,
    is_done: bool = True,
) -> None:
    """Print the document of a move. Without a `view` it is of one made earlier, of which the store does not keep all."""
    import json

    from core.basics.money import format_money
    from core.forms.agreement_changes import differences

    document = {
        "client": account.client.code,
        "account": account.address,
        "kind": version.terms.kind.value,
        "from_date": start.isoformat(),
        "changes": [str(each) for each in differences(before, version.terms)],
        "left_minutes": view.left_minutes if view else None,
        "hours": hours,
        "credits": [{"amount": format_money(minor, code), "currency": code} for code, minor in credits],
        "moved": is_done,
        "charged_entries": view.charged.entries if view else None,
        "recharged_entries": len(view.recharged.entries) if view else None,
        "charged_minutes": view.charged.minutes if view else None,
        "waiting_entries": waits.entries,
        "waiting_minutes": waits.minutes,
    }
    click.echo(json.dumps(document))


@agreement.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--to", "kind", type=declared.Choice([kind.value for kind in Kind]), required=True)
@term_options
@declared.option("--hours", type=declared.Choice(["keep", "credit", "forfeit"]), default="keep", show_default=True)
@declared.option("--consent", default="", metavar="TEXT", help=_("Who agreed to give hours up, and when."))
@_OVERDRAFT
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@declared.option("--dry-run", is_flag=True, help=_("Show what would change, and change nothing."))
@writing_verb(_moved_again)
def move(
    shell: Shell,
    who: str,
    from_: str | None,
    hours: str,
    consent: str,
    overdraft: str | None,
    yes: bool,
    dry_run: bool,
    **options: object,
) -> None:
    """Move a client to another kind of agreement, and say what becomes of the hours left. What is not said stays."""
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day
    from core.ledger.moves import hours_in_words
    from core.ledger.recharge import left_in_words, recharged_in_words
    from core.ledger.waiting import charged_in_words
    from core.model.terms import Agreement
    from core.rules.moving import HoursLeft

    business = shell.business(read_only=dry_run, right=None if dry_run else Right.MANAGE)
    change = change_of(options, business.price_list.price_of)
    found = business.queries.resolve_account(who).account
    start = parse_day(from_, today=business.queries.today(found.account_id)) if from_ else None
    left, settled, who_agreed = HoursLeft(hours), _overdraft(overdraft), clean_text(consent)
    view = business.moves.preview(found.account_id, change, start, hours=left, consent=who_agreed, overdraft=settled)
    version = Agreement("", found.client.client_id, view.start, view.after)
    details, _has_doubt = _details(
        found, view.before, version, view.undone_by, business.queries.today(found.account_id)
    )
    if view.left_minutes:
        details.append("  " + hours_in_words(view))
    details += [f"  {each}" for each in (*charged_in_words(view.charged), *recharged_in_words(view.recharged))]
    details += [f"! {doubt}" for doubt in view.charged.doubts]
    is_done = False
    if dry_run:
        for line in details:
            shell.say(line)
    elif shell.ask(_("Move {code}?").format(code=found.address), yes=yes, details=details):
        sure = bool(view.charged.doubts or view.recharged.entries)
        view = business.moves.move(
            found.account_id, change, start, hours=left, consent=who_agreed, overdraft=settled, sure=sure
        )
        is_done = True
        shell.say(_("moved"))
    for sentence in (*left_in_words(view.recharged, _same_day_again(found, start)), *advice(view.after)):
        shell.warn(sentence)
    if shell.json:
        waits = view.charged.rest
        _print_moved(
            found, view.before, version, view.start, view.hours.value, view.credits, waits, view, is_done=is_done
        )


def _withdrawn_again(shell: Shell, business: "Business", done: Done) -> None:
    from core.entryline.parse import parse_day

    found = business.queries.resolve_account(done.said["who"], archived=True).account
    _tell_withdrawn(
        shell, business, found, parse_day(done.said["from_"], today=business.queries.today(found.account_id))
    )


@agreement.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--from", "from_", metavar="DATE", required=True)
@writing_verb(_withdrawn_again)
def withdraw(shell: Shell, who: str, from_: str) -> None:
    """Withdraw the version that is planned from a later day on; what is in force until then goes on."""
    from core.entryline.parse import parse_day

    business = shell.business()
    found = business.queries.resolve_account(who).account
    day = parse_day(from_, today=business.queries.today(found.account_id))
    business.agreements.withdraw(found.account_id, day)
    _tell_withdrawn(shell, business, found, day)


def _tell_withdrawn(shell: Shell, business: "Business", found: "AccountCard", day: "date") -> None:
    kind = word_label(business.queries.terms(found.account_id, day).kind.value)
    shell.say(
        _("{code}: withdrawn what was planned from {day}; the {kind} agreement before it goes on").format(
            code=found.address, day=day.isoformat(), kind=kind
        )
    )
    if shell.json:
        from cli.client_documents import AgreementDocument, AgreementsDocument

        versions = business.queries.agreements(found.account_id)
        shell.document(AgreementsDocument(agreements=[AgreementDocument.of(found, version) for version in versions]))


@agreement.command()
@declared.argument("who", metavar="CLIENT")
@verb
def show(shell: Shell, who: str) -> None:
    """Every version of a client's agreement, the last recorded at the end."""
    from core.forms.agreement_words import terms_in_words
    from core.model.terms import replaced_by

    business = shell.business(read_only=True)
    found = business.queries.resolve_account(who, archived=True).account
    versions = business.queries.agreements(found.account_id)
    if shell.json:
        from cli.client_documents import AgreementDocument, AgreementsDocument

        shell.document(AgreementsDocument(agreements=[AgreementDocument.of(found, version) for version in versions]))
        return
    if not versions:
        shell.say(_("{code} has no agreement; set one: monteore agreement set {code}").format(code=found.address))
    for version in versions:
        since = version.from_date.isoformat() if version.from_date else _("the beginning")
        said = _("from {since}: {kind}").format(since=since, kind=word_label(version.terms.kind.value))
        if replaced_by(versions, version) is not None:
            said += "  " + _("(replaced: another was recorded for that day later)")
        shell.say(said)
        for sentence in terms_in_words(version.terms):
            shell.say(f"  {sentence}")


@agreement.command()
@declared.argument("who", metavar="CLIENT")
@output_option
@force_option
@declared.option("--from", "from_", metavar="DATE", help=_("The version in force on a day; default: today's."))
@verb
def sheet(shell: Shell, who: str, output: str, force: bool, from_: str | None) -> None:
    """Write the terms as a PDF to sign: the sentences of the agreement, its price, its renewal."""
    from cli.sheets import sender_of, write_sheet
    from core.basics.errors import Refused
    from core.documents.terms_sheet import terms_sheet
    from core.entryline.parse import parse_day
    from core.model.terms import agreement_on

    business = shell.business(read_only=True)
    queries = business.queries
    account = queries.resolve_account(who, archived=True).account
    today = queries.today(account.account_id)
    day = parse_day(from_, today=today) if from_ else today
    version = agreement_on(queries.agreements(account.account_id), day)
    if version is None:
        raise Refused(
            _("{code} has no agreement on {day}; set one: monteore agreement set {code}").format(
                code=account.address, day=day.isoformat()
            )
        )
    card = queries.fiscal_card(account.client.client_id)
    write_sheet(shell, terms_sheet(account, version, card, sender_of(business), today), output, force=force)
