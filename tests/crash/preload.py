"""The preloaded library that kills or records, compiled with the machine's compiler."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SOURCE = Path(__file__).with_name("preload.c")


def compiler() -> str | None:
    """The C compiler, on a system that can preload a library."""
    return shutil.which("cc") if sys.platform == "linux" else None


def compiled(folder: Path) -> Path:
    """The library, made in a folder."""
    made = folder / "preload.so"
    program = compiler()
    assert program is not None
    subprocess.run([program, "-shared", "-fPIC", "-O1", "-o", str(made), str(_SOURCE), "-ldl"], check=True)
    return made


def run_preloaded(library: Path, *words: str) -> str:
    """Run a module of the tests with the library; its output. A failure shows what it said."""
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


class Preloaded:
    """The library's functions, in a process that it was preloaded into."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.crash_count.restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        """Look at the calls that change files in a folder, and count them from here."""
        self._library.crash_watch(str(folder).encode())

    def kill(self, at: int, *, is_torn: bool = False) -> None:
        """Kill the process in its call number `at` (0: never); with `is_torn` after half of a write."""
        self._library.crash_kill(ctypes.c_long(at), int(is_torn))

    def record(self, descriptor: int) -> None:
        """Write each call, with its data, to a file."""
        self._library.crash_record(descriptor)

    def mark(self, text: str) -> None:
        """Write a mark among the calls."""
        self._library.crash_mark(text.encode())

    def count(self) -> int:
        """The calls so far."""
        return int(self._library.crash_count())
