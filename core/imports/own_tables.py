"""The tables that this program exports beside its clients and entries: that of agreements is read, the others are not.

Their column `client` holds codes.
"""

import json
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from core.basics.errors import Refused
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.forms.agreement import read_terms
from core.forms.agreement_words import terms_in_words
from core.imports.rows import BadRow, CellError, ClientRow, ReadResult
from core.imports.tables import Table
from core.journal.terms_codec import terms_from_json_dict
from core.model.terms import Terms

_AGREEMENTS: Final = frozenset({"client", "from", "kind", "terms", "account"})
_OTHERS: Final = {
    "blocks": frozenset({"block", "client", "origin", "remaining_minutes"}),
    "lines": frozenset({"line", "client", "kind", "minutes", "status"}),
    "corrections": frozenset({"correction", "client", "minutes", "reason"}),
    "proposals": frozenset({"proposal", "client", "title", "estimate_minutes"}),
    "charges": frozenset({"entry", "client", "worked_seconds", "charged_minutes"}),
    "draws": frozenset({"entry", "client", "block", "minutes"}),
}
"""Tables of `export --what` that no import reads, and columns that each of them has."""


def check_is_read(table: Table, name: str) -> None:
    """Errors: `Refused` for a table of an export that no import reads."""
    header = set(table.header)
    found = next((each for each, sign in _OTHERS.items() if sign <= header), "")
    if found:
        raise Refused(
            _(
                "{name} is the table {table} of an export of monteore, which is made from its others; "
                "import its clients, agreements and entries"
            ).format(name=name, table=found)
        )


def is_agreements(table: Table) -> bool:
    """Whether a header is that of the exported agreements."""
    return set(table.header) >= _AGREEMENTS


def read_agreements(table: Table) -> ReadResult[ClientRow]:
    """The last agreement of each client's own account; the result says how many others are left out."""
    last, bad, left_out = dict[str, ClientRow](), list[BadRow](), 0
    for line in table.rows():
        cells = line.by_column()
        code, starts = clean_text(cells.get("client", "")).casefold(), cells.get("from", "")
        terms, account = cells.get("terms", ""), clean_text(cells.get("account", "")).casefold()
        if line.fault or not (code and terms):
            sentence = line.fault or _("it names no client or no terms; export the table again")
            bad.append(BadRow(line.number, "*" if line.fault else "client", sentence))
            continue
        before = last.get(code)
        if account not in ("", code) or (before is not None and before.starts > starts):
            left_out += 1
            continue
        left_out += before is not None
        last[code] = ClientRow(line.number, code, "", kept_terms=terms, starts=starts)
    warnings = tuple[str, ...]()
    if left_out:
        sentence = ngettext(
            "{count} agreement is left out: an earlier one, or that of another account",
            "{count} agreements are left out: earlier ones, or those of other accounts",
            left_out,
        )
        warnings = (sentence.format(count=left_out),)
    return ReadResult(tuple(last.values()), tuple(bad), warnings=warnings)


def kept_terms(text: str) -> Terms:
    """The terms of a row, checked as those that a person types. Errors: `CellError`, `FieldError`."""
    try:
        terms = terms_from_json_dict(json.loads(text))
        if not _fits(terms, Terms):
            raise ValueError(text)
        terms_in_words(terms)
        if terms.timezone:
            ZoneInfo(terms.timezone)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, OSError, RecursionError):
        raise CellError("terms", _("these terms cannot be read; export the table again")) from None
    return read_terms({}, terms)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, with all that it holds, and no number is below zero."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(_fits(value, each) for each in inner)
    if origin is dict:
        return isinstance(value, dict) and all(isinstance(key, str) and _fits(value[key], inner[1]) for key in value)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(each, inner[0]) for each in value)
    if hint is int:
        return type(value) is int and value >= 0
    if not isinstance(value, hint):
        return False
    if not is_dataclass(value):
        return True
    hints = get_type_hints(type(value))
    return all(_fits(getattr(value, field.name), hints[field.name]) for field in fields(value))
