"""Put versions of a client's agreement in force, as changes of the version before, and withdraw planned ones."""

from collections.abc import Callable
from datetime import date

from core.basics.dataclass import dataclass, replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import AgreementSet, AgreementWithdrawn, Event
from core.ledger.recharge import NOTHING_RECHARGED, Recharges, RechargeView, recharged_in_words
from core.ledger.waiting import NOTHING_CHARGED, ChargedView, Waiting
from core.model.clients import Client
from core.model.terms import Agreement, Kind, RenewalMode, Terms
from core.queries.price_list import usual_currency
from core.rules import asking, including, moving, posting
from core.rules.replay import after
from core.session import Session, needs

# Gives the terms after a change, from those in force on the day from which the change holds.
Change = Callable[[Terms], Terms]


@dataclass(frozen=True)
class VersionView:
    """The result of a change of an agreement.

    `version` is the new version; `before` are the terms in force on its first day before the change, `None` for none.
    `undone_by` is the next version, if it undoes the change; `stranded_minutes` are minutes left that the terms do not use.
    """

    client: Client
    version: Agreement
    before: Terms | None
    is_first: bool
    undone_by: Agreement | None
    stranded_minutes: int
    charged: ChargedView = NOTHING_CHARGED
    """What becomes of the work that waited for an agreement."""
    recharged: RechargeView = NOTHING_RECHARGED
    """The entries that the terms, changed for the past, charge otherwise."""
    kept_entries: int = 0
    """How many entries of today keep the charge of the terms before, which a change from today on does not touch."""
    settled_minutes: int = 0
    """Minutes that no block covers and that are settled under terms that stay as they are."""

    @property
    def is_change(self) -> bool:
        """Whether anything differs from the version in force."""
        return self.version.terms != self.before

    @property
    def has_work(self) -> bool:
        """Whether there is anything to write: a change, an overdraft, waiting work to charge, or entries to recharge."""
        return self.is_change or self.settled_minutes > 0 or self.charged.entries > 0 or bool(self.recharged.entries)


