"""Mail to the manager: what waits for a person of the firm. It is written with the change, as mail to clients is."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from core.basics.durations import format_minutes
from core.basics.i18n import _, writing_to
from core.basics.text import clean_text
from core.journal.codec import canonical, plain, revive
from core.journal.events import Event, RenewalAsked, SettingSet
from core.model.accounts import Account
from core.model.billing import BillingLine, LineStatus
from core.model.mail import Attachment, Mail, MailState, ManagerSwitches
from core.queries.dues import Dues
from core.session import Session

if TYPE_CHECKING:
    from core.store.protocol import Asked
    from core.store.rows.outbox import OutboxRows

_SETTING: Final = "manager_mail"
_PREFIX: Final = "manager-"


def is_for_manager(mail: Mail) -> bool:
    """Whether a message is for the manager, not for the client that it is about."""
    return mail.kind.startswith(_PREFIX)


class ManagerMail:
    """The messages to the manager of one store. The outbox tells it of every change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.written = 0
        """The number of messages written by the latest change."""

    @property
    def _rows(self) -> "OutboxRows":
        return self._session.store.outbox

    @property
    def switches(self) -> ManagerSwitches:
        """The kinds of messages for the manager, and the address; none until they are set."""
        text = self._session.setting(_SETTING)
        if not text:
            return ManagerSwitches()
        found: ManagerSwitches = revive(ManagerSwitches, json.loads(text))
        return found

    def set_in_change(self, wanted: ManagerSwitches) -> ManagerSwitches:
        """Set what the manager is told, inside an open change. Errors: `Usage` for invalid values or no address."""
        from core.mail.switches import checked_manager

        checked = checked_manager(wanted)
        if checked != self.switches:
            self._session.append([SettingSet(_SETTING, canonical(plain(checked)))])
        return checked

    def ask(self, asked: "Asked") -> None:
        """Ask for the switches."""
        asked.reads.setting(_SETTING)

    def queue(self, seq: int, events_by_account: Mapping[str, Sequence[Event]]) -> None:
        """Write the messages of the change whose last row is `seq`, from the events of each account."""
        switches = self.switches
        if not (switches.to and (switches.renewal or switches.negative)):
            return
        for account_id, events in events_by_account.items():
            account = self._session.account(account_id)
            asked = [event for event in events if isinstance(event, RenewalAsked)]
            if switches.renewal and asked and account.pending is not None:
                self._write(account, "renewal", account.pending.renewal_id, *self._renewal(account, asked[-1]))
            if switches.negative and self._fell_below_zero(account, events):
                self._write(account, "negative", f"{account_id}:{seq}", *self._negative(account))

    def _fell_below_zero(self, account: Account, events: Sequence[Event]) -> bool:
        from core.rules import notices as rule

        today = self._session.today_of(account)
        blocks = map(self._session.store.reads.block, rule.moved_blocks(events))
        expired = {block.block_id for block in blocks if block is not None and block.is_expired(today)}
        counted = account.counted_minutes(today)
        before = counted - sum(rule.balance_change(event, expired) for event in events)
        return bool(rule.crossed(before, counted, (0,)))

    # What no event tells of

    def failed(self, mail: Mail, reason: str) -> None:
        """Tell, inside an open change, that a client's statement did not go out."""
        from core.rules import notices as rule

        switches = self.switches
        if not (switches.to and switches.failed) or mail.kind != rule.NoticeKind.STATEMENT.value:
            return
        account = self._session.account(mail.client_id)
        with writing_to(switches.language):
            subject = _("Monteore: a statement of {client} did not go out").format(client=account.client.name)
            lines = [
                _("To: {address}").format(address=mail.recipient or _("no address")),
                _("Subject: {subject}").format(subject=mail.subject),
                _("Why: {reason}").format(reason=clean_text(reason)),
                _("Mend it, then send it again, in a shell: monteore mail resolve {id} --again").format(
                    id=mail.mail_id
                ),
            ]
        self._write(account, "failed", mail.mail_id, subject, lines)

    def overdue(self, day: date) -> Iterator[tuple[str, list[BillingLine]]]:
        """The overdue invoices of a day of which nothing was told, each with the key of its message."""
        switches = self.switches
        if not (switches.to and switches.overdue):
            return
        dues, found = Dues(self._session), dict[str, list[BillingLine]]()
        for line in self._session.store.reads.lines(LineStatus.INVOICED):
            if dues.is_overdue(line, day) and line.invoiced_on is not None:
                found.setdefault(f"{line.client_id}/{line.invoiced_on.year}/{line.number}", []).append(line)
        for key, lines in found.items():
            if sum(line.amount_minor for line in lines) > 0 and not self._rows.knows(f"{_PREFIX}overdue:{key}"):
                yield key, lines

    def tell_overdue(self, key: str, lines: Sequence[BillingLine]) -> None:
        """Write the message about an overdue invoice, inside an open change."""
        from core.language.formats import DateStyle, date_text, money_text

        account, dues = self._session.account(lines[0].client_id), Dues(self._session)
        sums: dict[str, int] = {}
        for line in lines:
            sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
        due_on = min(due for line in lines if (due := dues.due_on(line)) is not None)
        number = lines[0].number
        with writing_to(self.switches.language):
            subject = _("Monteore: {client} owes invoice {number}").format(client=account.client.name, number=number)
            amount = ", ".join(money_text(minor, currency) for currency, minor in sums.items())
            told = [
                _("{amount}, due on {day}.").format(amount=amount, day=date_text(due_on, DateStyle.LONG)),
                _("Paid? Mark it on the desk, or in a shell: monteore invoice mark --number {number} --paid").format(
                    number=number
                ),
            ]
        self._write(account, "overdue", key, subject, told)

    def drafts(self, day: date, is_due: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
        """The accounts and months whose statements wait for their day, of which no draft was sent yet.

        `is_due` says whether the statement of an account and a month would go out on its day.
        """
        from core.rules.statement import last_full_month

        switches = self.switches
        if not (switches.to and switches.draft):
            return
        from core.ledger.settings import BusinessSettings

        goes_out = BusinessSettings(self._session).statement_day
        if day.day >= goes_out:
            return
        for client_id, client_switches in self._rows.switched():
            if not client_switches.statement:
                continue
            for card in self._session.store.reads.cards_for([client_id])[client_id]:
                today = self._session.today_of(self._session.account(card.account_id))
                month = last_full_month(min(day, today))
                is_own = card.client.client_id == client_id
                if (
                    is_own
                    and not self._rows.knows(f"{_PREFIX}draft:{card.account_id}:{month}")
                    and is_due(card.account_id, month)
                ):
                    yield card.account_id, month

    def tell_draft(self, account_id: str, month: str, day: date) -> None:
        """Write the message with the draft of a statement, inside an open change."""
        from core.language.formats import DateStyle, date_text, month_text
        from core.ledger.settings import BusinessSettings

        account, switches = self._session.account(account_id), self.switches
        goes_out = day.replace(day=1) + timedelta(days=BusinessSettings(self._session).statement_day - 1)
        with writing_to(switches.language):
            subject = _("Monteore: draft of the statement of {month} for {client}").format(
                month=month_text(month), client=account.card.title
            )
            told = [
                _("The statement goes out on {day}.").format(day=date_text(goes_out, DateStyle.LONG)),
                _("To hold it back, in a shell: monteore statement {code} --hold").format(code=account.address),
            ]
        attached = Attachment(month, switches.language, account.other_id or "", is_draft=True)
        self._write(account, "draft", f"{account_id}:{month}", subject, told, (attached,))

    # Texts

    def _renewal(self, account: Account, asked: RenewalAsked) -> tuple[str, list[str]]:
        from core.language.formats import money_text

        with writing_to(self.switches.language):
            subject = _("Monteore: a renewal of {client} waits").format(client=account.card.title)
            return subject, [
                _("A block of {hours} h for {price} would be added.").format(
                    hours=format_minutes(asked.minutes), price=money_text(asked.price_minor, asked.currency)
                ),
                self._left(account),
                _("Answer it on the desk, or in a shell: monteore renewal approve {id} (or refuse {id})").format(
                    id=asked.renewal_id
                ),
            ]

    def _negative(self, account: Account) -> tuple[str, list[str]]:
        with writing_to(self.switches.language):
            subject = _("Monteore: {client} has used more hours than it has").format(client=account.card.title)
            return subject, [
                self._left(account),
                _("Sell a block on the desk, or in a shell: monteore block sell {code}").format(code=account.address),
            ]

    def _left(self, account: Account) -> str:
        left = account.left_minutes(self._session.today_of(account))
        return _("Hours left: {hours}").format(hours=format_minutes(left))

    def _write(
        self,
        account: Account,
        kind: str,
        key: str,
        subject: str,
        lines: Sequence[str],
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        session, now = self._session, self._session.clock.now()
        self.written += 1
        self._rows.add(
            Mail(
                session.new_id("m"),
                account.client.client_id,
                _PREFIX + kind,
                f"{_PREFIX}{kind}:{key}",
                self.switches.to,
                clean_text(subject),
                "\n".join(clean_text(line) for line in lines) + "\n",
                attachments,
                MailState.QUEUED,
                0,
                None,
                "",
                now,
                now,
            )
        )


def manager_in_words(switches: ManagerSwitches) -> list[str]:
    """What the manager is told, in a few words each; empty for nothing."""
    words = (
        (switches.renewal, _("renewals that wait")),
        (switches.negative, _("accounts below zero")),
        (switches.overdue, _("overdue invoices")),
        (switches.failed, _("statements that fail")),
        (switches.draft, _("drafts of statements")),
    )
    return [said for is_on, said in words if is_on]
