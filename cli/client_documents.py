"""JSON documents of clients and agreements."""

from datetime import date as date_type

from cli.documents import Document
from core.journal.terms_codec import terms_to_json_dict
from core.ledger.recharge import NOTHING_RECHARGED, RechargedEntry, RechargeView
from core.ledger.waiting import ChargedView
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement
from core.model.work import Waits


class ClientDocument(Document):
    """A client's card."""

    client: str
    client_id: str
    name: str
    phones: list[str]
    contacts: list[str]
    email: str
    archived: bool
    without_card: bool

    @classmethod
    def of(cls, client: Client) -> "ClientDocument":
        """From the model."""
        return cls(
            client=client.code,
            client_id=client.client_id,
            name=client.name,
            phones=[phone.raw for phone in client.phones],
            contacts=list(client.contacts),
            email=client.email,
            archived=client.archived,
            without_card=client.without_card,
        )


class ClientCardDocument(ClientDocument):
    """`client show`: the record with its fiscal card; every field of the card is a text, empty for nothing."""

    fiscal: dict[str, str]

    @classmethod
    def with_fiscal(cls, client: Client, card: FiscalCard) -> "ClientCardDocument":
        """From the models."""
        from core.forms.fiscal import texts_of

        return cls(**ClientDocument.of(client).model_dump(), fiscal=texts_of(card))


class ClientsDocument(Document):
    """`client list`."""

    clients: list[ClientDocument]


class AgreementDocument(Document):
    """Terms in force from a date on; `terms` holds what differs from the defaults."""

    client: str
    account: str
    agreement_id: str
    from_date: date_type | None
    kind: str
    terms: dict[str, object]

    @classmethod
    def of(cls, account: AccountCard, agreement: Agreement) -> "AgreementDocument":
        """From the model."""
        return cls(
            client=account.client.code,
            account=account.address,
            agreement_id=agreement.agreement_id,
            from_date=agreement.from_date,
            kind=agreement.terms.kind.value,
            terms=terms_to_json_dict(agreement.terms),
        )


class RechargedDocument(Document):
    """An entry of a past day that changed terms charge otherwise; it was voided and replaced."""

    entry_id: str
    client: str
    work_date: date_type
    before_minutes: int
    after_minutes: int

    @classmethod
    def of(cls, entry: RechargedEntry) -> "RechargedDocument":
        """From its view."""
        return cls(
            entry_id=entry.entry_id,
            client=entry.client.code,
            work_date=entry.work_date,
            before_minutes=entry.before_minutes,
            after_minutes=entry.after_minutes,
        )


class SetAgreementDocument(AgreementDocument):
    """`agreement set`: the version in force, what it changes, a sentence each, and whether anything was written.

    `charged_…` tell of work that waited for an agreement; they are null where the key of the change was used before.
    `waiting_…` tell of what waits on, `recharged` of entries of past days that the terms charge otherwise.
    """

    changes: list[str]
    written: bool
    charged_entries: int | None
    charged_minutes: int | None
    renewed_blocks: int | None
    recharged: list[RechargedDocument]
    waiting_entries: int
    waiting_minutes: int

    @classmethod
    def of_set(
        cls,
        account: AccountCard,
        agreement: Agreement,
        changes: list[str],
        *,
        written: bool,
        charged: ChargedView | None,
        waits: Waits,
        recharged: RechargeView = NOTHING_RECHARGED,
    ) -> "SetAgreementDocument":
        """From the model, and what was charged, where that is known."""
        return cls(
            **dict(AgreementDocument.of(account, agreement)),
            changes=changes,
            written=written,
            charged_entries=charged.entries if charged else None,
            charged_minutes=charged.minutes if charged else None,
            renewed_blocks=charged.renewals if charged else None,
            recharged=[RechargedDocument.of(entry) for entry in recharged.entries],
            waiting_entries=waits.entries,
            waiting_minutes=waits.minutes,
        )


class AgreementsDocument(Document):
    """`agreement show`."""

    agreements: list[AgreementDocument]
