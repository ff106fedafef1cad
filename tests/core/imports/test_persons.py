"""Whose work the rows of a file are: names and mail addresses of another program become login names."""

from pathlib import Path

import pytest

from core.basics.errors import Usage
from core.business import Business
from core.imports.persons import kept_persons, read_persons
from tests.builders import open_business

HEAD = "User,Email,Client,Project,Description,Start date,Start time,End date,End time,Duration\n"


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


def give(business: Business, people: list[tuple[str, str]], *persons: str) -> tuple[list[str], tuple[str, ...]]:
    """Whose work the rows are, and who is nobody here; the import is undone."""
    text = HEAD + "".join(
        f"{name},{email},Acme,Net,mail {number},2026-02-23,09:00:00,2026-02-23,09:15:00,00:15:00\n"
        for number, (name, email) in enumerate(people)
    )
    view = business.imports.entries(text.encode(), "toggl.csv", persons=read_persons(persons))
    entries = business.queries.entries(include_voided=False)
    found = [entry.technician for entry in sorted(entries, key=lambda entry: entry.note)]
    business.imports.undo(view.run_id)
    return found, view.unknown_persons


def test_names_and_mail_addresses_become_login_names(business: Business) -> None:
    business.phone.settings.assign("202", ["bruno"])
    # The own login name, that of who has an extension, the part before the @, and a stranger.
    people = [("ANNA", ""), ("Bruno", "b@x.it"), ("Rossi", "anna@x.it"), ("", "bruno@x.it"), ("Carla Neri", "c@x.it")]
    assert give(business, people) == (["anna", "bruno", "anna", "bruno", "Carla Neri"], ("Carla Neri",))
    assert give(business, people[3:], "carla neri=carla", "bruno@x.it=b2") == (["b2", "carla"], ())
    assert kept_persons(business.session) == {"carla neri": "carla", "bruno@x.it": "b2"}
    assert give(business, people[3:]) == (["b2", "carla"], ())
    assert give(business, people[3:], "dora") == (["dora", "dora"], ())
    assert give(business, people[3:], "none") == (["bruno", "Carla Neri"], ())
    assert kept_persons(business.session) == {}


def test_two_people_of_one_name_are_told_apart_by_their_mail_addresses(business: Business) -> None:
    people = [("Mario Rossi", "m1@x.it"), ("Mario Rossi", "m2@x.it"), ("Lia", "l@x.it"), ("Mario Rossi", "")]
    strangers = ("m1@x.it", "m2@x.it", "Lia", "Mario Rossi")
    assert give(business, people) == (list(strangers), strangers)
    found, unknown = give(business, people, "m1@x.it=mario", "Mario Rossi=other")
    assert found == ["mario", "m2@x.it", "Lia", "other"] and unknown == ()


def test_what_names_no_person_is_refused() -> None:
    for wrong in ("", "Anna Rossi", "=anna", "Anna Rossi=", "Anna=an na"):
        with pytest.raises(Usage, match="--person"):
            read_persons([wrong])
    with pytest.raises(Usage, match="one person"):
        read_persons(["anna", "bruno"])
