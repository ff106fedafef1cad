"""People of a real host: accounts, sudo and the set-up of `setup shared`, and what a hostile technician tries.

It changes the accounts of the machine, so it runs as root in a sandbox only, in the full form of the tests, and takes back
what it made. The program is copied to where the accounts can read it.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = Path("/usr/bin/python3.11")
PEOPLE = {
    "mtreader": "monteore-readers",
    "mttech": "monteore-technicians",
    "mtmanager": "monteore-managers",
    "mtnobody": "",
}
HOME = Path("/srv/mtstore")
PROGRAM = Path("/opt/mtprogram")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("sudo") or not SYSTEM_PYTHON.exists() or sys.version_info[:2] != (3, 11)
        or HOME.exists() or Path("/etc/monteore").is_dir(),
        reason="it needs root, sudo, the system's Python 3.11, and a host without a set-up",
    ),
]  # fmt: skip


def _run(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=check, cwd="/")


def _program(*words: str) -> subprocess.CompletedProcess[str]:
    return _run(str(PROGRAM / "bin/python"), "-I", "-c", "from cli.main import main; main()", *words, check=False)


def _as(person: str, command: str) -> subprocess.CompletedProcess[str]:
    return _run("su", "-l", person, "-c", command, check=False)


@pytest.fixture(scope="module")
def host() -> Iterator[None]:
    """The program where others can read it, four people, and the set-up."""
    _run(str(SYSTEM_PYTHON), "-m", "venv", "--without-pip", str(PROGRAM))
    packages = PROGRAM / "lib/python3.11/site-packages"
    try:
        shutil.copytree(
            sysconfig.get_paths()["purelib"],
            packages,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.pth", "__editable__*"),
        )
        for name in ("core", "cli", "tui"):
            shutil.copytree(ROOT / name, packages / name, dirs_exist_ok=True)
        _run("chmod", "-R", "go-w,a+rX", str(PROGRAM))
        _run("chown", "-R", "root:root", str(PROGRAM))
        for person in PEOPLE:
            _run("useradd", "-m", "-s", "/bin/bash", person)
        made = _program("setup", "shared", "--account", "mtstore", "--home", str(HOME), "--yes")
        assert made.returncode == 0, made.stderr
        for person, group in PEOPLE.items():
            if group:
                _run("usermod", "-aG", group, person)
        for line in (
            "client add acme Acme",
            "agreement set acme --block 10h --price 800",
            "block sell acme",
            "log acme 15m hers",
        ):
            done = _as("mtmanager", f"monteore-shared {line}")
            assert done.returncode == 0, done.stderr
        yield
    finally:
        _program("setup", "shared", "--account", "mtstore", "--home", str(HOME), "--undo", "--yes")
        shutil.rmtree(HOME, ignore_errors=True)
        shutil.rmtree(PROGRAM, ignore_errors=True)
        for person in PEOPLE:
            _run("userdel", "-r", person, check=False)
        _run("userdel", "mtstore", check=False)
        for folder in ("/etc/monteore", "/usr/local/lib/monteore"):
            Path(folder).rmdir() if Path(folder).is_dir() and not any(Path(folder).iterdir()) else None


def _journal() -> list[tuple[str, str, dict[str, Any]]]:
    """Every row of the journal: its actor, its kind and its body."""
    lines = [json.loads(line) for line in _as("mtmanager", "monteore-shared export").stdout.splitlines()]
    return [(line[2], line[3], json.loads(line[4])) for line in lines if isinstance(line, list)]


def test_each_person_does_what_is_his_under_his_own_name(host: None) -> None:
    for person, words, code in (
        ("mtreader", "balance acme", 0),
        ("mtreader", "log acme 15m x --yes", 1),
        ("mttech", "log acme 15m mine --yes", 0),
        ("mttech", "block sell acme", 1),
        ("mtmanager", "block sell acme", 0),
        ("mtnobody", "balance acme", 1),
    ):
        done = _as(person, f"monteore-shared {words}")
        assert done.returncode == code, (person, words, done.stderr)
        assert "Traceback" not in done.stderr
    actors = {actor for actor, kind, _body in _journal() if kind == "entry.posted"}
    assert actors == {"mtmanager", "mttech"}


HOSTILE = """
export MONTEORE_DB=/tmp/mt-x.db PYTHONPATH=$HOME PYTHONSTARTUP=$HOME/x.py EDITOR="touch /tmp/mt-pwn" PAGER="touch /tmp/mt-pwn"
export TERMINFO=$HOME TEXTUAL_LOG=/tmp/mt-pwn XDG_DATA_HOME=$HOME LANGUAGE=../../$HOME SUDO_UID=0 SUDO_USER=mtmanager
export LOGNAME=mtmanager USER=mtmanager HOME=$HOME TMPDIR=$HOME
mkdir -p cli && echo 'open("/tmp/mt-pwn", "w")' > sitecustomize.py && cp sitecustomize.py usercustomize.py
echo 'open("/tmp/mt-pwn", "w")' > cli/main.py; touch cli/__init__.py
"""
LAUNCHER = "/usr/local/lib/monteore/run"
TRIED = (
    f"cat {HOME}/ledger.db",
    f"ls {HOME}",
    f"cp /etc/hostname {HOME}/ledger.db",
    f"ln -s /etc/hostname {HOME}/x",
    "monteore-shared entry void $HERS",
    "monteore-shared export",
    "monteore-shared export --output ledger.db --force",
    f"monteore-shared statement acme --output {HOME}/ledger.db --force",
    "monteore-shared --db /tmp/mt-x.db client add x X",
    "monteore-shared --db $HOME/../mttech/x client add x X",
    "monteore-shared backup --to /tmp",
    "monteore-shared restore /tmp/x --yes",
    "monteore-shared mail send --config $HOME/mail.toml",
    "monteore-shared phone listen http --token-file /etc/shadow",
    "monteore-shared import clients /etc/shadow",
    "monteore-shared business --logo /etc/shadow",
    "monteore-shared demo --path /tmp/mt-demo.db",
    "monteore-shared setup shared --undo --yes",
    "sudo -n -u mtstore /bin/sh -c id",
    "sudo -n -u mtstore /usr/local/lib/monteore/../../../bin/sh",
    "sudo -n -u mtstore -s",
    f"sudo -n -E -u mtstore {LAUNCHER} store refusals",
    f"sudo -n -u mtstore SUDO_UID=0 {LAUNCHER} store refusals",
    f"sudo -n -u mtstore PYTHONPATH=$HOME {LAUNCHER} store refusals",
    f"sudo -n -u mtstore -g root {LAUNCHER} store refusals",
    f"sudo -n -u mtstore -D /tmp {LAUNCHER} store refusals",
    f"sudo -n -u root {LAUNCHER} store refusals",
    f"sudo -n -u mtmanager {LAUNCHER} store refusals",
    f"{LAUNCHER} store refusals",
    "monteore-shared store refusals",
    "su -s /bin/sh mtstore -c id < /dev/null",
)


def test_nothing_that_a_hostile_technician_tries_has_any_effect(host: None) -> None:
    before = _journal()
    hers = next(body["entry_id"] for actor, kind, body in before if (actor, kind) == ("mtmanager", "entry.posted"))
    for command in TRIED:
        done = _as("mttech", f"HERS={hers}\n{HOSTILE}\n{command}")
        assert done.returncode != 0, (command, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr, (command, done.stderr)
        assert "hers" not in done.stdout and "root:" not in done.stdout, (command, done.stdout)
    assert _journal() == before
    assert not any(Path("/tmp").glob("mt-*"))
    owned = {
        path.name: (path.stat().st_uid, oct(path.stat().st_mode & 0o777)) for path in HOME.iterdir() if path.is_file()
    }
    assert {mode for _uid, mode in owned.values()} == {"0o600"} and len({uid for uid, _mode in owned.values()}) == 1
    refused = json.loads(_as("mtmanager", "monteore-shared store refusals --json").stdout)["refusals"]
    assert {each["technician"] for each in refused} <= {"mttech", "mtreader"} and len(refused) > 10
    # Only what is asked for by the service account's own path, and by his own name, is as it was.
    assert _as("mttech", f"{HOSTILE}\nmonteore-shared log acme 5m still --yes").returncode == 0
    assert {actor for actor, _kind, _body in _journal()[len(before) :]} == {"mttech"}


def test_documents_come_out_as_the_callers_own_files(host: None) -> None:
    done = _as(
        "mtreader",
        "monteore-shared statement acme --format pdf --output - > a.pdf && head -c 4 a.pdf && stat -c %U a.pdf",
    )
    assert done.stdout == "%PDFmtreader\n", done.stderr
