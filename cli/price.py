"""`monteore price`: the price list, volume prices for blocks."""

from typing import TYPE_CHECKING

from cli import declared
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business


@declared.group()
def price() -> None:
    """Price list: set, drop, list the prices of blocks by their size."""


def _again(shell: Shell, business: "Business", _done: Done) -> None:
    _tell(shell, business)


def _tell(shell: Shell, business: "Business") -> None:
    from core.basics.durations import format_minutes
    from core.language.formats import money_text

    listed = business.price_list.all()
    if shell.json:
        from cli.book_documents import PriceListDocument

        shell.document(PriceListDocument.of(listed))
        return
    if not listed:
        shell.say(_("no price yet; set one: monteore price set 10h 800.00"))
        return
    rows: list[tuple[str, ...]] = [(_("block"), _("price"), _("an hour"))]
    for each in listed:
        amounts = [money_text(minor, each.currency) for minor in (each.price_minor, each.hour_minor)]
        rows.append((format_minutes(each.size_minutes), *amounts))
    shell.say(table(rows, right=frozenset({0, 1, 2})))


_CURRENCY = declared.option("--currency", metavar="EUR", help=_("Default: that of the business's country."))


@price.command("set")
@declared.argument("size", metavar="10h")
@declared.argument("amount", metavar="800.00")
@_CURRENCY
@writing_verb(_again)
def set_(shell: Shell, size: str, amount: str, currency: str | None) -> None:
    """Say what a block of a size costs; blocks already sold keep their price."""
    from core.basics.money import parse_currency, parse_money
    from core.forms.hours import parse_hours
    from core.model.prices import ListedPrice

    business = shell.business()
    code = parse_currency(currency or business.price_list.usual_currency())
    listed = ListedPrice(parse_hours(size), parse_money(amount, code), code)
    business.price_list.set(listed)
    _tell(shell, business)


@price.command()
@declared.argument("size", metavar="10h")
@_CURRENCY
@writing_verb(_again)
def drop(shell: Shell, size: str, currency: str | None) -> None:
    """Take a size off the list."""
    from core.basics.money import parse_currency
    from core.forms.hours import parse_hours

    business = shell.business()
    business.price_list.drop(parse_hours(size), parse_currency(currency or business.price_list.usual_currency()))
    _tell(shell, business)


@price.command("list")
@verb
def list_(shell: Shell) -> None:
    """The list, by currency and size, with the price of an hour."""
    _tell(shell, shell.business(read_only=True))
