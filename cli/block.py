"""`monteore block`: prepaid minutes."""

from typing import TYPE_CHECKING

from cli import declared
from cli.asking import confirmed, yes_option
from cli.shell import Done, Shell, verb, writing_verb
from cli.writing import balance_lines, block_line
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business
    from core.queries.views.balances import BalanceView
    from core.queries.views.lines import LineView


@declared.group()
def block() -> None:
    """Blocks: sell, list, void, restore, credit."""


def _sold_again(shell: Shell, business: "Business", done: Done) -> None:
    block_id = done.ids("block.added")[0]
    balance = business.queries.balance_of_block(block_id)
    shell.say(_("sold block {block_id}").format(block_id=block_id) + "\n" + balance_lines(balance))
    if shell.json:
        from cli.account_documents import SoldDocument

        shell.document(SoldDocument.of_block(block_id, balance))


def _voided_again(shell: Shell, business: "Business", done: Done) -> None:
    block_id = done.ids("block.voided")[0]
    balance = business.queries.balance_of_block(block_id)
    shell.say(_("voided block {block_id}").format(block_id=block_id) + "\n" + balance_lines(balance))
    if shell.json:
        from cli.account_documents import SoldDocument

        shell.document(SoldDocument.of_block(block_id, balance))


def _restored_again(shell: Shell, business: "Business", done: Done) -> None:
    block_id = done.id("block.restored")
    _tell_restored(shell, block_id, business.queries.balance_of_block(block_id))


@block.command()
@declared.argument("who", metavar="CLIENT")
@declared.option("--size", metavar="10h")
@declared.option("--price", metavar="800.00")
@declared.option("--on", "on_", metavar="DATE")
@declared.option("--expires", metavar="DATE|none")
@declared.option("--discount", metavar="10%", help=_("Taken off the price; the line shows it."))
@declared.option("--gift", is_flag=True, help=_("Hours for free: no line to invoice."))
@yes_option
@writing_verb(_sold_again)
def sell(
    shell: Shell,
    who: str,
    size: str | None,
    price: str | None,
    on_: str | None,
    expires: str | None,
    discount: str | None,
    gift: bool,
    yes: bool,
) -> None:
    """Sell a block; what is not said comes from the agreement."""
    from core.basics.errors import Usage
    from core.basics.money import parse_money
    from core.entryline.parse import parse_day
    from core.forms.hours import parse_hours
    from core.forms.sales import parse_discount

    try:
        minutes = parse_hours(size) if size else None
    except Usage as error:
        raise Usage(f"--size: {error}") from None
    share = parse_discount(discount) if discount is not None else None
    business = shell.business()
    found = business.queries.resolve_account(who)
    today = business.queries.today(found.account_id)
    day = parse_day(on_, today=today) if on_ else None
    if minutes is not None and minutes <= 0:
        raise Usage(_("--size must be over 0; write 10h"))
    terms = business.queries.terms(found.account_id, day)
    last_day = None if expires in (None, "none") else parse_day(expires or "", today=today)
    price_minor = parse_money(price, terms.currency) if price is not None else None
    block_id = confirmed(
        shell,
        yes,
        lambda sure: business.blocks.sell(
            found.account_id,
            size_minutes=minutes,
            price_minor=price_minor,
            sold_on=day,
            expires_on=... if expires is None else last_day,
            discount=share,
            gift=gift,
            sure=sure,
        ),
    )
    if block_id is None:
        return
    balance = business.queries.balance(found.account_id, pace=False)
    shell.say(_("sold block {block_id}").format(block_id=block_id) + "\n" + balance_lines(balance))
    if shell.json:
        from cli.account_documents import SoldDocument

        shell.document(SoldDocument.of_block(block_id, balance))


