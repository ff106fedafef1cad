"""What is typed into a real terminal, at any speed, and where it lands."""

import os
import random
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from tests.builders import add_client
from tests.e2e.terminal import QUIT, Terminal
from tests.waiting import PATIENCE_SECONDS, wait_until

F3, F5, F6, F10, TAB, ENTER, ESC, UP = "\x1bOR", "\x1b[15~", "\x1b[17~", "\x1b[21~", "\t", "\r", "\x1b", "\x1b[A"
CTRL_L, CTRL_O, CTRL_S = "\x0c", "\x0f", "\x13"
RUNS = 200
"""How many tasks the full form types."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
        for code in ("acme", "vivai", "bianchi"):
            add_client(business, code)
    return path


@pytest.fixture
def open_desk(store: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def desk(**environment: str) -> Terminal:
        terminal = Terminal(store, **environment)
        opened.append(terminal)
        terminal.until("Acme srl")
        return terminal

    yield desk
    for terminal in opened:
        if terminal.process.isalive():
            terminal.process.kill(9)


MODES = termios.IXON | termios.ICRNL, termios.ECHO | termios.ICANON
"""What a shell's terminal has: flow control by Ctrl+Q, Enter as a line feed; echo and lines."""


def modes_of(terminal: Terminal) -> tuple[int, int]:
    """Which of these the terminal has now."""
    found = termios.tcgetattr(terminal.process.fd)
    return found[0] & MODES[0], found[3] & MODES[1]


@pytest.mark.parametrize("keys", ["vivai\r", "xy\x7f\x7fvivai\r", ""])
def test_keys_typed_before_the_first_frame_act_in_their_order_once_it_is_there(store: Path, keys: str) -> None:
    terminal = Terminal(store)
    wait_until(lambda: modes_of(terminal) == (0, 0), terminal.shown)
    for key in (*keys, QUIT):
        terminal.type(key)
    terminal.until_ended()
    # What is typed is not shown in the shell's lines either.
    assert not terminal.wire.startswith(b"v")
    assert modes_of(terminal) == MODES
    with Business.open(store, clock=SystemClock()) as business:
        assert [call.client.code for call in business.calls.list()] == (["vivai"] if keys else [])


@pytest.fixture
def load() -> Iterator[None]:
    """A process that is always busy, on the one core that the desk and the test have meanwhile; else one on each core."""
    can_pin = hasattr(os, "sched_setaffinity")
    cores = os.sched_getaffinity(0) if can_pin else set(range(os.cpu_count() or 1))
    if can_pin:
        os.sched_setaffinity(0, {max(cores)})
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _each in range(1 if can_pin else len(cores))
    ]
    yield
    for process in busy:
        process.kill()
        process.wait()
    if can_pin:
        os.sched_setaffinity(0, cores)


def write(terminal: Terminal, keys: Sequence[str], gaps: random.Random | None = None) -> None:
    """The keys in one write, or each by itself with a pause of 0 to 120 ms after it."""
    if gaps is None:
        terminal.type("".join(keys))
        return
    for key in keys:
        terminal.type(key)
        terminal.read_for(gaps.choice((0, gaps.uniform(0, 0.12))))


Entry = tuple[str, str, str]


def standing_in(business: Business) -> list[Entry]:
    """Client, note and ticket of every entry that stands."""
    entries = business.queries.entries()
    return [(entry.client.code, entry.note, entry.ticket) for entry in entries if not entry.voided]


def saved(store: Path) -> list[Entry]:
    """The same of a store that is opened for it."""
    with Business.open(store) as business:
        return standing_in(business)


def running(store: Path) -> list[str]:
    with Business.open(store) as business:
        return [call.client.code for call in business.calls.list()]


