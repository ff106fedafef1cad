"""`setup shared` shows what it will do, does what is missing, and takes back what it made."""

import grp
import json
import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.main import run
from cli.shared_setup import Setup, check_program
from cli.shared_texts import Installed
from core.basics.errors import Refused
from core.basics.identity import GROUPS

INSTALLED = Installed("monteore", Path("/srv/monteore"), "/opt/monteore/bin/python")


class Host:
    """A host under a folder: what tools would change of its accounts is noted, and done to a few dictionaries."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.groups: set[str] = set()
        self.shells: dict[str, str] = {}
        self.ran: list[str] = []
        self.refuses = ""

    def tool(self, words: Sequence[str]) -> None:
        self.ran.append(words[0])
        if words[0] == self.refuses:
            raise Refused(f"{words[0]} failed")
        match words[0]:
            case "groupadd":
                self.groups.add(words[-1])
            case "groupdel":
                self.groups.discard(words[-1])
            case "useradd" | "usermod":
                self.shells[words[-1]] = words[words.index("--shell") + 1]
            case "userdel":
                del self.shells[words[-1]]

    def group(self, name: str) -> object:
        if name not in self.groups:
            raise KeyError(name)
        return SimpleNamespace(gr_gid=500)

    def account(self, name: str) -> object:
        if name not in self.shells:
            raise KeyError(name)
        home = str(INSTALLED.home)
        return SimpleNamespace(pw_uid=os.getuid() or 990, pw_gid=os.getgid(), pw_dir=home, pw_shell=self.shells[name])

    def setup(self, **options: Any) -> Setup:
        return Setup(INSTALLED, self.root, run=self.tool, **options)

    def path(self, name: str) -> Path:
        return self.root / name.lstrip("/")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    made = Host(tmp_path)
    monkeypatch.setattr(grp, "getgrnam", made.group)
    monkeypatch.setattr(pwd, "getpwnam", made.account)
    return made


def _said(setup: Setup, store: Path | None = None) -> list[str]:
    return [step.said for step in setup.steps(store)]


def _set_up(host: Host, **options: Any) -> None:
    setup = host.setup(**options)
    setup.carry_out(setup.steps())


def test_it_makes_what_is_missing_and_finds_nothing_to_do_afterwards(host: Host) -> None:
    assert len(_said(host.setup(with_ssh=True))) == 3 + 1 + 1 + 3 + 2 + 1
    assert host.ran == [] and not any(host.root.iterdir())
    _set_up(host, with_ssh=True)
    assert host.groups == set(GROUPS) and host.shells == {"monteore": "/usr/sbin/nologin"}
    assert host.ran.index("visudo") < host.ran.index("sshd")
    modes = {name: oct(host.path(name).stat().st_mode & 0o7777) for name in (
        "/srv/monteore", "/usr/local/lib/monteore/run", "/etc/sudoers.d/monteore", "/etc/monteore/setup.json",
    )}  # fmt: skip
    assert list(modes.values()) == ["0o700", "0o755", "0o440", "0o600"]
    assert host.path("/usr/local/lib/monteore/run").read_text().startswith("#!/opt/monteore/bin/python -I\n")
    rule = host.path("/etc/sudoers.d/monteore").read_text()
    assert "env_reset, !setenv" in rule and " ALL=(monteore) NOPASSWD: /usr/local/lib/monteore/run\n" in rule
    assert 'env_keep="' in rule and "env_keep+=" not in rule and "SETENV" not in rule
    # The words of a command name clients: sudo's log keeps what it refuses, and no more.
    assert "Defaults!/usr/local/lib/monteore/run !log_allowed\n" in rule
    assert host.path("/etc/ssh/sshd_config.d/monteore.conf").read_text().endswith("Match all\n")
    assert _said(host.setup(with_ssh=True)) == []


def test_what_grew_loose_is_set_right_again(host: Host) -> None:
    _set_up(host)
    host.shells["monteore"] = "/bin/sh"
    host.path("/srv/monteore").chmod(0o755)
    (host.path("/srv/monteore") / "mail.toml").write_text("")
    (host.path("/srv/monteore") / "mail.toml").chmod(0o644)
    said = _said(host.setup())
    assert [words.split()[0] for words in said] == ["let", "make", "make", "note"]
    _set_up(host)
    assert host.shells["monteore"] == "/usr/sbin/nologin" and _said(host.setup()) == []


def test_a_rule_that_sudo_does_not_read_is_not_put_in_place_and_what_was_made_is_noted(host: Host) -> None:
    host.refuses = "visudo"
    setup = host.setup()
    with pytest.raises(Refused, match="visudo failed"):
        setup.carry_out(setup.steps())
    assert not any(host.path("/etc/sudoers.d").iterdir())
    host.refuses = ""
    undo = host.setup()
    undo.carry_out(undo.undoing())
    assert not host.groups and not host.shells.get("monteore", "")


def test_undo_takes_back_what_was_made_and_leaves_the_store_with_its_account(host: Host) -> None:
    _set_up(host)
    store = host.path("/srv/monteore/ledger.db")
    store.write_text("store")
    rule = host.path("/etc/sudoers.d/monteore")
    text = rule.read_text()
    rule.chmod(0o600)
    rule.write_text(text + "# mine\n")
    undo = host.setup()
    with pytest.raises(Refused, match="changed since"):
        undo.carry_out(undo.undoing())
    rule.write_text(text)
    undo = host.setup()
    undo.carry_out(undo.undoing())
    left = sorted(str(path.relative_to(host.root)) for path in host.root.rglob("*") if path.is_file())
    assert not host.path("/etc/monteore").exists() and not host.path("/usr/local/lib/monteore").exists()
    assert left == ["srv/monteore/ledger.db"] and host.shells == {"monteore": "/usr/sbin/nologin"} and not host.groups
    with pytest.raises(Refused, match="nothing was set up here"):
        host.setup().undoing()


def test_a_file_of_somebody_else_is_not_written_over(host: Host) -> None:
    rule = host.path("/etc/sudoers.d/monteore")
    rule.parent.mkdir(parents=True)
    rule.write_text("mine")
    with pytest.raises(Refused, match="is not from here"):
        host.setup().steps()
    assert rule.read_text() == "mine"


def test_a_store_is_moved_whole_and_its_open_sessions_are_refused(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.basics.errors import StoreReplaced
    from core.business import Business
    from tests.builders import add_client, open_business

    old = tmp_path / "old"
    old.mkdir()
    with open_business(old) as business:
        add_client(business)
        head = business.head
        setup = host.setup()
        setup.carry_out(setup.steps(old / "ledger.db"))
        with pytest.raises(StoreReplaced):
            add_client(business, "beta")
    monkeypatch.undo()
    with Business.open(host.path("/srv/monteore/ledger.db"), read_only=True) as moved:
        assert moved.head == head and moved.verify().ok
    assert not (old / "ledger.db").exists() and list(old.glob("ledger.db.moved-*"))
    assert host.path("/srv/monteore/ledger.db").stat().st_mode & 0o777 == 0o600


def test_a_program_that_others_can_change_is_refused(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("")
    python.chmod(0o777)
    with pytest.raises(Refused, match="can be changed by others than root"):
        check_program(str(python), tmp_path)


def test_the_verb_refuses_a_home_or_an_account_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["--home", "srv"],
        ["--home", "/"],
        ["--home", "/srv/../etc"],
        ["--account", "-x"],
        ["--account", "a b"],
    ):
        assert run(["setup", "shared", "--dry-run", *words]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_manifest_names_files_with_their_digests(host: Host) -> None:
    _set_up(host)
    kept = json.loads(host.path("/etc/monteore/setup.json").read_text())
    assert sorted(kept["groups"]) == sorted(GROUPS) and kept["accounts"] == ["monteore"]
    assert all(len(digest) == 64 for digest in kept["files"].values())