@block.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@verb
def list_(shell: Shell, who: str | None) -> None:
    """All blocks, voided ones too."""
    business = shell.business(read_only=True)
    account_id = business.queries.resolve_account(who, archived=True).account_id if who else None
    blocks = business.queries.blocks(account_id)
    if shell.json:
        from cli.account_documents import BlocksDocument, ClientBlockDocument

        shell.document(
            BlocksDocument(blocks=[ClientBlockDocument.of_account(account, view) for account, view in blocks])
        )
        return
    for account, view in blocks:
        shell.say(f"{account.address}  {block_line(view)}")
    if not blocks:
        shell.say(_("no block yet; sell one: monteore block sell CLIENT --size 10h"))


@block.command()
@declared.argument("block_id", metavar="ID")
@declared.option("--reason", default="", metavar="T")
@yes_option
@writing_verb(_voided_again)
def void(shell: Shell, block_id: str, reason: str, yes: bool) -> None:
    """Take back a block that nothing has touched and that is not invoiced."""
    from core.basics.text import clean_text

    blocks = shell.business().blocks
    taken = confirmed(shell, yes, lambda sure: blocks.void(block_id, clean_text(reason), sure=sure))
    if taken is None:
        return
    shell.say(_("voided block {block_id}").format(block_id=block_id) + "\n" + balance_lines(taken.balance))
    for warning in taken.warnings:
        shell.warn(warning)
    if shell.json:
        from cli.account_documents import SoldDocument

        shell.document(SoldDocument.of_block(block_id, taken.balance))


@block.command()
@declared.argument("block_id", metavar="ID")
@declared.option(
    "--until", metavar="DATE", help=_("The last day on which they can be used; default: today and the grace.")
)
@declared.option("--reason", default="", metavar="T")
@writing_verb(_restored_again)
def restore(shell: Shell, block_id: str, until: str | None, reason: str) -> None:
    """Give a block back the minutes that expired unused."""
    from core.basics.text import clean_text
    from core.entryline.parse import parse_day

    business = shell.business()
    last_day = parse_day(until, today=business.today) if until else None
    _tell_restored(shell, block_id, business.forfeitures.restore(block_id, last_day, clean_text(reason)))


def _tell_restored(shell: Shell, block_id: str, balance: "BalanceView") -> None:
    shell.say(_("restored the minutes of block {block_id}").format(block_id=block_id) + "\n" + balance_lines(balance))
    if shell.json:
        from cli.account_documents import SoldDocument

        shell.document(SoldDocument.of_block(block_id, balance))


def _credited_again(shell: Shell, business: "Business", done: Done) -> None:
    (line,) = business.queries.lines_by_id([done.id("line.added")])
    _tell_credited(shell, business.queries.balance(line.account.account_id, pace=False), line)


@block.command()
@declared.argument("block_id", metavar="ID")
@declared.option("--minutes", metavar="M", help=_("How much of it: 90, 1h30; default: all that is left."))
@declared.option("--reason", default="", metavar="T", help=_("Why; the statement shows it."))
@yes_option
@writing_verb(_credited_again)
def credit(shell: Shell, block_id: str, minutes: str | None, reason: str, yes: bool) -> None:
    """Give hours left in a block back, by a credit line at the price paid for them."""
    from core.basics.text import clean_text
    from core.forms.hours import parse_left

    wanted = parse_left(minutes) if minutes is not None else None
    adjustments = shell.business().adjustments
    view = confirmed(shell, yes, lambda sure: adjustments.credit(block_id, wanted, clean_text(reason), sure=sure))
    if view is not None:
        _tell_credited(shell, view.balance, view.line)


def _tell_credited(shell: Shell, balance: "BalanceView", line: "LineView") -> None:
    from core.basics.durations import format_minutes
    from core.language.formats import money_text

    told = _("credited {hours} h: line {line_id} of {amount} is to invoice").format(
        hours=format_minutes(line.minutes),
        line_id=line.line_id,
        amount=money_text(line.amount_minor, line.currency),
    )
    shell.say(told + "\n" + balance_lines(balance))
    if shell.json:
        from cli.account_documents import CreditDocument

        shell.document(CreditDocument.of_line(line, balance))