def wait_for(terminal: Terminal, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        terminal.read_for(0.1)
    raise AssertionError(f"it never came to hold:\n{terminal.shown()}")


CALL = [*"vivai", ENTER]
WITH_TICKET = [F5, *"toner", TAB, *"77", ENTER]
WHOLE_CALL = [*CALL, F5, *"scanner", ENTER]
LINE = [F3, *"acme 15 mouse", ENTER]
PAPER = ("acme 10 cable", "vivai 15 vpn", "bianchi 20 disk", "acme 5 fan", "vivai 25 fax")
FIVE_JOBS = [F3, *(key for line in PAPER[:-1] for key in (*line, CTRL_O)), *PAPER[-1], ENTER]

TASKS: tuple[tuple[list[str], tuple[Entry, ...], tuple[Entry, ...]], ...] = (
    (WHOLE_CALL, (("vivai", "scanner", ""),), ()),
    ([*CALL, *WITH_TICKET], (("vivai", "toner", "77"),), ()),
    (LINE, (("acme", "mouse", ""),), ()),
    # Edit my last entry.
    ([CTRL_L, *" pad", ENTER], (("acme", "mouse pad", ""),), (("acme", "mouse", ""),)),
    ([*"acme @-10m", ENTER, F5, *"printer", ENTER], (("acme", "printer", ""),), ()),
    # The wrong client: Up goes to Time, then to Client.
    ([*"acme", ENTER, F5, *"monitor", UP, UP, *"vivai", ENTER], (("vivai", "monitor", ""),), ()),
    (FIVE_JOBS, tuple((line.split()[0], line.split()[2], "") for line in PAPER), ()),
    # Undo my last entry.
    ([F10, "y"], (), (("vivai", "fax", ""),)),
    # A call of 20 minutes for two clients: each part has its wrap-up, the first part first.
    (
        [*"acme @-20m", ENTER, F5, CTRL_S, *"12m", TAB, *"bianchi", ENTER, F5, *"first", ENTER, F5, *"rest", ENTER],
        (("acme", "first", ""), ("bianchi", "rest", "")),
        (),
    ),
)
"""The manual's daily tasks: the keys, the entries that come to stand, and those that are voided."""


def caller(number: int) -> str:
    """A name that no client has, however often the tasks run."""
    return "rossi" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def run_tasks(terminal: Terminal, store: Path, gaps: random.Random | None, number: int = 0) -> None:
    """The daily tasks, each at once; all entries are checked before the next task begins."""
    name = caller(number)
    unknown = ([*name, ENTER, ENTER, F5, *"hello", ENTER], ((name, "hello", ""),), ())
    with Business.open(store) as business:
        standing = Counter(standing_in(business))
        for keys, added, voided in (*TASKS, unknown):
            standing.update(added)
            standing.subtract(voided)
            wanted = +standing
            write(terminal, keys, gaps)
            wait_for(
                terminal,
                lambda wanted=wanted: Counter(standing_in(business)) == wanted and not business.calls.list(),  # type: ignore[misc]
            )
            standing = wanted


def test_a_whole_task_in_one_write_is_saved_as_it_was_meant(store: Path, open_desk: Callable[..., Terminal]) -> None:
    run_tasks(open_desk(), store, None)


def test_last_months_hours_in_one_write_are_those_of_the_filter(
    store: Path, open_desk: Callable[..., Terminal]
) -> None:
    terminal = open_desk()
    write(terminal, [*LINE, *"acme", F6, "/", *"@last-month"])
    terminal.until("/ @last-month")
    terminal.until("no entry fits this")
    terminal.until(" 0 entries")


def test_several_tasks_in_one_write_are_all_saved(store: Path, open_desk: Callable[..., Terminal]) -> None:
    terminal = open_desk()
    write(terminal, [*CALL, *WITH_TICKET, *WHOLE_CALL, *LINE])
    wait_for(terminal, lambda: len(saved(store)) == 3)
    assert sorted(saved(store)) == [("acme", "mouse", ""), ("vivai", "scanner", ""), ("vivai", "toner", "77")]


@pytest.mark.parametrize("seed", range(2))
def test_the_same_tasks_with_random_gaps_give_the_same_entries(
    store: Path, open_desk: Callable[..., Terminal], seed: int
) -> None:
    run_tasks(open_desk(), store, random.Random(seed))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(RUNS // (len(TASKS) + 1)))
def test_two_hundred_tasks_with_random_gaps_give_the_same_entries(
    store: Path, open_desk: Callable[..., Terminal], seed: int, load: None
) -> None:
    """All tasks with each seed, each task in one write on every fifth; the processor is busy."""
    run_tasks(open_desk(), store, random.Random(seed) if seed % 5 else None)


def test_the_tasks_come_out_the_same_while_the_processor_is_busy(
    store: Path, open_desk: Callable[..., Terminal], load: None
) -> None:
    terminal = open_desk()
    run_tasks(terminal, store, random.Random(7))
    run_tasks(terminal, store, None, 1)


def test_a_form_in_one_write_lands_in_its_fields(store: Path, open_desk: Callable[..., Terminal]) -> None:
    terminal = open_desk()
    write(terminal, ["\x10", *"new client", ENTER, *"newco", TAB, *"Newco srl", ENTER])

    def is_saved() -> bool:
        with Business.open(store) as business:
            rows = business.queries.desk(None, "newco", 5).clients
            return ("newco", "Newco srl") in [(row.client.code, row.client.name) for row in rows]

    wait_for(terminal, is_saved)


@pytest.mark.parametrize(
    "data",
    [b"printer\rjams again\r", b"printer\njams again\n", b"\x1b[200~printer\r\njams again\r\n\x1b[201~"],
)
def test_lines_pasted_into_a_note_press_nothing(store: Path, open_desk: Callable[..., Terminal], data: bytes) -> None:
    terminal = open_desk()
    write(terminal, [*CALL, F5])
    terminal.until("Wrap up")
    terminal.read_for(0.5)
    terminal.process.write(data)
    terminal.until("pasted, Enter saves")
    terminal.until("printer jams again")
    assert saved(store) == []
    terminal.type(ENTER)
    wait_for(terminal, lambda: saved(store) == [("vivai", "printer jams again", "")])


def test_lines_pasted_into_the_search_box_start_nobody(store: Path, open_desk: Callable[..., Terminal]) -> None:
    terminal = open_desk()
    terminal.type("vivai\racme\rbianchi\r")
    terminal.until("pasted, nothing was pressed")
    assert running(store) == []


def test_a_letter_cut_in_two_and_one_in_latin1_arrive_as_letters(
    store: Path, open_desk: Callable[..., Terminal]
) -> None:
    terminal = open_desk()
    write(terminal, [F3, *"acme 15 perch"])
    terminal.until("perch")
    terminal.process.write(b"\xc3")
    terminal.read_for(0.1)
    terminal.process.write(b"\xa9 caff\xe8 ")
    terminal.until("perché caffè")
    terminal.until("sends no UTF-8")
    terminal.type(ENTER)
    wait_for(terminal, lambda: saved(store) == [("acme", "perché caffè", "")])


def test_a_window_that_changes_its_size_while_one_types_loses_no_key(
    store: Path, open_desk: Callable[..., Terminal]
) -> None:
    terminal = open_desk()
    keys = [*CALL, *WITH_TICKET]
    for number, key in enumerate(keys):
        terminal.type(key)
        if number % 3 == 0:
            terminal.process.setwinsize(24 + number, 80 + 3 * number)
        terminal.read_for(0.02)
    wait_for(terminal, lambda: saved(store) == [("vivai", "toner", "77")])


@pytest.mark.parametrize("key", ["\x03", "\x1a"])
def test_ctrl_c_and_ctrl_z_say_what_leaves_and_end_nothing(
    store: Path, open_desk: Callable[..., Terminal], key: str
) -> None:
    terminal = open_desk()
    terminal.type(key)
    terminal.until("Ctrl+Q leaves; the call keeps running")
    write(terminal, WHOLE_CALL)
    wait_for(terminal, lambda: saved(store) == [("vivai", "scanner", "")])
    assert terminal.process.isalive()


def test_random_bytes_never_end_the_desk(store: Path, open_desk: Callable[..., Terminal]) -> None:
    terminal = open_desk()
    noise = random.Random(3)
    for _round in range(20):
        # The key that leaves would end it rightly.
        terminal.process.write(bytes(noise.choices([byte for byte in range(128, 256)], k=30)))
        terminal.read_for(0.05)
    terminal.type("\x1b")
    terminal.read_for(0.5)
    assert terminal.process.isalive()
    write(terminal, LINE)
    wait_for(terminal, lambda: saved(store) == [("acme", "mouse", "")])
