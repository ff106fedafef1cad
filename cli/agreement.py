"""`monteore agreement`: the terms in force for a client from a date on."""

from typing import TYPE_CHECKING

import click

from cli.shell import Done, Shell, verb, writing_verb
from cli.terms import advice, read_terms, said_options, term_options, terms_over
from core.basics.i18n import _
from core.language.labels import word_label
from core.model.terms import Kind

if TYPE_CHECKING:
    from core.business import Business


@click.group()
def agreement() -> None:
    """Agreements: set, move, show."""


def _set_again(shell: Shell, business: "Business", done: Done) -> None:
    found = business.queries.resolve_client(done.said["who"], archived=True)
    versions = business.queries.agreements(found.client_id)
    wanted = done.id("agreement.set")
    version = next((each for each in versions if each.agreement_id == wanted), versions[-1])
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    shell.say(
        _("{code}: {kind} agreement in force from {since}").format(
            code=found.code, kind=word_label(version.terms.kind.value), since=since
        )
    )
    if shell.json:
        from cli.documents import AgreementDocument

        shell.document(AgreementDocument.of(found, version))


@agreement.command("set")
@click.argument("who", metavar="CLIENT")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default="prepaid", show_default=True)
@term_options
@writing_verb(_set_again)
def set_(shell: Shell, who: str, from_: str | None, **options: object) -> None:
    """Put terms in force. What is not said is the default; nothing is sold by this."""
    from core.entryline.parse import parse_day

    terms = read_terms(options)
    business = shell.business()
    found = business.queries.resolve_client(who)
    start = parse_day(from_, today=business.today) if from_ else None
    stranded = business.moves.stranded_minutes(found.client_id, terms, start)
    version = business.agreements.set(found.client_id, terms, start)
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    shell.say(
        _("{code}: {kind} agreement in force from {since}").format(
            code=found.code, kind=word_label(terms.kind.value), since=since
        )
    )
    for sentence in advice(terms):
        shell.warn(sentence)
    if stranded:
        from core.basics.durations import format_minutes

        shell.warn(
            _("{hours} h are left, which this agreement does not use; say what becomes of them: {verb}").format(
                hours=format_minutes(stranded),
                verb=f"monteore agreement move {found.code} --to {terms.kind.value} --hours keep|credit|forfeit",
            )
        )
    if shell.json:
        from cli.documents import AgreementDocument

        shell.document(AgreementDocument.of(found, version))


def _moved_again(shell: Shell, business: "Business", done: Done) -> None:
    import json

    from core.basics.money import format_money
    from core.forms.agreement_words import changes_in_words
    from core.model.terms import Terms

    found = business.queries.client(done.id("client"))
    versions = business.queries.agreements(found.client_id)
    wanted = done.id("agreement.set")
    place = next((n for n, each in enumerate(versions) if each.agreement_id == wanted), len(versions) - 1)
    since = versions[place].from_date or business.today
    changes = changes_in_words(versions[place - 1].terms if place else Terms(), versions[place].terms)
    lines = business.queries.lines_by_id(done.ids("line.added"))
    shell.say(_("{code}, from {day}:").format(code=found.code, day=since.isoformat()))
    for sentence in changes:
        shell.say(f"  {sentence}")
    shell.say(_("moved"))
    if shell.json:
        document = {
            "client": found.code,
            "kind": versions[place].terms.kind.value,
            "from_date": since.isoformat(),
            "changes": changes,
            "left_minutes": None,
            "hours": done.said["hours"],
            "credits": [
                {"amount": format_money(-line.amount_minor, line.currency), "currency": line.currency} for line in lines
            ],
            "moved": True,
        }
        click.echo(json.dumps(document))


@agreement.command()
@click.argument("who", metavar="CLIENT")
@click.option("--to", "kind", type=click.Choice([kind.value for kind in Kind]), required=True)
@term_options
@click.option("--hours", type=click.Choice(["keep", "credit", "forfeit"]), default="keep", show_default=True)
@click.option("--consent", default="", metavar="TEXT", help=_("Who agreed to give hours up, and when."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--dry-run", is_flag=True, help=_("Show what would change, and change nothing."))
@writing_verb(_moved_again)
def move(
    shell: Shell, who: str, from_: str | None, hours: str, consent: str, yes: bool, dry_run: bool, **options: object
) -> None:
    """Move a client to another kind of agreement, and say what becomes of the hours left. What is not said stays."""
    import json

    from cli.shell import is_interactive
    from core.basics.errors import Refused
    from core.basics.money import format_money
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day
    from core.forms.agreement_words import changes_in_words
    from core.ledger.moves import hours_in_words
    from core.rules.moving import HoursLeft

    business = shell.business(read_only=dry_run)
    found = business.queries.resolve_client(who)
    start = parse_day(from_, today=business.today) if from_ else None
    terms = terms_over(
        business.queries.terms(found.client_id, start), options, said_options(click.get_current_context())
    )
    wish = {"hours": HoursLeft(hours), "consent": clean_text(consent)}
    view = business.moves.preview(found.client_id, terms, start, **wish)  # type: ignore[arg-type]
    shell.say(_("{code}, from {day}:").format(code=found.code, day=view.start.isoformat()))
    changes = changes_in_words(view.before, view.after)
    for sentence in changes:
        shell.say(f"  {sentence}")
    if view.left_minutes:
        shell.say("  " + hours_in_words(view))
    for sentence in advice(terms):
        shell.warn(sentence)
    is_done = False
    if not dry_run:
        if not yes and not is_interactive():
            raise Refused(_("nothing was changed; add --yes to move {code}").format(code=found.code))
        if yes or click.confirm(_("Move {code}?").format(code=found.code)):
            business.moves.move(found.client_id, terms, start, **wish)  # type: ignore[arg-type]
            is_done = True
            shell.say(_("moved"))
        else:
            shell.say(_("nothing was changed"))
    if shell.json:
        document = {
            "client": found.code,
            "kind": terms.kind.value,
            "from_date": view.start.isoformat(),
            "changes": changes,
            "left_minutes": view.left_minutes,
            "hours": view.hours.value,
            "credits": [{"amount": format_money(a, c), "currency": c} for c, a in view.credits],
            "moved": is_done,
        }
        click.echo(json.dumps(document))


@agreement.command()
@click.argument("who", metavar="CLIENT")
@verb
def show(shell: Shell, who: str) -> None:
    """Every version of a client's agreement, the last recorded at the end."""
    from core.forms.agreement_words import terms_in_words

    business = shell.business(read_only=True)
    found = business.queries.resolve_client(who, archived=True)
    versions = business.queries.agreements(found.client_id)
    if shell.json:
        from cli.documents import AgreementDocument, AgreementsDocument

        shell.document(AgreementsDocument(agreements=[AgreementDocument.of(found, version) for version in versions]))
        return
    if not versions:
        shell.say(_("{code} has no agreement; set one: monteore agreement set {code}").format(code=found.code))
    for version in versions:
        since = version.from_date.isoformat() if version.from_date else _("the beginning")
        shell.say(_("from {since}: {kind}").format(since=since, kind=word_label(version.terms.kind.value)))
        for sentence in terms_in_words(version.terms):
            shell.say(f"  {sentence}")
