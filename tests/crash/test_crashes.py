"""A kill in any call of the write path, and a power cut at any synchronisation, lose nothing that was acknowledged.

A failure names the call: `LD_PRELOAD=preload.so python -m tests.crash.killing CALL` does the same kill again. The seed of
the full form is MONTEORE_CRASH_SEED.
"""

import os
import random
from pathlib import Path

import pytest

from tests.crash.checking import check, references
from tests.crash.power import Disk, read_calls
from tests.crash.preload import compiled, compiler, run_preloaded
from tests.crash.scenario import NAMES

pytestmark = pytest.mark.skipif(compiler() is None, reason="it needs a C compiler and Linux")
SEED = os.environ.get("MONTEORE_CRASH_SEED", "4821")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("preload"))


@pytest.mark.parametrize(
    ("part", "count"), [(0, 4), *(pytest.param(part, 75, marks=pytest.mark.soak) for part in range(1, 9))]
)
def test_a_kill_in_any_call_that_changes_a_file_loses_nothing_that_was_acknowledged(
    library: Path, part: int, count: int
) -> None:
    told = run_preloaded(library, "tests.crash.killing", "random", f"{SEED}.{part}", str(count)).splitlines()
    assert int(told[0]) > 2_000 and len(told) == 1 + count


def test_a_power_cut_at_any_synchronisation_loses_nothing_that_was_acknowledged(
    library: Path, tmp_path: Path, is_soak: bool
) -> None:
    folder, record = tmp_path / "recorded", tmp_path / "record"
    folder.mkdir()
    run_preloaded(library, "tests.crash.recording", str(folder), str(record))
    calls, wanted = read_calls(record.read_bytes()), references(tmp_path / "whole")
    disk, done, cuts = Disk(), 0, 0
    for call in calls:
        if call.kind == "m":
            done += 1
            continue
        if call.kind == "s":
            cuts += 1
            chances: list[random.Random | None] = [None, *(random.Random(f"{SEED} {cuts} {n}") for n in range(4))]
            for number, chance in enumerate(chances if is_soak else chances[cuts % 2 : cuts % 2 + (cuts % 15 == 0)]):
                left = tmp_path / f"cut{cuts}-{number}"
                left.mkdir()
                disk.leave(folder, left, chance)
                try:
                    check(left, done, wanted, goes_on=is_soak and number < 2)
                except BaseException as error:
                    raise AssertionError(f"a cut at synchronisation {cuts}, after {NAMES[max(0, done - 1)]}") from error
        disk.take(call)
    assert done == len(NAMES) and cuts > 80
