"""Every test of this folder runs on every engine."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.store.place import Place
from core.store.protocol import Store
from tests.store import server
from tests.store.engines import ENGINES, Engine, Other


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "postgresql":
        needs_server()
    return ENGINES[request.param]


def needs_server() -> None:
    """Skip a test where no server can be started, or fail it where one has to be there."""
    try:
        server.shared()
    except server.NoServer as reason:
        if os.environ.get(server.REQUIRED) == "required":
            pytest.fail(f"a PostgreSQL server is needed: {reason}")
        pytest.skip(f"no PostgreSQL server: {reason}")


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Place:
    return engine.place(tmp_path)


@pytest.fixture
def store(engine: Engine, place: Place) -> Iterator[Store]:
    opened = engine.open(place)
    yield opened
    opened.close()


@pytest.fixture
def second(store: Store) -> Iterator[Store]:
    """Another session's connection to the same store."""
    opened = store.again()
    yield opened
    opened.close()


@pytest.fixture
def other(engine: Engine, store: Store) -> Iterator[Callable[..., Other]]:
    """Starts other processes at the store; those that are left are killed."""
    started: list[Other] = []

    def start(*words: str) -> Other:
        started.append(Other(engine, store.place, *words))
        return started[-1]

    yield start
    for process in started:
        if process.process.poll() is None:
            process.kill()
