"""Who works comes from the system; sudo's word counts only for an account that nobody can log in as."""

import grp
import os
import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.basics import identity as frame
from core.basics.errors import Refused
from core.basics.identity import EVERY_RIGHT, MANAGER, READER, SYSTEM, SYSTEM_RIGHTS, TECHNICIAN, Frame, Who

PEOPLE = {
    0: ("root", "/bin/bash"),
    990: ("monteore", "/usr/sbin/nologin"),
    991: ("halfway", "/bin/sh"),
    1001: ("anna", "/bin/bash"),
    1002: ("bruno", "/bin/bash"),
    1003: ("carla", "/bin/bash"),
    1004: ("dario", "/bin/false"),
    1009: ("eve", "/bin/bash"),
}
MEMBERS = {"monteore-readers": ("anna", "carla"), "monteore-technicians": ("bruno",), "monteore-managers": ("carla",)}
NUMBERS = {name: 500 + place for place, name in enumerate(MEMBERS)}


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A host with these people and groups."""

    def person(uid: int) -> SimpleNamespace:
        name, shell = PEOPLE[uid]
        return SimpleNamespace(pw_name=name, pw_uid=uid, pw_gid=uid, pw_dir=str(tmp_path), pw_shell=shell)

    def groups(name: str, group: int) -> list[int]:
        return [group, *(NUMBERS[title] for title, members in MEMBERS.items() if name in members)]

    monkeypatch.setattr(pwd, "getpwuid", person)
    monkeypatch.setattr(os, "getgrouplist", groups)
    monkeypatch.setattr(grp, "getgrnam", lambda title: SimpleNamespace(gr_gid=NUMBERS[title]))
    return tmp_path


@pytest.mark.parametrize(
    ("uid", "sudo_uid", "person", "rights"),
    [
        (990, "1001", "anna", READER),
        (990, "1002", "bruno", TECHNICIAN),
        (990, "1003", "carla", MANAGER),
        (990, None, "", SYSTEM_RIGHTS),
        (990, "", "", SYSTEM_RIGHTS),
        (990, "990", "", SYSTEM_RIGHTS),
        (990, "0", "", SYSTEM_RIGHTS),
        (1004, None, "", SYSTEM_RIGHTS),
    ],
)
def test_a_service_account_works_for_the_person_whom_sudo_names(
    host: Path, monkeypatch: pytest.MonkeyPatch, uid: int, sudo_uid: str | None, person: str, rights: frozenset[object]
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: uid)
    found = frame.find({} if sudo_uid is None else {"SUDO_UID": sudo_uid, "SUDO_USER": "carla", "LOGNAME": "carla"})
    assert found == Frame(PEOPLE[uid][0], uid, host, person, rights)  # type: ignore[arg-type]


@pytest.mark.parametrize("uid", [0, 1001, 1009, 4_000_001])
def test_sudos_word_is_nothing_where_the_account_can_log_in(
    host: Path, monkeypatch: pytest.MonkeyPatch, uid: int
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: uid)
    assert frame.find({"SUDO_UID": "1003"}) is None
    name = PEOPLE.get(uid, (f"uid{uid}", ""))[0]
    assert frame.who(uid) == Who(name, EVERY_RIGHT)


@pytest.mark.parametrize(
    ("uid", "sudo_uid", "told"),
    [
        (991, "1001", "usermod --shell /usr/sbin/nologin halfway"),
        (990, "1009", "eve is in none of the groups"),
        (990, "7777", "nobody has the user id"),
        (990, "anna", "nobody has the user id"),
        (990, "-1", "nobody has the user id"),
        (990, "٣", "nobody has the user id"),
    ],
)
def test_who_cannot_be_believed_is_refused_with_what_to_do(
    host: Path, monkeypatch: pytest.MonkeyPatch, uid: int, sudo_uid: str, told: str
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: uid)
    with pytest.raises(Refused, match=told):
        frame.find({"SUDO_UID": sudo_uid})


def test_root_on_anothers_store_has_the_rights_of_the_service_account(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert frame.who(990) == Who("root", SYSTEM_RIGHTS, is_unattended=True)


def test_in_the_frame_the_store_must_be_the_accounts_own_and_the_environment_names_no_file(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Frame("monteore", 990, host, "anna", READER)
    kept = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1", "LANG": "en_GB.UTF-8", "LC_TIME": "C"}
    dropped = {
        "MONTEORE_DB": "/tmp/x.db", "PYTHONPATH": "/tmp", "EDITOR": "sh", "PAGER": "sh", "TERMINFO": "/tmp", "TMPDIR": "/tmp",
        "XDG_DATA_HOME": "/tmp", "TEXTUAL_LOG": "/tmp/x", "SSLKEYLOGFILE": "/tmp/x", "LANGUAGE": "../../tmp",
        "LC_ALL": "/tmp/x", "MONTEORE_THEME": "..", "TZ": ":/tmp/zone", "SUDO_UID": "1001", "LD_PRELOAD": "/tmp/x.so",
    }  # fmt: skip
    for name, value in (kept | dropped).items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with frame.framed(shared):
        assert frame.current() == shared and Path.cwd() == host
        assert {name: os.environ[name] for name in kept} == kept
        assert not set(dropped) & set(os.environ)
        assert os.environ["HOME"] == str(host) and os.environ["USER"] == "monteore"
        assert frame.who(990) == Who("anna", READER)
        with pytest.raises(Refused, match="belongs to another account"):
            frame.who(1001)
    assert dict(os.environ) == before and frame.current() is None
    with frame.framed(Frame("monteore", 990, host)):
        assert frame.who(990) == Who(SYSTEM, SYSTEM_RIGHTS, is_unattended=True)
