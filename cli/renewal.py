"""`monteore renewal`: renewals that wait for the manager."""

from typing import TYPE_CHECKING

from cli import declared
from cli.shell import Done, Shell, verb, writing_verb
from cli.writing import balance_lines
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.language.formats import money_text
from core.queries.views.balances import BalanceView

if TYPE_CHECKING:
    from core.business import Business


@declared.group()
def renewal() -> None:
    """Renewals: list, approve, refuse."""


@renewal.command("list")
@verb
def list_(shell: Shell) -> None:
    """Renewals that wait."""
    views = shell.business(read_only=True).queries.pending_renewals()
    for view in views:
        shell.say(
            _("{id}  {code}: {left} left, block of {hours} h for {price}").format(
                id=view.renewal_id,
                code=view.client.code,
                left=format_minutes(view.remaining_minutes),
                hours=format_minutes(view.minutes),
                price=money_text(view.price_minor, view.currency),
            )
        )
    if not views:
        shell.say(_("no renewal waits"))
    if shell.json:
        from cli.book_documents import PendingRenewalDocument, PendingRenewalsDocument

        shell.document(PendingRenewalsDocument(renewals=[PendingRenewalDocument.of(view) for view in views]))


def _show(shell: Shell, view: BalanceView) -> None:
    shell.say(balance_lines(view))
    if shell.json:
        from cli.account_documents import BalanceDocument

        shell.document(BalanceDocument.of(view))


def _again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business.queries.balance_of_renewal(done.said["renewal_id"]))


@renewal.command()
@declared.argument("renewal_id", metavar="ID")
@writing_verb(_again)
def approve(shell: Shell, renewal_id: str) -> None:
    """Add the block."""
    _show(shell, shell.business().renewals.approve(renewal_id))


@renewal.command()
@declared.argument("renewal_id", metavar="ID")
@writing_verb(_again)
def refuse(shell: Shell, renewal_id: str) -> None:
    """Add no block; the next posting under the threshold asks again."""
    _show(shell, shell.business().renewals.refuse(renewal_id))
