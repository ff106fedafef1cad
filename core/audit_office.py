"""The auditor's second half: agreements, renewals, statements, proposals, exports and switches, as the journal tells them."""

from dataclasses import dataclass, field
from datetime import date

from core.codec import canonical, plain
from core.events import (
    AgreementSet,
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
from core.i18n import _
from core.store.facts import Fact
from core.store.protocol import Store


@dataclass
class OfficePapers:
    """Every fact as one comparable text, folded from the journal."""

    facts: dict[Fact, tuple[str, ...]] = field(default_factory=dict)
    lock: date | None = None

    def record(self, event: Event) -> None:
        """Fold one event."""
        about: tuple[object, ...]
        match event:
            case AgreementSet():
                terms = canonical(plain(event.terms))
                self._keep("agreement", event.agreement_id, event.client_id, event.from_date, terms)
            case RenewalAsked():
                about = (event.client_id, event.minutes, event.price_minor, event.currency)
                self._keep("renewal", event.renewal_id, *about, "pending")
            case RenewalClosed():
                self._end("renewal", event.renewal_id, event.outcome)
            case BlockAdded() if event.renewal_id:
                self._end("renewal", event.renewal_id, "approved")
            case StatementIssued():
                self._keep("statement", event.statement_id, event.client_id, event.month, event.document)
            case ProposalAdded():
                about = (event.client_id, event.title, event.estimate_minutes, event.due_on, event.recurrence)
                self._keep("proposal", event.proposal_id, *about, "open")
            case ProposalChanged():
                self._end("proposal", event.proposal_id, event.status.value)
            case CatalogueItemSet():
                about = (event.title, event.estimate_minutes, event.work_type, event.recurrence)
                self._keep("catalogue", event.item_id, *about, 0)
            case CatalogueItemDropped():
                self._end("catalogue", event.item_id, "1")
            case LinesExported():
                self._keep("export", event.run_id, event.format, event.digest)
                for place, line_id in enumerate(event.line_ids):
                    self._keep("export line", f"{event.run_id} {place}", line_id)
            case MailSwitched():
                self._keep("mail", event.client_id, canonical(plain(event.switches)))
            case LockSet():
                self.lock = event.day
            case _:
                pass

    def _keep(self, what: str, fact_id: str, *parts: object) -> None:
        self.facts[what, fact_id] = tuple("" if part is None else str(part) for part in parts)

    def _end(self, what: str, fact_id: str, ending: str) -> None:
        """The last part of these facts is how they stand."""
        if (what, fact_id) in self.facts:
            self.facts[what, fact_id] = (*self.facts[what, fact_id][:-1], ending)

    def misfits(self, store: Store) -> list[str]:
        """What the kept tables say otherwise, a sentence each."""
        kept = store.facts.kept()
        told = {fact: "\x1f".join(parts) for fact, parts in self.facts.items()}
        problems = [
            _("the kept {what} {name} is not what the journal says").format(what=_word(fact[0]), name=fact[1])
            for fact in sorted(kept.keys() | told.keys())
            if kept.get(fact) != told.get(fact)
        ]
        problems += [
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


def _word(what: str) -> str:
    words = {
        "agreement": _("agreement"),
        "renewal": _("renewal"),
        "statement": _("statement"),
        "proposal": _("proposal"),
        "catalogue": _("catalogue item"),
        "export": _("export run"),
        "export line": _("line of export run"),
        "mail": _("mail switch of"),
    }
    return words[what]
