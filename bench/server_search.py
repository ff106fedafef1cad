"""The search among 100,000 clients, in a file and on a server. Run by hand: `python -m bench.server_search [CLIENTS]`.

On the server as the owner of the tables, and as a technician under the policies of roles. A word is typed three letters long,
four, and whole, then part of a number and a word with a slip; the median and the 95th of a hundred in milliseconds.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from core.basics.numbers import plan_for
from core.store.engines import database_roles, make_store, store_at
from core.store.place import Place
from core.store.protocol import Store
from core.store.sql.forms import forms_of
from tests.store.server import NoServer, Server

FIRST = ("Forno", "Bar", "Studio", "Officina", "Farmacia", "Hotel", "Impresa", "Ditta", "Bottega", "Clinica", "Scuola")
_SYLLABLES = "ro ssi bian chi ver di mo re tti lo zo ma ri ni fa ga to ca va"
SYLLABLES = _SYLLABLES.split()
WORDS = 60
_CLIENT = "business_id, client_id, code, name, email, phones, contacts, seq"
_SEARCH = "business_id, client_id, code, name, contacts, forms"
_PHONE = "business_id, client_id, raw, digits, e164, tail"
Table = tuple[str, str, Iterator[Sequence[object]]]


def word() -> str:
    """A word as surnames are."""
    return "".join(random.choice(SYLLABLES) for _part in range(random.randint(2, 4))).capitalize()


class Clients:
    """Made clients, each with a name, a person and a number; the same ones for every engine."""

    def __init__(self, count: int) -> None:
        self.names = [(f"{random.choice(FIRST)} {word()} {word()}", f"{word()} {word()}") for _client in range(count)]
        self.numbers = [str(random.randint(3_200_000_000, 3_499_999_999)) for _client in range(count)]
        self.words = [name.split()[1] for name, _contact in random.sample(self.names, WORDS)]

    def tables(self, business: str) -> list[Table]:
        """By table and columns, its rows."""
        named, called = enumerate(self.names), enumerate(self.numbers)
        again = enumerate(zip(self.names, self.numbers, strict=True))
        return [
            (
                "client",
                _CLIENT,
                ((business, f"k{n}", f"c{n}", name, "", "[]", "[]", n + 2) for n, (name, _who) in named),
            ),
            (
                "client_search",
                _SEARCH,
                (
                    (business, f"k{n}", f"c{n}", *texts, forms_of((f"c{n}", *texts), (f"{at} 39{at}",)))
                    for n, (texts, at) in again
                ),
            ),
            (
                "client_phone",
                _PHONE,
                ((business, f"k{n}", at, f"{at} 39{at}", f"+39{at}", at[-7:]) for n, at in called),
            ),
        ]


def fill_file(place: Place, clients: Clients) -> None:
    """Write the clients past the journal, as only the search is measured."""
    from core.store.sqlite.connection import sqlite3

    raw = sqlite3.connect(place.path)
    for table, columns, rows in clients.tables("main"):
        marks = ", ".join("?" * len(columns.split(",")))
        raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    raw.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")
    raw.execute("ANALYZE")
    raw.commit()
    raw.close()


def fill_server(place: Place, clients: Clients) -> None:
    """The same on a server."""
    import psycopg

    from core.store.postgres.dialect import client_vector, folded_name

    with psycopg.connect(place.server) as raw:
        for table, columns, rows in clients.tables(place.business):
            is_search = table == "client_search"
            columns += ", folded, words, seq" if is_search else ""
            with raw.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for number, row in enumerate(rows):
                    texts = [str(each) for each in row[2:]]
                    own = (folded_name(texts[1]), client_vector(*texts), number + 2) if is_search else ()
                    copy.write_row((*row, *own))
        raw.commit()
        raw.autocommit = True
        raw.execute("VACUUM ANALYZE")
        raw.execute("CREATE ROLE anna LOGIN")


def measure(who: str, place: Place, clients: Clients) -> None:
    """Print a row for each length of what is typed, for parts of numbers, and for words with a slip."""
    store = store_at(place)
    for letters, said in ((3, "3 letters"), (4, "4 letters"), (99, "whole word")):
        report(who, said, [typed[:letters] for typed in clients.words], lambda typed: hits(store, typed))
    report(who, "4 digits", [number[3:7] for number in clients.numbers[:WORDS]], lambda typed: hits(store, typed))
    report(who, "6 digits", [number[2:8] for number in clients.numbers[:WORDS]], lambda typed: hits(store, typed))
    report(who, "first slip", [clients.words[0][1:]], lambda typed: near(store, typed))
    report(who, "slip", [typed[:3] + "x" + typed[3:] for typed in clients.words], lambda typed: near(store, typed))
    store.close()


def hits(store: Store, typed: str) -> object:
    """Clients that are found at once."""
    return store.search.hits(typed, 12, plan_for("Europe/Rome"))


def near(store: Store, typed: str) -> object:
    """Clients spelt nearly so."""
    return store.search.near(typed, 5)


def report(who: str, said: str, typed: Sequence[str], find: Callable[[str], object]) -> None:
    """Print a row."""
    took = []
    for each in typed:
        began = time.perf_counter()
        find(each)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    late = took[int(len(took) * 0.95)]
    print(f"{who:<20} {said:<12} p50 {took[len(took) // 2]:7.1f} ms   p95 {late:7.1f} ms", flush=True)


def main(count: int) -> None:
    """All rows."""
    try:
        server = Server(durable=True)
    except NoServer as reason:
        raise SystemExit(f"no PostgreSQL server: {reason}") from None
    random.seed(1)
    clients = Clients(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Place.of_file(Path(folder) / "ledger.db")
        make_store(file, {"timezone": "Europe/Rome"}).close()
        fill_file(file, clients)
        measure("file", file, clients)
    place = Place.parse(server.url(server.database(), "firm"))
    make_store(place, {"timezone": "Europe/Rome"}).close()
    fill_server(place, clients)
    measure("server", place, clients)
    store = store_at(place)
    with database_roles(place) as roles:
        roles.make()
        roles.grant("anna", "technician")
    store.close()
    store_at(place).close()
    measure("server, technician", Place.parse(place.address.replace("user=monteore", "user=anna")), clients)
    server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
