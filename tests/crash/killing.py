"""Kill the scenario in chosen calls and check what is left. Runs with the library preloaded.

The command line has either the calls, by number, with a `t` behind one for a kill after half of a write; or the word
`random`, a seed and how many calls to choose. The output has the number of calls of a whole run that change a file, then a
line for each kill: its call, and how many acknowledgements it left.
"""

import os
import random
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from tests.crash.checking import check, references
from tests.crash.preload import Preloaded
from tests.crash.scenario import NAMES, run

PRELOADED = Preloaded()


def calls_of_a_run(folder: Path) -> int:
    """How many calls of a whole run change files."""
    folder.mkdir()
    PRELOADED.watch(folder)
    run(folder, lambda _name: None)
    return PRELOADED.count()


def killed(folder: Path, at: int, *, is_torn: bool) -> int:
    """Run the scenario in a process that is killed; the number of acknowledgements."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(reading)
            PRELOADED.watch(folder)
            PRELOADED.kill(at, is_torn=is_torn)
            run(folder, lambda name: os.write(writing, name.encode() + b"\n"))
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        names = told.read().splitlines()
    _process, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), f"call {at} was not reached"
    assert tuple(names) == NAMES[: len(names)]
    return len(names)


def chosen(words: list[str], calls: int) -> list[str]:
    """The calls to kill in."""
    if words[:1] != ["random"]:
        return words
    chance = random.Random(words[1])
    # The last calls are those of closing, of which not every run has as many.
    points = chance.sample(range(1, calls - 10), int(words[2]))
    return [f"{point}{chance.choice(['', 't'])}" for point in points]


def main(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(os.path.realpath(made))
        PRELOADED.watch(folder / "whole")
        wanted = references(folder / "whole")
        calls = calls_of_a_run(folder / "counted")
        print(calls, flush=True)
        for point in chosen(words, calls):
            place = folder / point
            place.mkdir()
            done = killed(place, int(point.rstrip("t")), is_torn=point.endswith("t"))
            PRELOADED.watch(place)
            try:
                check(place, done, wanted)
            except BaseException as error:
                raise AssertionError(f"killed in call {point}, after {NAMES[max(0, done - 1)]}") from error
            print(point, done, flush=True)
            shutil.rmtree(place)


if __name__ == "__main__":
    main(sys.argv[1:])
