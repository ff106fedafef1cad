"""What every test has: no settings of whoever runs it, the sample business made once a run, and a short and a full form.

The short form is the default. `--soak` (`make soak`) adds the tests marked `soak`, starts more processes, and gives
every property ten times its examples, from new seeds each time.
"""

import fcntl
import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import profiles, samples, templates


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the full form: all tests, more examples and processes")


def pytest_configure(config: pytest.Config) -> None:
    profiles.load(is_soak=config.getoption("--soak"))
    templates.use()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let one worker of xdist import the test modules first, which writes them compiled, and the others then read those.

    On a fresh checkout each of them would compile all modules, which is more than half of what collection costs.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ or sys.dont_write_bytecode:
        return (yield)
    with Path(__file__).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(lock, fcntl.LOCK_SH)
        return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    slow = [item for item in items if item.get_closest_marker("soak")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONTEORE_CONFIG", str(Path(os.devnull).parent / "no-monteore-settings.toml"))
    # The theme goes by the terminal, whatever the one is that the tests run in.
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLORTERM", "COLORFGBG", "NO_COLOR", "MONTEORE_THEME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def is_soak(pytestconfig: pytest.Config) -> bool:
    """Whether the full form runs."""
    return bool(pytestconfig.getoption("--soak"))


@pytest.fixture(scope="session")
def sample_of(tmp_path_factory: pytest.TempPathFactory) -> samples.SampleOf:
    """The sample business as of an instant, to read."""
    folder = tmp_path_factory.getbasetemp()
    # Each xdist worker has its own folder within that of the run.
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return lambda now: samples.made(folder, now)


def pytest_sessionfinish() -> None:
    """Stop the server of PostgreSQL, if one was started: a worker of xdist ends without the interpreter's own end."""
    if "tests.store.server" in sys.modules:
        from tests.store import server

        server.stop_shared()
    # Pytest looks for errors in garbage by five collections at the end, each over all that is still alive: one finds them.
    gc.collect()
    gc.freeze()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what collection made out of every later collection of garbage, which would walk over it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
