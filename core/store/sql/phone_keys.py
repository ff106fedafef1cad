"""The derived rows of clients' numbers: what is typed on a card stays there, these rows are made from it for lookups."""

from collections.abc import Iterable

from core.basics.callers import tail_of
from core.basics.numbers import NumberPlan, digits, read_numbers
from core.basics.phone import Phone

PHONE_COLUMNS = (
    "contact TEXT NOT NULL DEFAULT ''",
    "e164 TEXT NOT NULL DEFAULT ''",
    "extension TEXT NOT NULL DEFAULT ''",
    "national TEXT NOT NULL DEFAULT ''",
    "tail TEXT NOT NULL DEFAULT ''",
    "prefix TEXT NOT NULL DEFAULT ''",
    "low INTEGER NOT NULL DEFAULT 0",
    "high INTEGER NOT NULL DEFAULT 0",
    "shortest INTEGER NOT NULL DEFAULT 0",
    "longest INTEGER NOT NULL DEFAULT 0",
)
PHONE_INDEXES = (
    "CREATE INDEX client_phone_e164 ON client_phone (e164)",
    "CREATE INDEX client_phone_tail ON client_phone (tail)",
    "CREATE INDEX client_phone_prefix ON client_phone (prefix)",
)


def phone_rows(client_id: str, phones: Iterable[Phone], plan: NumberPlan) -> list[dict[str, str | int]]:
    """The rows of `client_phone` for a card: one for each number in each text typed."""
    rows: list[dict[str, str | int]] = []
    for phone in phones:
        for number in read_numbers(phone.raw, plan):
            lines = number.lines
            rows.append(
                {
                    "client_id": client_id,
                    "raw": number.raw,
                    "digits": f"{digits(number.raw)} {digits(number.e164)}",
                    "contact": phone.contact,
                    "e164": "" if lines else number.e164,
                    "extension": number.extension,
                    "national": number.national,
                    "tail": tail_of(number),
                    "prefix": lines.prefix if lines else "",
                    "low": lines.low if lines else 0,
                    "high": lines.high if lines else 0,
                    "shortest": lines.shortest if lines else 0,
                    "longest": lines.longest if lines else 0,
                }
            )
    return rows
