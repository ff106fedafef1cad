"""Reads of agreements. SQL only."""

import json
from functools import lru_cache

from core.journal.terms_codec import terms_from_json_dict
from core.model.terms import Agreement, Terms
from core.store.sql.session import Reader
from core.store.sql.values import day


@lru_cache(maxsize=4096)
def _terms(text: str) -> Terms:
    return terms_from_json_dict(json.loads(text))


class AgreementReads(Reader):
    """The versions of agreements."""

    def agreements(self, client_id: str | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one client or of all."""
        where, values = ("AND client_id = ?", (client_id,)) if client_id else ("", ())
        rows = self._rows(
            "SELECT agreement_id, client_id, from_date, terms, seq FROM agreement "
            f"WHERE business_id = :business {where} ORDER BY seq",
            values,
        )
        return [Agreement(row[0], row[1], day(row[2]), _terms(row[3]), row[4]) for row in rows]

    def zoned_agreements(self) -> list[Agreement]:
        """The versions of the clients of whom any version names a time zone, in the order they were recorded."""
        rows = self._rows(
            "SELECT agreement_id, client_id, from_date, terms, seq FROM agreement WHERE business_id = :business "
            "AND client_id IN (SELECT client_id FROM agreement WHERE business_id = :business "
            "AND replace(terms, '\"timezone\":', '') <> terms) ORDER BY seq"
        )
        return [Agreement(row[0], row[1], day(row[2]), _terms(row[3]), row[4]) for row in rows]
