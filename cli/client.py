"""`monteore client`: add, edit, list, show, archive and erase clients."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from cli import declared
from cli.asking import confirmed, yes_option
from cli.click_words import click_speaks_it
from cli.fiscal import card_of, fiscal_options, say_fiscal, warn_of
from cli.shell import Again, Done, Shell, is_interactive, table, verb, writing_verb
from cli.writing import kind_cell, left_cell
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.identity import Right

if TYPE_CHECKING:
    from core.basics.phone import Phone
    from core.business import Business


@declared.group()
def client() -> None:
    """Clients: add, edit, list, show, archive, erase."""


def _done(shell: Shell, card: object) -> None:
    from cli.client_documents import ClientDocument
    from core.model.clients import Client

    assert isinstance(card, Client)
    if shell.json:
        shell.document(ClientDocument.of(card))


def _warn_of_numbers(shell: Shell, business: "Business", phones: "Sequence[Phone]") -> None:
    """Warn of numbers that the business's time zone does not tell the country of."""
    from core.queries.clients import ZONE_STEP

    for doubt in business.queries.numbers_in_words(phones):
        shell.warn(_("{sentence}: monteore {step}").format(sentence=doubt, step=ZONE_STEP))


def _said_again(sentence: Callable[[], str]) -> Again:
    def again(shell: Shell, business: "Business", done: Done) -> None:
        client_id = done.id("client")
        queries = business.queries
        card = queries.client(client_id) if client_id else queries.resolve_client(done.said["who"], archived=True)
        wording = _("{code} is back") if done.said.get("undo") else sentence()
        shell.say(wording.format(code=card.code, name=card.name))
        _done(shell, card)

    return again


@client.command()
@declared.argument("code")
@declared.argument("name")
@declared.option("--phone", "phones", multiple=True, metavar="N")
@declared.option("--email", default="", metavar="E")
@declared.option("--contact", "contacts", multiple=True, metavar='"NAME <N>"')
@fiscal_options
@writing_verb(_said_again(lambda: _("added {code}  {name}")))
def add(
    shell: Shell,
    code: str,
    name: str,
    phones: tuple[str, ...],
    email: str,
    contacts: tuple[str, ...],
    **fiscal: str | None,
) -> None:
    """Add a client; the first one makes the store."""
    from core.ledger.clients import clean_code
    from core.model.fiscal import NO_CARD

    clean_code(code)
    written = card_of(fiscal, NO_CARD)
    business = shell.business(create=True)
    card = business.clients.add(code, name, phones=phones, email=email, contacts=contacts, fiscal=written or NO_CARD)
    shell.say(_("added {code}  {name}").format(code=card.code, name=card.name))
    for doubt in business.queries.namesakes_in_words(card):
        shell.warn(doubt)
    _warn_of_numbers(shell, business, card.phones)
    warn_of(shell, written)
    _done(shell, card)


@client.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--code", metavar="CODE")
@declared.option("--name", metavar="NAME")
@declared.option("--phone", "phones", multiple=True, metavar="N", help=_("All the numbers; '' for none."))
@declared.option("--email", metavar="E")
@declared.option("--contact", "contacts", multiple=True, metavar='"NAME <N>"', help=_("All the contacts; '' for none."))
@declared.option("--card-done", is_flag=True, help=_("The card of a new caller is complete as it is."))
@fiscal_options
@writing_verb(_said_again(lambda: _("changed {code}  {name}")))
def edit(
    shell: Shell,
    who: str,
    code: str | None,
    name: str | None,
    phones: tuple[str, ...],
    email: str | None,
    contacts: tuple[str, ...],
    card_done: bool,
    **fiscal: str | None,
) -> None:
    """Change what is given; the rest stays."""
    business = shell.business()
    found = business.queries.resolve_client(who)
    written = card_of(fiscal, business.queries.fiscal_card(found.client_id))
    card = business.clients.edit(
        found.client_id,
        code=code,
        name=name,
        phones=phones or None,
        email=email,
        contacts=contacts or None,
        card_done=card_done,
        fiscal=written,
    )
    shell.say(_("changed {code}  {name}").format(code=card.code, name=card.name))
    if phones or contacts:
        _warn_of_numbers(shell, business, card.phones)
    warn_of(shell, written)
    _done(shell, card)


@client.command("list")
@declared.option("--all", "everybody", is_flag=True, help=_("Archived clients too."))
@declared.option("--without-card", is_flag=True, help=_("Only new callers whose card nobody has written yet."))
@verb
def list_(shell: Shell, everybody: bool, without_card: bool) -> None:
    """All clients with what is left."""
    queries = shell.business(read_only=True).queries
    rows = queries.clients_without_card() if without_card else queries.clients(include_archived=everybody)
    if shell.json:
        from cli.client_documents import ClientDocument, ClientsDocument

        shell.document(ClientsDocument(clients=[ClientDocument.of(row.client) for row in rows]))
        return
    head = (_("code"), _("name"), _("kind"), _("left"))
    shell.say(
        table(
            [
                head,
                *(
                    (
                        row.client.code,
                        row.client.name,
                        kind_cell(row),
                        left_cell(row),
                    )
                    for row in rows
                ),
            ],
            right=frozenset({3}),
        )
        if rows
        else _("every client has a card")
        if without_card
        else _("every client is archived or erased; list them: monteore client list --all")
        if not everybody and queries.clients(include_archived=True)
        else _("no client yet; add one: monteore client add CODE NAME")
    )