class Agreements:
    """Agreements. A change is a new version that holds from a date on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting = Waiting(session)
        self._recharges = Recharges(session)

    @needs(Right.READ)
    def new_terms(self) -> Terms:
        """The terms that are changed where no agreement is in force: the defaults, in the usual currency of the business."""
        return Terms(currency=usual_currency(self._session))

    @needs(Right.READ)
    def preview(
        self, account_id: str, change: Change, start: date | None, *, overdraft: moving.Overdraft | None = None
    ) -> VersionView:
        """Preview `put`; nothing is changed. Errors: those of `put`."""
        view, events = self._decide(account_id, change, start, overdraft)
        before = account = self._session.account(account_id)
        for event in events:
            account = after(account, event)
        recharged, kept = NOTHING_RECHARGED, 0
        if not view.is_first:
            # Without a change it goes on with what an earlier one left.
            recharged = self._recharges.preview(account, start, before if view.is_change else None)
            kept = self._recharges.kept_today(account, before) if view.is_change else 0
        return replace(view, charged=self._waiting.preview(account), recharged=recharged, kept_entries=kept)

    @needs(Right.MANAGE)
    def put(
        self,
        account_id: str,
        change: Change,
        start: date | None,
        *,
        overdraft: moving.Overdraft | None = None,
        sure: bool = False,
        recharges: bool = True,
    ) -> VersionView:
        """Put changed terms in force from a day on; if nothing differs, no version is recorded.

        Without a day the first agreement holds since ever and a later one from today. The change is made to the terms that
        are in force under the lock. `overdraft` says what happens to open overdrafts of a client who leaves prepaid hours.
        Work that waited for an agreement is charged from the first day on which one is in force, at most 200 entries a
        change. Entries that terms changed for the past charge otherwise are recharged by linked corrections; without `sure`
        they are asked about, and without `recharges` they stand. Where the terms differ in nothing, those that an earlier
        change left are recharged.
        Errors: `Refused` for such overdrafts without `overdraft` and for a locked day, and what `change` raises; `RestStands`
        where some entries could not be recharged; `Unasked` where waiting work would add more blocks than one change does
        unasked, unless a person is `sure`.
        """
        planned = NOTHING_RECHARGED
        if (recharges and start is not None) or (not sure and self._waiting.has_any(account_id)):
            preview = self.preview(account_id, change, start, overdraft=overdraft)
            planned = preview.recharged if recharges else NOTHING_RECHARGED
            asking.check((*recharged_in_words(planned), *preview.charged.doubts), sure=sure)
        if planned.entries and start is not None:
            posting.check_lock(start, self._session.store.reads.lock_date())
        with self._session.changing():
            view = self.put_in_change(account_id, change, start, overdraft=overdraft)
            charged = self._waiting.part_in_change(account_id)
        view = replace(view, charged=self._waiting.rest(account_id, charged))
        return replace(view, recharged=self._recharges.apply(account_id, start, planned))

    @needs(Right.MANAGE)
    def put_in_change(
        self, account_id: str, change: Change, start: date | None, *, overdraft: moving.Overdraft | None = None
    ) -> VersionView:
        """Put changed terms in force inside an open change, without charging work that waits."""
        view, events = self._decide(account_id, change, start, overdraft)
        if start is not None and events:
            posting.check_lock(start, self._session.store.reads.lock_date())
        self._session.append(events)
        return view

    @needs(Right.MANAGE)
    def set(self, account_id: str, terms: Terms, from_date: date | None = None) -> Agreement:
        """Put these terms in force, whatever was agreed before, and return the version; nothing is recharged.

        Errors: those of `put`.
        """
        return self.put(account_id, lambda _before: terms, from_date, recharges=False).version

    @needs(Right.MANAGE)
    def withdraw(self, account_id: str, day: date) -> tuple[Agreement, ...]:
        """Withdraw the versions planned from a future day on. Returns them in the order of the journal.

        Errors: `Refused` if nothing is planned from that day, and for a day that is not in the future.
        """
        with self._session.changing():
            account = self._session.account(account_id)
            code = account.address
            found = tuple(version for version in account.agreements if version.from_date == day)
            if not found:
                raise Refused(
                    _("{code} has no agreement from {day} on").format(code=code, day=day.isoformat()),
                    see=f"agreement show {code}",
                )
            if day <= self._session.today_for(found[-1].terms):
                raise Refused(
                    _("the agreement of {code} from {day} on has come into force; put another version over it").format(
                        code=code, day=day.isoformat()
                    )
                )
            self._session.append(
                AgreementWithdrawn(version.agreement_id, version.client_id, account.other_id) for version in found
            )
        return found

    def _decide(
        self, account_id: str, change: Change, start: date | None, overdraft: moving.Overdraft | None
    ) -> tuple[VersionView, list[Event]]:
        session = self._session
        account = session.account(account_id)
        posting.check_live(account)
        client_id = account.client.client_id
        in_force = account.agreement_on(start or session.today_of(account))
        before = account.terms_on(start or session.today_of(account))
        terms = change(in_force.terms if in_force else self.new_terms())
        # Hours kept from an earlier move stay usable under the new version.
        terms = replace(terms, uses_hours_left=terms.kind is not Kind.PREPAID and before.uses_hours_left)
        today = session.today_for(terms)
        day = start or (today if account.agreements else None)
        view = VersionView(
            client=account.client,
            version=Agreement(session.new_id("a"), client_id, day, terms, account_id=account_id),
            before=in_force.terms if in_force else None,
            is_first=not account.agreements,
            undone_by=moving.undone_by(account, before, terms, day),
            stranded_minutes=moving.stranded_minutes(account, terms, start or session.today_of(account)),
        )
        is_same = in_force is not None and in_force.terms == terms
        events: list[Event] = []
        if account.agreements and (overdraft is not None or not is_same):
            events += moving.settled_overdraft(account, before, terms, day or today, today, overdraft, session.new_id)
        if in_force is not None and is_same:
            minutes = account.overdraft_minutes if events else 0
            return replace(view, version=in_force, undone_by=None, settled_minutes=minutes), events
        events.append(AgreementSet(view.version.agreement_id, client_id, day, terms, account.other_id))
        events += including.included_ended(account, events, session.context(terms))
        ends = terms.kind is not Kind.PREPAID or terms.renewal is RenewalMode.OFF
        if ends and (day is None or day <= session.today_for(terms)):
            events += moving.withdrawn(account)
        return view, events
