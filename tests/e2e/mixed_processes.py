"""Processes that call, log, void, sell, import and read at once on one store, and are killed at random.

`python -m tests.e2e.mixed_processes STORE COUNT STEPS KILLS SEED`: so many processes make so many steps each; so many of
them are killed. Each step is acknowledged in a file of its process, one JSON line, once it has returned.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from core.business import Business
from core.model.calls import CallEnd
from core.model.work import Draft, Work

Told = dict[str, object]
NO_FAULT = 77
"""The exit code of a process that made all its steps."""


class Worker:
    """One process's session, and what it was told."""

    def __init__(self, business: Business, told: int, chance: random.Random) -> None:
        self._business, self._told, self._chance = business, told, chance
        self._clients = [client.client_id for client in business.session.store.reads.clients()]
        self._mine: list[str] = []
        self._count = 0

    def step(self) -> None:
        """Do one thing at random and acknowledge it."""
        self._count += 1
        doings: tuple[tuple[Callable[[], Told], int], ...] = (
            (self.log, 8), (self.void, 2), (self.sell, 1), (self.call, 2), (self.bring, 1), (self.read, 4),
        )  # fmt: skip
        doing = self._chance.choices([each for each, _weight in doings], [weight for _each, weight in doings])[0]
        os.write(self._told, json.dumps(doing()).encode() + b"\n")

    def _name(self) -> str:
        return f"{self._business.session.technician} {self._count}"

    def log(self) -> Told:
        minutes = self._chance.randint(1, 90)
        draft = Draft(self._chance.choice(self._clients), Work(self._business.today, minutes * 60), note=self._name())
        view = self._business.entries.post(draft)
        self._mine.append(view.entry.entry_id)
        return {"what": "log", "note": self._name(), "id": view.entry.entry_id, "minutes": minutes}

    def void(self) -> Told:
        if not self._mine:
            return {"what": "read"}
        entry_id = self._mine.pop(self._chance.randrange(len(self._mine)))
        self._business.entries.void(entry_id, "by mistake", sure=True)
        return {"what": "void", "id": entry_id}

    def sell(self) -> Told:
        return {"what": "sell", "id": self._business.blocks.sell(self._chance.choice(self._clients))}

    def call(self) -> Told:
        self._business.calls.start(self._chance.choice(self._clients))
        view = self._business.calls.stop(CallEnd(note=self._name()))
        return {"what": "log", "note": self._name(), "id": view.entry.entry_id, "minutes": 1}

    def bring(self) -> Told:
        day, codes = self._business.today.isoformat(), self._business.session.store.reads.clients()
        code = self._chance.choice(codes).code
        rows = [f"{code},{day},{number}m,{self._name()} row {number}" for number in (1, 2, 3)]
        text = "\n".join(["client,date,duration,note", *rows, ""])
        self._business.imports.entries(text.encode(), f"{self._name()}.csv", yes=True)
        return {"what": "import", "notes": [f"{self._name()} row {number}" for number in (1, 2, 3)]}

    def read(self) -> Told:
        queries, client_id = self._business.queries, self._chance.choice(self._clients)
        assert queries.balance(client_id).remaining_minutes >= 0
        queries.entries(client_id=client_id)
        queries.glance(client_id)
        self._business.session.store.changes()
        return {"what": "read"}


def _work(store: Path, number: int, steps: int, seed: int) -> None:
    told = os.open(store.parent / f"{number}.acknowledged", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with Business.open(store, technician=f"tech{number}") as business:
        worker = Worker(business, told, random.Random(seed * 1000 + number))
        for _step in range(steps):
            worker.step()


def main(store: Path, count: int, steps: int, kills: int, seed: int) -> None:
    processes = {}
    for number in range(count):
        process = os.fork()
        if process == 0:
            try:
                _work(store, number, steps, seed)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(NO_FAULT)
        processes[process] = number
    chance = random.Random(seed)
    doomed = chance.sample(list(processes), kills)
    killed = 0
    for process in doomed:
        # Not a wait for anything: the kill has to fall at any place of a step.
        time.sleep(chance.uniform(0, 0.2))
        os.kill(process, signal.SIGKILL)
    for _process in range(count):
        process, status = os.wait()
        killed += os.WIFSIGNALED(status)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == NO_FAULT, processes[process]
    print(json.dumps({"killed": killed}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:6]))
