"""The search for clients on a server with 100,000 of them. Run by hand: `python -m bench.server_search [CLIENTS]`.

As the owner of the tables, and as a technician under the policies of roles. A word is typed three letters long, four, and
whole; the median and the 95th of a hundred in milliseconds.
"""

import random
import sys
import time

from core.basics.numbers import plan_for
from core.store.engines import database_roles, make_store, store_at
from core.store.place import Place
from core.store.postgres.dialect import client_vector, folded_name
from tests.store.server import NoServer, Server

FIRST = ("Forno", "Bar", "Studio", "Officina", "Farmacia", "Hotel", "Impresa", "Ditta", "Bottega", "Clinica", "Scuola")
SYLLABLES = (
    "ro",
    "ssi",
    "bian",
    "chi",
    "ver",
    "di",
    "mo",
    "re",
    "tti",
    "lo",
    "zo",
    "ma",
    "ri",
    "ni",
    "fa",
    "ga",
    "to",
    "ca",
    "va",
)
WORDS = 60


def word() -> str:
    """A word as surnames are."""
    return "".join(random.choice(SYLLABLES) for _part in range(random.randint(2, 4))).capitalize()


def fill(place: Place, count: int) -> list[str]:
    """Write the clients past the journal, as only the search is measured; a word of each name."""
    import psycopg

    names = [(f"{random.choice(FIRST)} {word()} {word()}", f"{word()} {word()}") for _client in range(count)]
    with psycopg.connect(place.server) as raw:
        columns = "business_id, client_id, code, name, email, phones, contacts, seq"
        with raw.cursor().copy(f"COPY client ({columns}) FROM STDIN".encode()) as copy:
            for number, (name, _contact) in enumerate(names):
                copy.write_row((place.business, f"k{number}", f"c{number}", name, "", "[]", "[]", 2))
        columns = "business_id, client_id, code, name, contacts, folded, words"
        with raw.cursor().copy(f"COPY client_search ({columns}) FROM STDIN".encode()) as copy:
            for number, (name, contact) in enumerate(names):
                words = client_vector(f"c{number}", name, contact)
                copy.write_row((place.business, f"k{number}", f"c{number}", name, contact, folded_name(name), words))
        raw.commit()
        raw.autocommit = True
        raw.execute("VACUUM ANALYZE client")
        raw.execute("VACUUM ANALYZE client_search")
        raw.execute("CREATE ROLE anna LOGIN")
    return [name.split()[1] for name, _contact in random.sample(names, WORDS)]


def measure(who: str, place: Place, words: list[str]) -> None:
    """Print a row for each length of what is typed."""
    store, plan = store_at(place), plan_for("Europe/Rome")
    for letters, said in ((3, "3 letters"), (4, "4 letters"), (99, "whole word")):
        took = []
        for typed in (word[:letters] for word in words):
            began = time.perf_counter()
            store.search.hits(typed, 12, plan)
            took.append((time.perf_counter() - began) * 1000)
        took.sort()
        print(
            f"{who:<12} {said:<12} p50 {took[len(took) // 2]:6.1f} ms   p95 {took[int(len(took) * 0.95)]:6.1f} ms",
            flush=True,
        )
    store.close()


def main(clients: int) -> None:
    """All rows."""
    try:
        server = Server(durable=True)
    except NoServer as reason:
        raise SystemExit(f"no PostgreSQL server: {reason}") from None
    random.seed(1)
    place = Place.parse(server.url(server.database(), "firm"))
    make_store(place, {"timezone": "Europe/Rome"}).close()
    words = fill(place, clients)
    measure("owner", place, words)
    with database_roles(place) as roles:
        roles.make()
        roles.grant("anna", "technician")
    measure("technician", Place.parse(place.address.replace("user=monteore", "user=anna")), words)
    server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
