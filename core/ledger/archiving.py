"""What the archive of an account does to its recurring fee, in words: what is not invoiced any more, and what is again."""

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.journal.events import AgreementSet
from core.language.formats import date_text, money_text
from core.model.accounts import Account
from core.model.terms import FeeDue, Kind, Terms
from core.rules import fees, including
from core.rules.replay import after
from core.session import Session


def fee_left(session: Session, account: Account) -> str:
    """Says what of the fee of an account is not invoiced yet and would never be; empty where no fee runs."""
    today = session.today_of(account)
    terms = account.terms_on(today)
    runs = terms.kind is Kind.MANAGED and terms.fee_due is not FeeDue.NONE and terms.fee_minor > 0
    if not runs or including.is_archived(account):
        return ""
    context = session.context(terms)
    # As if its agreement ended yesterday: what is due then, and no line holds.
    end = AgreementSet(
        context.new_id("a"), account.client.client_id, today, Terms(kind=Kind.BREAK_FIX), account.other_id
    )
    due = including.due_fees(after(account, end), context, session.store.reads.fees(account.account_id))
    amount = sum(event.line.amount_minor for event in due if event.line.currency == terms.currency)
    fee = money_text(terms.fee_minor, terms.currency)
    if amount <= 0:
        return _("{account}: its fee of {fee} is not invoiced any more").format(account=account.address, fee=fee)
    return _(
        "{account}: its fee of {fee} is not invoiced any more, and {amount} of it are not invoiced yet: "
        "end its agreement first to invoice them"
    ).format(account=account.address, fee=fee, amount=money_text(amount, terms.currency))


def fee_again(session: Session, account: Account) -> str:
    """Says which fees the next daily run would invoice if an archived account were back; empty for none."""
    if not fees.has_fees(account.agreements):
        return ""
    context = session.context(session.terms_of(account))
    client = replace(account.client, archived=False)
    back = replace(account, client=client, named=replace(account.card, archived=False, client=client))
    due = including.due_fees(back, context, session.store.reads.fees(account.account_id))
    sums: dict[str, int] = {}
    for event in due:
        sums[event.line.currency] = sums.get(event.line.currency, 0) + event.line.amount_minor
    money = ", ".join(money_text(amount, currency) for currency, amount in sums.items() if amount > 0)
    if not money:
        return ""
    return _(
        "{account}: fees of {money} since {day} are invoiced by the next daily run; an agreement that ends on that day "
        "gives them back"
    ).format(account=account.address, money=money, day=date_text(min(event.period_from for event in due)))
