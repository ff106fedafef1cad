"""The place of a store: how a person writes it, and how sentences name it."""

import re
from pathlib import Path

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _

SQLITE = "sqlite"

# One slash is enough: `pathlib` writes sqlite:///srv/ledger.db as sqlite:/srv/ledger.db. A drive letter is no scheme.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """An engine's name and the address that the engine understands: for `sqlite` the path of the file."""

    engine: str
    address: str

    @classmethod
    def parse(cls, text: "str | Path | Place") -> "Place":
        """A place from a path or `sqlite:///absolute/path`. Errors: `Usage` for the scheme of an unknown engine."""
        if isinstance(text, Place):
            return text
        url = _URL.fullmatch(str(text))
        if url is None:
            if not str(text):
                raise Usage(_("the store has no name; write a path after --db or into MONTEORE_DB"))
            return cls(SQLITE, str(text))
        scheme, rest = url[1].lower(), url[2]
        if scheme != SQLITE:
            raise Usage(
                _("Monteore keeps no store at {scheme}://; name a file, or sqlite:///path/to/ledger.db").format(
                    scheme=scheme
                )
            )
        if not rest:
            raise Usage(_("{text} names no file; write sqlite:///path/to/ledger.db").format(text=text))
        return cls(SQLITE, f"/{rest}")

    @classmethod
    def of_file(cls, path: Path) -> "Place":
        """The place of a SQLite file; the path is not parsed."""
        return cls(SQLITE, str(path))

    @property
    def words(self) -> str:
        """The place as sentences name it."""
        return self.address

    @property
    def path(self) -> Path:
        """The file of a SQLite store."""
        return Path(self.address)

    def __str__(self) -> str:
        return self.words


def default_place() -> Place:
    """The place of this user's store if none is named: a file in the platform's data folder."""
    from platformdirs import user_data_path

    return Place.of_file(user_data_path("monteore", appauthor=False) / "ledger.db")
