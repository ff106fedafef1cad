"""Design rule 6: what is to be invoiced. The accounting system numbers invoices; these are only the lines."""

from core.basics.money import amount_for
from core.journal.events import LineDraft
from core.model.billing import LineKind
from core.model.terms import Kind, Overage, Terms


def block_line(line_id: str, size_minutes: int, price_minor: int, currency: str) -> LineDraft:
    """Every block sold or renewed is invoiced upfront."""
    return LineDraft(line_id, LineKind.BLOCK, size_minutes, price_minor, currency)


def entry_line(line_id: str, terms: Terms, charged_minutes: int, billed_minutes: int) -> LineDraft | None:
    """Break-fix work at the hourly rate, less what hours left pay; prepaid minutes beyond the hours under `bill`."""
    if terms.kind is Kind.BREAK_FIX and charged_minutes > 0:
        amount = amount_for(charged_minutes, terms.hourly_rate_minor)
        return LineDraft(line_id, LineKind.BREAK_FIX, charged_minutes, amount, terms.currency)
    if terms.kind is Kind.PREPAID and terms.overage is Overage.BILL and billed_minutes > 0:
        amount = amount_for(billed_minutes, terms.overage_rate_minor)
        return LineDraft(line_id, LineKind.OVERAGE, billed_minutes, amount, terms.currency)
    return None
