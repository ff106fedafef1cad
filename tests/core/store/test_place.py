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


@pytest.mark.parametrize(
    "text", ["postgresql://host/db", "mysql://x", "https://example.com/x", Path("postgresql://h/db")]
)
def test_the_scheme_of_an_engine_that_is_not_here_is_refused_with_advice(text: str | Path) -> None:
    with pytest.raises(Usage, match=r"keeps no store at .*name a file, or sqlite:///"):
        Business.open(text, create=True)


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
