"""The place of a store: how a person writes it, and how sentences name it."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
_BUSINESS = Pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_OPTIONS = frozenset(
    {
        *("host", "port", "user", "passfile", "connect_timeout", "target_session_attrs"),
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "gssencmode"),
    }
)
"""What an address may say besides the business; a password is no part of it, as others see the arguments of a process."""

# One slash is enough: `pathlib` writes sqlite:///srv/ledger.db as sqlite:/srv/ledger.db. A drive letter is no scheme.
_URL = Pattern(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """An engine's name and the address that the engine understands: the path of a file, or the URL of a database."""

    engine: str
    address: str

    @classmethod
    def parse(cls, text: "str | Path | Place") -> "Place":
        """A place from a path, `sqlite:///absolute/path` or `postgresql://host/database?business=name`.

        Errors: `Usage` for the scheme of an unknown engine, and for an address that is not complete or holds a password.
        """
        if isinstance(text, Place):
            return text
        url = _URL.fullmatch(str(text))
        if url is None:
            if not str(text):
                raise Usage(_("the store has no name; write a path after --db or into MONTEORE_DB"))
            return cls(SQLITE, str(text))
        scheme, rest = url[1].lower(), url[2]
        if scheme in (POSTGRESQL, "postgres"):
            return cls(POSTGRESQL, _database(str(text)))
        if scheme != SQLITE:
            raise Usage(
                _(
                    "Monteore keeps no store at {scheme}://; name a file, sqlite:///path/to/ledger.db "
                    "or postgresql://host/database?business=name"
                ).format(scheme=scheme)
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
    def short(self) -> str:
        """The place without what only a connection needs, for sentences about a connection."""
        if self.is_file:
            return self.address
        url = urlsplit(self.address)
        return _written(url.netloc, url.path, {"business": self.business})

    @property
    def is_file(self) -> bool:
        """Whether the store is a file."""
        return self.engine == SQLITE

    @property
    def path(self) -> Path:
        """The file of a SQLite store. Errors: `Usage` for a store that is no file."""
        if not self.is_file:
            raise Usage(
                _("{place} is a database on a server; this is only for a store in a file").format(place=self.words)
            )
        return Path(self.address)

    @property
    def business(self) -> str:
        """The business whose rows a database's store holds."""
        return dict(parse_qsl(urlsplit(self.address).query))["business"]

    @property
    def server(self) -> str:
        """The address of a database, without the business, as PostgreSQL's own library reads it."""
        url = urlsplit(self.address)
        options = {name: value for name, value in parse_qsl(url.query) if name != "business"}
        return _written(url.netloc, url.path, options)

    def expanded(self) -> "Place":
        """The place with `~` of a file's path written out."""
        return Place.of_file(self.path.expanduser()) if self.is_file else self

    def __str__(self) -> str:
        return self.words


def _database(text: str) -> str:
    """The checked address of a database and a business."""
    _scheme, slashes, rest = text.partition("://")
    url = urlsplit(f"{POSTGRESQL}://{rest}")
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    if ":" in url.netloc.rpartition("@")[0] or "password" in options:
        raise Usage(_("others can read the password in an address; write it into ~/.pgpass and leave it out"))
    if not slashes or url.fragment or not url.path.strip("/") or "/" in url.path.strip("/"):
        raise Usage(_("{text} names no database; write postgresql://host/database?business=name").format(text=text))
    business = options.pop("business", "")
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise Usage(_("{name} is not known in the address of a database; leave it out").format(name=unknown[0]))
    if not _BUSINESS.fullmatch(business):
        raise Usage(
            _(
                "{text} names no business (letters, digits, . _ -); write postgresql://host/database?business=name"
            ).format(text=text)
        )
    return _written(url.netloc, url.path, {"business": business, **options})


def _written(server: str, database: str, options: dict[str, str]) -> str:
    said = urlencode(options, safe="/,", quote_via=quote)
    return f"{POSTGRESQL}://{server}{database}" + (f"?{said}" if said else "")


def default_place() -> Place:
    """The place of this user's store if none is named: a file in the platform's data folder."""
    from platformdirs import user_data_path

    return Place.of_file(user_data_path("monteore", appauthor=False) / "ledger.db")
