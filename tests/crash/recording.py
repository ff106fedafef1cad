"""Run the scenario once and record its calls. Runs with the library preloaded: the folder, then the file of the record."""

import os
import sys
from pathlib import Path

from tests.crash.preload import Preloaded
from tests.crash.scenario import run


def main(folder: str, record: str) -> None:
    preloaded = Preloaded()
    preloaded.record(os.open(record, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    preloaded.watch(Path(folder))
    run(Path(folder), preloaded.mark)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
