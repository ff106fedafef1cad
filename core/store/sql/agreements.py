"""Reads of agreements. SQL only."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from core.journal.codec import instant_from
from core.journal.terms_codec import terms_from_json_dict
from core.model.terms import Agreement, Terms
from core.store.sql.session import Reader, among, day


@lru_cache(maxsize=4096)
def _terms(text: str) -> Terms:
    return terms_from_json_dict(json.loads(text))


AGREEMENT = (
    "agreement_id, client_id, from_date, terms, seq, account_id, (SELECT recorded_at FROM journal "
    "WHERE business_id = :business AND journal.seq = agreement.seq)"
)


def agreement_from(row: tuple[Any, ...]) -> Agreement:
    """The agreement of a row with the columns of `AGREEMENT`."""
    recorded_at = instant_from(row[6]) if row[6] else None
    return Agreement(row[0], row[1], day(row[2]), _terms(row[3]), row[4], row[5], recorded_at)


class AgreementReads(Reader):
    """The versions of agreements."""

    def agreements(self, account_ids: str | Sequence[str] | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one account, of some or of all."""
        where, values = among("account_id", account_ids)
        rows = self._rows(
            f"SELECT {AGREEMENT} FROM agreement WHERE business_id = :business {where} ORDER BY seq",
            values,
        )
        return [agreement_from(row) for row in rows]

    def zoned_agreements(self) -> list[Agreement]:
        """The versions of the accounts of which any version names a time zone, in the order they were recorded."""
        rows = self._rows(
            f"SELECT {AGREEMENT} FROM agreement WHERE business_id = :business "
            "AND account_id IN (SELECT account_id FROM agreement WHERE business_id = :business "
            "AND replace(terms, '\"timezone\":', '') <> terms) ORDER BY seq"
        )
        return [agreement_from(row) for row in rows]

    def managed_accounts(self) -> list[str]:
        """Ids of the accounts of which any version is managed."""
        rows = self._rows(
            "SELECT DISTINCT account_id FROM agreement WHERE business_id = :business AND kind = 'managed' "
            "ORDER BY account_id"
        )
        return [row[0] for row in rows]