@client.command()
@declared.argument("who", metavar="CLIENT")
@verb
def show(shell: Shell, who: str) -> None:
    """A client's card."""
    business = shell.business(read_only=True)
    card = business.queries.resolve_client(who, archived=True)
    shell.say(f"{card.code}  {card.name}" + (f"  {card.email}" if card.email else ""))
    for phone in card.phones:
        shell.say(f"  {phone.raw}" + (f"  {phone.contact}" if phone.contact else ""))
    for contact in card.contacts:
        shell.say(f"  {contact}")
    fiscal = business.queries.fiscal_card(card.client_id)
    say_fiscal(shell, fiscal)
    if shell.json:
        from cli.client_documents import ClientCardDocument

        shell.document(ClientCardDocument.with_fiscal(card, fiscal))


@client.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--undo", is_flag=True, help=_("Bring an archived client back."))
@yes_option
@writing_verb(_said_again(lambda: _("archived {code}")))
def archive(shell: Shell, who: str, undo: bool, yes: bool) -> None:
    """Take a client out of the lists; its history stays. One with hours left or a fee is asked about."""
    business = shell.business()
    found = business.queries.resolve_client(who, archived=True)
    if undo:
        back = confirmed(shell, yes, lambda sure: business.clients.bring_back(found.client_id, sure=sure))
        if back is None:
            return
        card = back
        shell.say(_("{code} is back").format(code=card.code))
    else:
        archived = confirmed(shell, yes, lambda sure: business.clients.archive(found.client_id, sure=sure))
        if archived is None:
            return
        card = archived
        shell.say(_("archived {code}").format(code=card.code))
    _done(shell, card)


def _merged_again(shell: Shell, business: "Business", done: Done) -> None:
    _done(shell, business.queries.client(done.id("client.merged")))


@client.command()
@declared.argument("who", metavar="CLIENT")
@declared.option(
    "--into", "other", metavar="OTHER", required=True, help=_("The client that has all of it from now on.")
)
@yes_option
@writing_verb(_merged_again)
def merge(shell: Shell, who: str, other: str, yes: bool) -> None:
    """Merge CLIENT into OTHER, because they are the same; its code stays known. It cannot be undone."""
    from core.ledger.waiting import charged_in_words

    business = shell.business()
    queries = business.queries
    gone, kept = queries.resolve_client(who, archived=True), queries.resolve_client(other)
    view = confirmed(shell, yes, lambda sure: business.merging.merge(gone.client_id, kept.client_id, sure=sure))
    if view is None:
        return
    shell.say(_("{gone} is {kept} now").format(gone=view.code, kept=view.client.code))
    for card in view.accounts:
        shell.say("  " + _("its account: {account}").format(account=card.address))
    for sentence in charged_in_words(view.charged):
        shell.say("  " + sentence)
    _done(shell, view.client)


def _erased_again(shell: Shell, business: "Business", done: Done) -> int:
    from cli.book_documents import ErasedDocument

    card = business.queries.client(done.id("client.erased"))
    shell.say(_("erased; the client is called {code} now").format(code=card.code))
    if shell.json:
        shell.document(ErasedDocument(client_id=card.client_id, client=card.code, rows=0, purged=True, backups=[]))
    return 0


@client.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@writing_verb(_erased_again)
def erase(shell: Shell, who: str, yes: bool) -> int:
    """Erase a client's personal texts for ever; minutes, dates and amounts stay."""
    business = shell.business(right=Right.MANAGE)
    found = business.queries.resolve_client(who, archived=True)
    business.erasure.check(found.client_id)
    question = _("Erase name, code, phones, contacts, addresses, notes and mail of {code} for ever?").format(
        code=found.code
    )
    if not yes:
        if not is_interactive():
            raise Usage(_("{question} Nothing was changed; add --yes to go on").format(question=question))
        with click_speaks_it():
            typed = click.prompt(question + " " + _("Type its code"), default="", show_default=False, err=True)
        if typed.strip() != found.code:
            shell.say(_("nothing was changed"))
            return 1
    view = business.erasure.erase(found.client_id)
    shell.say(_("erased; the client is called {code} now").format(code=view.client.code))
    for backup in view.backups:
        shell.warn(_("{path} still holds the texts; remove it when it is not needed").format(path=backup))
    shell.warn(_("archives, backups, exports and statements made before still hold the texts"))
    if not view.is_purged:
        shell.warn(
            _(
                "another session is reading, so remains are still in the file; run again: monteore client erase {code}"
            ).format(code=view.client.code)
        )
    if shell.json:
        from cli.book_documents import ErasedDocument

        shell.document(
            ErasedDocument(
                client_id=view.client.client_id,
                client=view.client.code,
                rows=view.rows,
                purged=view.is_purged,
                backups=list(view.backups),
            )
        )
    return 0
