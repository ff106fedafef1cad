"""How long others wait while an import runs. Run by hand: `python bench/importing.py [WRITERS] [ROWS]`.

WRITERS processes log an entry each 50 ms while ROWS rows are imported; each wait is that of a whole change, from the call
to its answer. The import is killed in the middle and started again.
"""

import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as StopSign
from pathlib import Path

from core.business import Business
from core.model.terms import Terms, Threshold
from core.model.work import Draft, Work

Waits = list[float]
_PROCESSES = get_context("spawn")
_PAUSE = 0.05


def log(path: str, client_id: str, told: "Queue[Waits]", stop: StopSign) -> None:
    """One process that logs until it is stopped."""
    waits = []
    with Business.open(Path(path)) as business:
        while not stop.is_set():
            began = time.monotonic()
            business.entries.post(Draft(client_id, Work(business.today, 60)))
            waits.append(time.monotonic() - began)
            time.sleep(_PAUSE)
    told.put(waits)


def bring_in(path: str, file: str) -> None:
    """One process that imports a file."""
    with Business.open(Path(path)) as business:
        business.imports.entries(Path(file).read_bytes(), file, yes=True)


def report(name: str, waits: Waits) -> None:
    """Print a row: how many, median, 99th of a hundred, worst."""
    ordered = sorted(waits)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(
        f"{name:<44} {len(ordered):6} changes   median {middle * 1000:7.1f} ms   p99 {late * 1000:7.1f} ms   "
        f"worst {ordered[-1] * 1000:7.1f} ms"
    )


def main(writers: int, rows: int) -> None:
    """Alone, then beside writers."""
    with tempfile.TemporaryDirectory() as folder:
        path, file = str(Path(folder) / "ledger.db"), str(Path(folder) / "entries.csv")
        with Business.open(path, create=True) as business:
            client = business.clients.add("acme", "Acme")
            business.agreements.set(
                client.client_id, Terms(block_minutes=6_000_000, threshold=Threshold(0), price_minor=0), None
            )
            business.blocks.sell(client.client_id)
            lines = [f"acme,{business.today},1,row {number}" for number in range(rows)]
            Path(file).write_text("\n".join(["client,date,duration,note", *lines]))
            began = time.monotonic()
            business.imports.plan(Path(file).read_bytes(), file)
            print(f"{rows} rows checked in {time.monotonic() - began:.1f} s, without a lock")
            told: Queue[Waits] = _PROCESSES.Queue()
            stop = _PROCESSES.Event()
            arguments = (path, client.client_id, told, stop)
            loggers = [_PROCESSES.Process(target=log, args=arguments) for _number in range(writers)]
            for process in loggers:
                process.start()
            began = time.monotonic()
            importer = _PROCESSES.Process(target=bring_in, args=(path, file))
            importer.start()
            while not (runs := business.imports.runs()) or runs[0].entries < rows // 2:
                time.sleep(0.05)
            importer.kill()
            importer.join()
            print(f"killed after {business.imports.runs()[0].entries} rows and {time.monotonic() - began:.1f} s")
            importer = _PROCESSES.Process(target=bring_in, args=(path, file))
            importer.start()
            importer.join()
            print(f"all rows in after {time.monotonic() - began:.1f} s")
            stop.set()
            report(f"{writers} processes that log beside it", [wait for _each in loggers for wait in told.get()])
            for process in loggers:
                process.join()
            (run,) = business.imports.runs()
            assert run.entries == run.standing == rows
            assert business.verify().ok


if __name__ == "__main__":
    main(*(int(word) for word in (sys.argv[1:] + ["20", "4000"][len(sys.argv) - 1 :])))
