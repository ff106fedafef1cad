"""Several people of one firm are one client with contacts."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from core.basics.dataclass import replace
from core.imports.rows import ClientRow, folded
from core.imports.spilled import Met, spilled

_Places = dict[str, "array[int]"]
"""Places of rows, by what they have in common."""


def joined(rows: Sequence[ClientRow]) -> Sequence[ClientRow]:
    """The rows with those of one firm put together under the first; rows without a person stay as they are.

    Where a firm has one person, the person's numbers are the client's. Where it has several, each keeps its own. Rows
    without a code that have the same name and the same VAT number are one client.
    """
    met, repeated, has_people = Met(), set[str](), False
    for row in rows:
        if row.person:
            has_people = True
        elif (mark := _mark(row)) and met.add(mark) > 1:
            repeated.add(mark)
    if repeated:
        rows = _listed(_merged(rows, _places(mark if (mark := _mark(row)) in repeated else "" for row in rows)))
    if not has_people:
        return rows
    firms = _places(folded(row.name) if row.person else "" for row in rows)
    heads: dict[str, int] = {}
    for place, row in enumerate(rows):
        if not row.person and (name := folded(row.name)) in firms:
            heads.setdefault(name, place)
    return _listed(_joined(rows, firms, heads))


def _joined(rows: Sequence[ClientRow], firms: _Places, heads: dict[str, int]) -> Iterator[ClientRow]:
    for place, row in enumerate(rows):
        name = folded(row.name)
        if name not in firms or (not row.person and heads.get(name) != place):
            yield row
        elif place == min(heads.get(name, place), firms[name][0]):
            people = [rows[each] for each in firms[name]]
            first = rows[heads[name]] if name in heads else people[0]
            yield _one_client(first, people, is_alone=len(people) == 1 and name not in heads)


def _places(names: Iterable[str]) -> _Places:
    found: _Places = {}
    for place, name in enumerate(names):
        if name:
            found.setdefault(name, array("L")).append(place)
    return found


def _listed(rows: Iterable[ClientRow]) -> Sequence[ClientRow]:
    found = spilled(ClientRow)
    for row in rows:
        found.append(row)
    return found.done()


def _mark(row: ClientRow) -> str:
    """What a row without a code has in common with others of its client: name and VAT number; empty for nothing."""
    if not row.is_made or row.person:
        return ""
    vat = next((folded(text) for field, text in row.fiscal if field == "vat"), "")
    return f"{vat} {folded(row.name)}" if vat else ""


def _merged(rows: Sequence[ClientRow], same: _Places) -> Iterator[ClientRow]:
    for place, row in enumerate(rows):
        places = same.get(_mark(row), ())
        if not places:
            yield row
        elif place == places[0]:
            for each in places[1:]:
                row = _with(row, rows[each])
            yield row


def _with(first: ClientRow, row: ClientRow) -> ClientRow:
    return replace(
        first,
        phones=tuple(dict.fromkeys((*first.phones, *row.phones))),
        contacts=tuple(dict.fromkeys((*first.contacts, *row.contacts))),
        email=first.email or row.email,
        fiscal=tuple((dict(row.fiscal) | dict(first.fiscal)).items()),
        archived=first.archived and row.archived,
    )


def _one_client(first: ClientRow, people: Sequence[ClientRow], *, is_alone: bool) -> ClientRow:
    phones = [] if first.person else list(first.phones)
    contacts = list(first.contacts)
    for row in people:
        phones += row.firm_phones
        if is_alone:
            phones += row.phones
            contacts.append(row.person)
        else:
            contacts += [f"{_plain(row.person)} <{_plain(phone)}>" for phone in row.phones] or [row.person]
            contacts += [contact for contact in row.contacts if row is not first]
    fiscal = dict(pair for row in (*reversed(people), first) for pair in row.fiscal)
    return replace(
        first,
        phones=tuple(dict.fromkeys(phones)),
        contacts=tuple(dict.fromkeys(contacts)),
        email=first.email or next((row.email for row in people if row.email), ""),
        person="",
        firm_phones=(),
        # A firm is out of use when all its people are.
        archived=first.archived and all(row.archived for row in people),
        fiscal=tuple(fiscal.items()),
    )


def _plain(text: str) -> str:
    """A name or number without the brackets that part the two."""
    return text.replace("<", "").replace(">", "")
