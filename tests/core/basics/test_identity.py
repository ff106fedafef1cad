"""Who works comes from the system, and from sudo only where sudo can have spoken."""

import os
import pwd

import pytest

from core.basics.identity import technician_name

SERVICE, OTHER = 65_534, 1


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int, sudo_uid: str | None) -> None:
    monkeypatch.setattr(os, "getuid", lambda: uid)
    monkeypatch.delenv("SUDO_UID", raising=False)
    if sudo_uid is not None:
        monkeypatch.setenv("SUDO_UID", sudo_uid)


@pytest.mark.parametrize(
    ("uid", "owner", "sudo_uid", "expected"),
    [
        (SERVICE, SERVICE, None, SERVICE),
        (SERVICE, SERVICE, str(OTHER), OTHER),
        (0, SERVICE, str(OTHER), OTHER),
        (SERVICE, 0, str(OTHER), SERVICE),
        (SERVICE, SERVICE, "anna", SERVICE),
    ],
)
def test_sudos_caller_is_believed_only_for_root_and_the_stores_owner(
    monkeypatch: pytest.MonkeyPatch, uid: int, owner: int, sudo_uid: str | None, expected: int
) -> None:
    as_user(monkeypatch, uid, sudo_uid)
    assert technician_name(owner) == pwd.getpwuid(expected).pw_name


def test_a_user_without_a_name_is_called_by_his_number(monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 4_000_001, None)
    assert technician_name(0) == "uid4000001"
