"""Places: a path, a URL, or a clear refusal."""

from pathlib import Path

import pytest

from core.basics.errors import StoreUnavailable, Usage
from core.business import Business
from core.store.place import Place
from tests.builders import add_client, open_business


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ledger.db", "ledger.db"),
        ("/srv/ledger.db", "/srv/ledger.db"),
        (Path("/srv/ledger.db"), "/srv/ledger.db"),
        ("sqlite:///srv/ledger.db", "/srv/ledger.db"),
        ("SQLite:///srv/a b.db", "/srv/a b.db"),
        (Path("sqlite:///srv/ledger.db"), "/srv/ledger.db"),
        ("./odd:name.db", "./odd:name.db"),
        ("c:/ledger.db", "c:/ledger.db"),
    ],
)
def test_a_path_and_a_url_of_sqlite_name_a_file(text: str | Path, address: str) -> None:
    place = Place.parse(text)
    assert (place.engine, place.address, place.words) == ("sqlite", address, address)
    assert Place.parse(place) is place


@pytest.mark.parametrize("text", ["mysql://x", "https://example.com/x", Path("mysql://x/y")])
def test_the_scheme_of_an_engine_that_is_not_here_is_refused_with_advice(text: str | Path) -> None:
    with pytest.raises(Usage, match=r"keeps no store at .*name a file, sqlite:///"):
        Business.open(text, create=True)


@pytest.mark.parametrize(
    ("text", "server", "business"),
    [
        ("postgresql://db.example/books?business=acme", "postgresql://db.example/books", "acme"),
        ("postgres://anna@a,b:5433/books?business=A.b-1_c", "postgresql://anna@a,b:5433/books", "A.b-1_c"),
        (
            "postgresql:///books?host=/run/postgresql&business=acme&sslmode=require",
            "postgresql:///books?host=/run/postgresql&sslmode=require",
            "acme",
        ),
    ],
)
def test_a_url_of_postgresql_names_a_database_and_a_business(text: str, server: str, business: str) -> None:
    place = Place.parse(text)
    assert (place.engine, place.server.replace("%2F", "/"), place.business) == ("postgresql", server, business)
    assert Place.parse(place.address) == place and not place.is_file and place.expanded() is place
    with pytest.raises(Usage, match="only for a store in a file"):
        _ = place.path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("postgresql://host/db", "names no business"),
        ("postgresql://host/db?business=", "names no business"),
        ("postgresql://host/db?business=a b", "names no business"),
        ("postgresql://host/db?business='; DROP", "names no business"),
        ("postgresql://host?business=acme", "names no database"),
        ("postgresql://host/a/b?business=acme", "names no database"),
        (Path("postgresql://host/db?business=acme"), "names no database"),
        ("postgresql://anna:secret@host/db?business=acme", "read the password"),
        ("postgresql://host/db?business=acme&password=secret", "read the password"),
        ("postgresql://host/db?business=acme&options=-csearch_path", "options is not known"),
    ],
)
def test_an_address_of_a_database_that_is_incomplete_or_tells_a_secret_is_refused(text: str | Path, told: str) -> None:
    with pytest.raises(Usage, match=told) as refused:
        Place.parse(text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "sqlite://", "sqlite:///"])
def test_a_place_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        Place.parse(text)


def test_a_business_opens_by_path_text_url_and_place(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
    path = tmp_path / "ledger.db"
    for place in (path, str(path), f"sqlite://{path}", Place.parse(path)):
        with Business.open(place) as business, business.second() as second:
            assert second.queries.resolve_client("acme").code == "acme"
            assert second.session.store.place == business.session.store.place == Place.of_file(path)


def test_a_file_whose_name_looks_like_a_url_can_be_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreUnavailable, match="no store at"):
        Business.open("sqlite:/nowhere/at/all.db")
