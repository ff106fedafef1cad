"""Work types: built in, nearly built in, and a firm's own."""

import pytest

from core.basics.i18n import speaking
from core.model.worktypes import near_work_type


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("onsite", "on-site"), ("on_site", "on-site"), ("patch", "patching"), ("installl", "install"),
        ("installation", "install"), ("updates", "update"), ("updating", "update"), ("monitor", "monitoring"),
    ],
)  # fmt: skip
def test_a_slip_of_a_built_in_work_type_is_recognised(typed: str, near: str) -> None:
    assert near_work_type(typed) == near


@pytest.mark.parametrize(
    "typed",
    ["on-site", "patching", "travel", "night", "consulting", "migration", "printer", "trip", "vpn", "remote-night",
     "training-room", "standby", "support", "coaching", "network"],
)  # fmt: skip
def test_a_built_in_type_and_a_firms_own_are_near_nothing(typed: str) -> None:
    assert near_work_type(typed) is None


def test_a_slip_of_a_label_in_the_users_language_is_recognised() -> None:
    with speaking("it"):
        assert near_work_type("aggiornamenti") == "update"
