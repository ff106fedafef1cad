"""A private PostgreSQL server for tests: no TCP port, no system service, gone at the end of the run."""

import atexit
import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

REQUIRED = "MONTEORE_TEST_POSTGRES"
"""Set to `required`, an environment without a server fails the tests in place of skipping them."""
ACCOUNT = "postgres"
"""Who runs the server where the tests run as root, whom PostgreSQL refuses."""

_PARENT = Path("/tmp")
"""The folder of pytest is closed to other accounts, and a socket's path must be short."""
_PREFIX = "monteore-pg-"


class NoServer(Exception):
    """No server can be started here; the text says why."""


class Server:
    """One cluster with trust for everybody who can open its socket."""

    def __init__(self, *, durable: bool = False, of: "Server | None" = None) -> None:
        """A new cluster, or a standby of another one, named `standby` there."""
        self._bin = _bin()
        self._as = []
        if os.geteuid() == 0:
            self._as = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
        self._clear_left_over()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_PARENT))
        atexit.register(self.stop)
        if self._as:
            shutil.chown(self.folder, ACCOUNT)
        self.folder.chmod(0o711)
        data = str(self.folder / "data")
        if of is None:
            made = ["--auth=trust", "--username=monteore", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
            self.run("initdb", "--pgdata", data, *made)
        else:
            source = f"host={of.folder} user=monteore application_name=standby"
            self.run("pg_basebackup", "--pgdata", data, "--dbname", source, "--write-recovery-conf", "--no-sync")
        self._options = f"-k {self.folder} -c listen_addresses='' -c shared_buffers=32MB"
        if not durable:
            self._options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self.start()
        self._numbers = itertools.count(1)

    def start(self, options: str = "") -> None:
        """Start it, with more options."""
        self.control("start", "-o", f"{self._options} {options}", "-l", str(self.folder / "log"))

    def crash(self) -> None:
        """End each of its processes at once, as a power cut does."""
        self.signal(signal.SIGKILL)

    def signal(self, number: int) -> None:
        """Send a signal to each of its processes."""
        main = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        listed = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, listed)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def _clear_left_over(self) -> None:
        """Stop and remove the servers of tests that were killed."""
        for self.folder in _PARENT.glob(f"{_PREFIX}*-*"):
            owner = self.folder.name.removeprefix(_PREFIX).partition("-")[0]
            if owner.isdecimal() and not Path("/proc", owner).exists() and self.folder.owner() in (ACCOUNT, _me()):
                self.stop()

    def run(self, program: str, *words: str) -> None:
        """Run one of the server's own programs. Errors: `NoServer` with its last words."""
        done = subprocess.run([*self._as, str(self._bin / program), *words], capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise NoServer(f"{program}: {(done.stderr or done.stdout).strip()}")

    def control(self, *words: str) -> None:
        """Start, stop or promote the server, and wait for it."""
        subprocess.run(
            [*self._as, str(self._bin / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-s", *words],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip

    def database(self, template: str = "template0") -> str:
        """The name of a new database."""
        import psycopg

        name = f"d{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def url(self, database: str, business: str = "") -> str:
        """The address of a database, or of a business in it."""
        named = f"business={business}&" if business else ""
        return f"postgresql:///{database}?{named}host={self.folder}&user=monteore"

    def stop(self) -> None:
        """Stop the server and remove its files."""
        if (self.folder / "data" / "postmaster.pid").exists():
            with contextlib.suppress(subprocess.CalledProcessError):
                self.control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def _me() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _bin() -> Path:
    """The folder of the newest server installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise NoServer("psycopg is not installed") from None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    other = shutil.which("initdb")
    if found:
        return found[-1].parent
    if other:
        return Path(other).resolve().parent
    raise NoServer("no PostgreSQL server is installed (on Debian: apt-get install postgresql)")


@cache
def shared() -> Server:
    """The one server of this process. Errors: `NoServer`."""
    return Server()


@cache
def shared_database() -> str:
    """The database in which each test has a business of its own."""
    return shared().database()


def stop_shared() -> None:
    """Stop the server of this process, if there is one."""
    if shared.cache_info().currsize:
        shared().stop()
