"""The auditor's third part: agreements, renewals, statements, proposals, exports and switches, as the journal tells them."""

from datetime import date

from core.audit.facts import FactBook
from core.basics.i18n import _
from core.journal.codec import canonical, plain
from core.journal.events import (
    AgreementSet,
    AgreementWithdrawn,
    BlockAdded,
    CatalogueItemDropped,
    CatalogueItemSet,
    Event,
    LinesExported,
    LockSet,
    MailSwitched,
    ProposalAdded,
    ProposalChanged,
    RenewalAsked,
    RenewalClosed,
    StatementIssued,
)
from core.store.protocol import Store


class OfficePapers:
    """Folds events into facts; `book` is shared with the other parts."""

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self.lock: date | None = None

    def record(self, event: Event) -> None:
        """Fold one event."""
        keep, end = self._book.keep, self._book.end
        about: tuple[object, ...]
        match event:
            case AgreementSet():
                terms = canonical(plain(event.terms))
                keep("agreement", event.agreement_id, event.client_id, event.from_date, terms)
            case AgreementWithdrawn():
                self._book.drop("agreement", event.agreement_id)
            case RenewalAsked():
                about = (event.client_id, event.minutes, event.price_minor, event.currency)
                keep("renewal", event.renewal_id, *about, "pending")
            case RenewalClosed():
                end("renewal", event.renewal_id, event.outcome)
            case BlockAdded() if event.renewal_id:
                end("renewal", event.renewal_id, "approved")
            case StatementIssued():
                keep("statement", event.statement_id, event.client_id, event.month, event.document)
            case ProposalAdded():
                about = (event.client_id, event.title, event.estimate_minutes, event.due_on, event.recurrence)
                keep("proposal", event.proposal_id, *about, "open")
            case ProposalChanged():
                end("proposal", event.proposal_id, event.status.value)
            case CatalogueItemSet():
                about = (event.title, event.estimate_minutes, event.work_type, event.recurrence)
                keep("catalogue", event.item_id, *about, 0)
            case CatalogueItemDropped():
                end("catalogue", event.item_id, 1)
            case LinesExported():
                keep("export", event.run_id, event.format, event.digest)
                for place, line_id in enumerate(event.line_ids):
                    keep("export line", f"{event.run_id} {place}", line_id)
            case MailSwitched():
                keep("mail", event.client_id, canonical(plain(event.switches)))
            case LockSet():
                self.lock = event.day
            case _:
                pass

    def misfits(self, store: Store) -> list[str]:
        """What else the store keeps otherwise: files of exports, and the lock."""
        problems = [
            _("the kept file of export run {name} is not the one that was recorded").format(name=name)
            for name in store.facts.altered_exports()
        ]
        if store.reads.lock_date() != self.lock:
            problems.append(
                _("the books are locked up to {kept}, the journal says {told}").format(
                    kept=store.reads.lock_date() or "-", told=self.lock or "-"
                )
            )
        return problems
