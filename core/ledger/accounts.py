"""Accounts of clients: add, rename, share, choose and archive them."""

from core.basics.durations import format_minutes
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.events import (
    AccountAdded,
    AccountArchived,
    AccountBroughtBack,
    AccountChosen,
    AccountRenamed,
    AccountShared,
    AccountUnshared,
    Event,
)
from core.ledger import archiving
from core.ledger.clients import CODE_FORM
from core.model.accounts import Account
from core.model.worktypes import check_work_type
from core.queries.accounts import AccountView
from core.queries.queries import Queries
from core.rules import asking, moving, posting
from core.session import Session, needs


def clean_name(name: str) -> str:
    """An account's name as stored: lower case. Errors: `Usage` for one that could not be typed after a slash."""
    wanted = name.strip().casefold()
    if not CODE_FORM.fullmatch(wanted):
        raise Usage(
            _("{name} cannot be the name of an account; use up to 32 letters, digits, dots or dashes").format(
                name=clean_text(name) or "''"
            )
        )
    return wanted


class Accounts:
    """Changes of accounts. Every client has its own account from the start; these are the others, and who uses them."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def add(self, client_id: str, name: str, *, default: bool = False) -> AccountView:
        """Give a client a named account; with `default` its work goes there where nobody names another one.

        Errors: `Usage` for a bad name, `Refused` for one in use.
        """
        wanted = clean_name(name)
        session = self._session
        with session.changing():
            account = session.account(client_id)
            self._check_free(account.client.client_id, wanted)
            account_id = session.new_id("o")
            events: list[Event] = [AccountAdded(account_id, client_id, wanted)]
            if default:
                events.append(AccountChosen(client_id, account_id))
            session.append(events)
        return self._view(account_id)

    @needs(Right.MANAGE)
    def edit(
        self,
        client_id: str,
        account_id: str,
        *,
        name: str | None = None,
        pays: tuple[str, ...] = (),
        pays_not: tuple[str, ...] = (),
    ) -> AccountView:
        """Rename an account, or say which work for a client it pays where nobody names one.

        `pays` and `pays_not` are work types; an empty one in `pays` stands for all other work. A client's own account may
        get a name, too. Errors: `Refused` for an account that the client may not use or does not own, and for a name in
        use, `Usage` for a bad name or an unknown work type.
        """
        session = self._session
        with session.changing():
            account = session.paying_account(client_id, "", account_id)
            chosen = session.store.reads.choices(client_id)
            events: list[Event] = []
            if name is not None and clean_name(name) != account.card.name:
                events.append(self._renamed(account, client_id, clean_name(name)))
            for work_type in pays:
                if work_type:
                    check_work_type(work_type, session.terms_of(account))
                wanted = None if not work_type and account_id == client_id else account_id
                if chosen.get(work_type) != wanted:
                    events.append(AccountChosen(client_id, wanted, work_type))
            events += [
                AccountChosen(client_id, None, work_type)
                for work_type in pays_not
                if work_type not in pays and chosen.get(work_type) == account_id
            ]
            session.append(events)
        return self._view(account_id)

    def _renamed(self, account: Account, client_id: str, name: str) -> AccountRenamed:
        owner = account.client
        if owner.client_id != client_id:
            raise Refused(
                _("the account {account} belongs to {code}; rename it there").format(
                    account=account.address, code=owner.code
                )
            )
        for user_id in (owner.client_id, *self._session.store.reads.users_of(account.account_id)):
            self._check_free(user_id, name, account.account_id)
        return AccountRenamed(account.account_id, owner.client_id, name)

    @needs(Right.MANAGE)
    def share(self, account_id: str, client_id: str, *, default: bool | None = None) -> AccountView:
        """Let work for another client be charged to an account; its owner pays.

        With `default` the client's work goes there where nobody names another account; unless it is said, it does so
        where the client has no agreement of its own. Errors: `Refused` for the owner itself, and for a name in use.
        """
        session = self._session
        with session.changing():
            account, other = session.account(account_id), session.account(client_id)
            code = other.client.code
            if account.client.client_id == client_id:
                raise Refused(_("{account} is an account of {code} itself").format(account=account.address, code=code))
            posting.check_live(account)
            reads = session.store.reads
            events: list[Event] = []
            if not reads.is_shared(account_id, client_id):
                self._check_free(client_id, account.card.typed_name, account_id)
                events.append(AccountShared(account_id, account.client.client_id, client_id))
            if default is None:
                default = bool(events) and not other.agreements and not reads.choices(client_id)
            if default and other.client.account_id != account_id:
                events.append(AccountChosen(client_id, account_id))
            session.append(events)
        return self._view(account_id)

    @needs(Right.MANAGE)
    def unshare(self, account_id: str, client_id: str) -> AccountView:
        """Charge no more work for a client to another one's account; what was charged stays.

        Errors: `Refused` where it is not shared, or an open call of the client names it.
        """
        session = self._session
        with session.changing():
            account, client = session.account(account_id), self._queries.client(client_id)
            if not session.store.reads.is_shared(account_id, client_id):
                raise Refused(
                    _("the account {account} is not shared with {code}").format(
                        account=account.address, code=client.code
                    )
                )
            self._check_no_call(account, client_id)
            session.append([AccountUnshared(account_id, account.client.client_id, client_id)])
        return self._view(account_id)

    @needs(Right.MANAGE)
    def archive(self, account_id: str, *, sure: bool = False) -> AccountView:
        """Archive an account: nothing more is charged to it, and a renewal that waits is withdrawn.

        Errors: `Refused` for a client's own account, an open call or an overdraft, `Unasked` for one with hours left or a
        running fee.
        """
        session = self._session
        with session.changing():
            account = self._archivable(account_id)
            asking.check(self._left(account), sure=sure)
            session.append([*moving.withdrawn(account), AccountArchived(account_id, account.client.client_id)])
        return self._view(account_id)

    @needs(Right.READ)
    def preview_archive(self, account_id: str) -> tuple[str, ...]:
        """What a person should confirm before `archive`; nothing is changed. Errors: those of `archive`."""
        return self._left(self._archivable(account_id))

    def _left(self, account: Account) -> tuple[str, ...]:
        # A client's default account is typed as the client, which is not what is archived.
        name = f"{account.client.code}/{account.card.typed_name}"
        fee = archiving.fee_left(self._session, account)
        return asking.of_archive(name, [(name, account.remaining_minutes, 0)], [fee] if fee else [])

    def _archivable(self, account_id: str) -> Account:
        account = self._session.account(account_id)
        card = account.card
        if card.is_own:
            raise Refused(
                _("{account} is the client's own account; archive the client").format(account=card.address),
                step=f"client archive {card.client.code}",
            )
        if card.archived:
            raise Refused(_("the account {account} is archived already").format(account=card.address))
        self._check_no_call(account)
        if account.overdraft_minutes:
            raise Refused(
                _("{account} has {minutes} h that no block covers; sell one first").format(
                    account=card.address, minutes=format_minutes(account.overdraft_minutes)
                ),
                step=f"block sell {card.address}",
            )
        return account

    @needs(Right.MANAGE)
    def bring_back(self, account_id: str, *, sure: bool = True) -> AccountView:
        """Make an archived account active again; its shares and choices are not.

        Errors: `Refused` for an active one; `Unasked` where fees of the time in between would be invoiced, unless a person is
        `sure`.
        """
        session = self._session
        with session.changing():
            account = session.account(account_id)
            card = account.card
            if not card.archived:
                raise Refused(_("the account {account} is not archived").format(account=card.address))
            fee = archiving.fee_again(session, account)
            asking.check(asking.of_return(card.address, [fee] if fee else []), sure=sure)
            session.append([AccountBroughtBack(account_id, card.client.client_id)])
        return self._view(account_id)

    def _view(self, account_id: str) -> AccountView:
        return self._queries.account_view(account_id)

    def _check_free(self, client_id: str, name: str, account_id: str = "") -> None:
        """Errors: `Refused` where a client uses another account of that name."""
        reads = self._session.store.reads
        owned = [card for card in reads.cards() if card.client.client_id == client_id]
        used = [*owned, *reads.cards_for([client_id])[client_id]]
        code = next(card.client.code for card in owned)
        if name == code and account_id != client_id:
            raise Refused(
                _("{code}/{name} is the client's own account; choose another name").format(code=code, name=name)
            )
        if any(card.account_id != account_id and card.typed_name == name for card in used):
            raise Refused(_("{code} has an account {name} already; choose another name").format(code=code, name=name))

    def _check_no_call(self, account: Account, client_id: str | None = None) -> None:
        for call in self._session.store.calls.open_calls():
            if call.account_id == account.account_id and client_id in (None, call.client_id):
                raise Refused(
                    _("an open call is charged to {account}; stop or cancel it first").format(account=account.address),
                    step="call list",
                )
