"""Who did the work of a file's rows: names and mail addresses of another program, as login names of this business."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.rows import EntryRow, folded
from core.journal.events import SettingSet
from core.model.technicians import SETTING as TECHNICIANS
from core.model.technicians import read_technicians
from core.queries.phone_settings import PhoneSettingsReads
from core.session import Session

SETTING: Final = "import_persons"
NONE: Final = "none"


@dataclass(frozen=True)
class Persons:
    """What somebody said of the persons of a file."""

    everybody: str = ""
    """Login name of who did every row; empty: nobody said."""
    logins: tuple[tuple[str, str], ...] = ()
    """Names or mail addresses, as they are compared, and their login names."""
    forgets: bool = False
    """Whether what was said before is forgotten."""


NOBODY: Final = Persons()


def read_persons(texts: Sequence[str]) -> Persons:
    """What `--person` says: `NAME=LOGIN`, a `LOGIN` alone for every row, or `none`. Errors: `Usage`."""
    if [text.strip().casefold() for text in texts] == [NONE]:
        return Persons(forgets=True)
    everybody, logins = "", dict[str, str]()
    for text in texts:
        name, has_name, login = text.rpartition("=")
        wanted = clean_text(login).strip()
        if not wanted or any(character.isspace() for character in wanted) or (has_name and not folded(name)):
            raise Usage(
                _("'{text}' says no person; write 'Anna Rossi=anna', or anna for every row").format(
                    text=clean_text(text)
                ),
                option="--person 'Anna Rossi=anna'",
                about="persons",
            )
        if has_name:
            logins[folded(name)] = wanted
        elif everybody and everybody != wanted:
            raise Usage(
                _("every row can be of one person only; write NAME=LOGIN for several"),
                option="--person NAME=LOGIN",
                about="persons",
            )
        else:
            everybody = wanted
    return Persons(everybody, tuple(logins.items()))


def kept_persons(session: Session) -> dict[str, str]:
    """Login names by names or mail addresses, as imports of before were told."""
    found: dict[str, str] = json.loads(session.store.reads.setting(SETTING) or "{}")
    return found


def keep_persons(session: Session, said: Persons) -> None:
    """Keep what was said for the next imports, inside an open change."""
    before = kept_persons(session)
    wanted = {} if said.forgets else before | dict(said.logins)
    if wanted != before:
        session.append([SettingSet(SETTING, json.dumps(wanted, sort_keys=True, ensure_ascii=False))])


class Logins:
    """Gives the rows of a file login names.

    A name is looked up in what was said, then among the people of the business, then its mail address, then the part of that
    before the @. A name that the file has with several addresses is of several people: there the address counts. What is
    found nowhere stays as the file has it.
    """

    def __init__(self, session: Session, persons: Set[tuple[str, str]], said: Persons) -> None:
        self._everybody = said.everybody
        self._found: dict[tuple[str, str], str] = {}
        self.unknown: dict[str, None] = {}
        """Persons of the rows so far whom nobody knows here."""
        if said.everybody or not persons:
            return
        people = (*session.store.import_runs.people(), *_of_settings(session), session.technician)
        self._known: Mapping[str, str] = {folded(name): name for name in people}
        self._said = ({} if said.forgets else kept_persons(session)) | dict(said.logins)
        self._shared = _shared_names(persons)

    def named(self, row: EntryRow) -> EntryRow:
        """The row with a login name."""
        login = self._everybody
        if not login:
            if not row.technician:
                return row
            place = (row.technician, row.email)
            if place not in self._found:
                self._found[place] = self._login(*place)
            login = self._found[place]
        return row if login == row.technician else row._replace(technician=login)

    def _login(self, name: str, email: str) -> str:
        person, address = folded(name), folded(email)
        if address and person in self._shared:
            name, person = email, address
        # Some programs write the last name first: `Rossi, Anna`.
        last, comma, first = person.partition(",")
        turned = folded(f"{first} {last}") if comma and first.strip() else ""
        tried = [each for each in (address, person, turned) if each]
        found = next((self._said[each] for each in tried if each in self._said), "")
        found = found or next((self._known[each] for each in (person, turned, address) if each in self._known), "")
        part = (address or (person if "@" in person else "")).partition("@")[0]
        found = found or self._known.get(part, "")
        if not found:
            self.unknown[name] = None
        return found or name


def _of_settings(session: Session) -> tuple[str, ...]:
    """Those of whom a class or an extension is known."""
    owners = (name for names in PhoneSettingsReads(session).extensions.values() for name in names)
    return (*read_technicians(session.store.reads.setting(TECHNICIANS)), *owners)


def _shared_names(persons: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Names that a file has with several mail addresses."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for technician, email in persons:
        if email:
            addresses[folded(technician)].add(folded(email))
    return frozenset(name for name, found in addresses.items() if len(found) > 1)
