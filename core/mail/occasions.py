"""What a letter to a client is written from: balance, terms, entries, statement, as they are when it is written."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.model.accounts import Account
from core.model.clients import Client
from core.model.mail import MailState
from core.queries.queries import Queries
from core.rules import notices as rule
from core.session import Session

if TYPE_CHECKING:
    from core.ledger.statements import Statements
    from core.mail.letters import Occasion


class Occasions:
    """Makes the occasions of letters."""

    def __init__(self, session: Session, queries: Queries, statements: "Callable[[], Statements]") -> None:
        self._session = session
        self._queries = queries
        self._statements = statements

    def of(self, account: Account, client: Client, notice: rule.Notice, day: date | None) -> "Occasion":
        """The facts of a notice about an account to a client; `day` is that of the daily run, `None` for today."""
        from core.mail.letters import Occasion

        session, client_id, card = self._session, client.client_id, account.card
        terms = session.terms_of(account)
        moment = session.clock.now().astimezone(session.zone_for(terms))
        if day is not None:
            moment = moment.replace(year=day.year, month=day.month, day=day.day)
        is_expiry = notice.kind is rule.NoticeKind.EXPIRY
        return Occasion(
            business=session.store.reads.setting("business_name") or "",
            terms=terms,
            remaining_minutes=account.left_minutes(session.today_of(account)),
            expired_days=account.expired_days(session.today_of(account)),
            later_days=account.later_days(session.today_of(account)),
            held=account.held_minutes(session.today_of(account)),
            moment=moment,
            has_agreement=account.agreement_on(session.today_of(account)) is not None,
            account=card.title if card.name or card.client != client else "",
            charged=tuple(
                entry
                for entry in self._queries.entries_by_id(notice.charged_entry_ids)
                if entry.client.client_id == client_id
            ),
            voided=self._queries.entries_by_id(notice.voided_entry_ids),
            replaced=self._told(client_id, account, notice.replaced_entry_ids),
            statement=self._statements().read(account.account_id, notice.month).view if notice.month else None,
            proposals=tuple(
                (title, estimate) for title, estimate, _due in session.store.statements.open_proposals(client_id)
            )
            if is_expiry
            else (),
        )

    def _told(self, client_id: str, account: Account, entry_ids: Sequence[str]) -> dict[str, int]:
        """The charged minutes of those of the entries after which a letter about their account was not dropped."""
        entries = self._queries.entries_by_id(entry_ids)
        if not entries:
            return {}
        place = rule.place_of(client_id, account.id_beside(client_id) or "")
        letters = [
            mail.created_at
            for mail in self._session.store.outbox.list((), client_id, None)
            if rule.is_key_of(mail.key, rule.NoticeKind.BALANCE, place)
            and mail.state not in (MailState.DROPPED, MailState.FAILED)
        ]
        last = max(letters, default=None)
        slack = timedelta(seconds=1)
        return {
            entry.entry_id: entry.charged_minutes
            for entry in entries
            if last is not None and last + slack >= entry.recorded_at
        }
