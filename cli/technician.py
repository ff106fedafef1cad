"""`monteore technician`: classes and costs of technicians."""

from typing import TYPE_CHECKING

from cli import declared
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business


@declared.group()
def technician() -> None:
    """Technicians: set, list their classes and what an hour costs."""


def _again(shell: Shell, business: "Business", _done: Done) -> None:
    _tell(shell, business)


def _tell(shell: Shell, business: "Business") -> None:
    from core.language.formats import money_text

    known = business.technicians.all()
    if shell.json:
        from cli.book_documents import TechniciansDocument

        shell.document(TechniciansDocument.of(known))
        return
    rows = [
        (
            name,
            each.from_date.isoformat() if each.from_date else "-",
            each.class_name or "-",
            money_text(each.cost_minor, each.currency) if each.cost_minor else "-",
        )
        for name, versions in sorted(known.items())
        for each in versions
    ]
    head = (_("technician"), _("from"), _("class"), _("cost an hour"))
    shell.say(
        table([head, *rows], right=frozenset({3}))
        if rows
        else _("nothing is said of technicians; say it: monteore technician set NAME --class senior --cost 35.00")
    )


@technician.command("set")
@declared.argument("name")
@declared.option(
    "--class", "class_name", metavar="CLASS", help=_("As agreements name it (agreement set --class); '' for none.")
)
@declared.option("--cost", metavar="35.00", help=_("What an hour of work costs the business."))
@declared.option("--currency", metavar="EUR", help=_("Default: that of the cost before, or of the business's country."))
@declared.option("--from", "from_", metavar="DATE", help=_("The first day; default: since ever."))
@writing_verb(_again)
def set_(
    shell: Shell, name: str, class_name: str | None, cost: str | None, currency: str | None, from_: str | None
) -> None:
    """Say a technician's class and cost from a day on; work that is posted stays as it is."""
    from core.basics.errors import Usage
    from core.basics.money import parse_currency, parse_money
    from core.entryline.parse import parse_day

    if class_name is None and cost is None:
        raise Usage(_("say --class or --cost"))
    business = shell.business()
    day = parse_day(from_, today=business.today) if from_ else None
    amount = None
    if cost is not None:
        currency = currency or business.technicians.cost_currency(name, day)
        amount = parse_money(cost, parse_currency(currency))
    business.technicians.set(name, day, class_name=class_name, cost_minor=amount, currency=currency)
    _tell(shell, business)


@technician.command("list")
@verb
def list_(shell: Shell) -> None:
    """The technicians of whom anything is said."""
    _tell(shell, shell.business(read_only=True))
