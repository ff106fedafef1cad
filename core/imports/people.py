"""Several people of one firm are one client with contacts."""

from collections.abc import Sequence

from core.basics.dataclass import replace
from core.imports.rows import ClientRow, folded


def joined(rows: Sequence[ClientRow]) -> tuple[ClientRow, ...]:
    """The rows with those of one firm put together under the first; rows without a person stay as they are.

    Where a firm has one person, the person's numbers are the client's. Where it has several, each keeps its own. Rows
    without a code that have the same name and the same VAT number are one client.
    """
    rows = _without_repeated(rows)
    firms: dict[str, list[ClientRow]] = {}
    for row in rows:
        if row.person:
            firms.setdefault(folded(row.name), []).append(row)
    heads = {name: row for row in rows if not row.person and (name := folded(row.name)) in firms}
    result, done = list[ClientRow](), set[str]()
    for row in rows:
        name = folded(row.name)
        if name not in firms or (not row.person and heads.get(name) is not row):
            result.append(row)
        elif name not in done:
            done.add(name)
            people = firms[name]
            first = heads.get(name) or people[0]
            result.append(_one_client(first, people, is_alone=len(people) == 1 and name not in heads))
    return tuple(result)


def _without_repeated(rows: Sequence[ClientRow]) -> Sequence[ClientRow]:
    same: dict[tuple[str, str], int] = {}
    result = list[ClientRow]()
    for row in rows:
        vat = next((folded(text) for field, text in row.fiscal if field == "vat"), "")
        if not vat or not row.is_made or row.person:
            result.append(row)
            continue
        place = same.setdefault((folded(row.name), vat), len(result))
        if place == len(result):
            result.append(row)
            continue
        first = result[place]
        result[place] = replace(
            first,
            phones=tuple(dict.fromkeys((*first.phones, *row.phones))),
            contacts=tuple(dict.fromkeys((*first.contacts, *row.contacts))),
            email=first.email or row.email,
            fiscal=tuple((dict(row.fiscal) | dict(first.fiscal)).items()),
            archived=first.archived and row.archived,
        )
    return result


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
