"""Figures as ratios to a baseline that is measured in turn with them, and the table of them as Markdown and JSON."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_STARTED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(code)
"""
"""Runs a command and tells its seconds of CPU and the most memory that it took, in KiB."""

Timed = Callable[[], float]
"""Does some work once and returns its seconds."""


@dataclass(frozen=True)
class Figure:
    """A measured figure: its median with the least and the most of the rounds, and the median of its ratios to a baseline."""

    group: str
    name: str
    unit: str
    median: float
    least: float
    most: float
    baseline: str = ""
    ratio: float | None = None
    rounds: int = 1
    goal: str = ""


def in_pairs(
    group: str,
    name: str,
    work: Timed,
    baseline: str,
    other: Timed,
    rounds: int,
    *,
    unit: str = "ms",
    scale: float = 1000,
    goal: str = "",
) -> Figure:
    """Both in turn, so that a machine that slows down meanwhile slows both; the first pair only warms up."""
    work(), other()
    pairs = [(work() * scale, other() * scale) for _round in range(rounds)]
    return of_pairs(group, name, pairs, baseline, unit=unit, goal=goal)


def of_pairs(
    group: str, name: str, pairs: Sequence[tuple[float, float]], baseline: str, *, unit: str = "ms", goal: str = ""
) -> Figure:
    """A figure of what was measured in turn with its baseline: the median of the ratios."""
    mine = [pair[0] for pair in pairs]
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs) if all(pair[1] for pair in pairs) else None
    middle = statistics.median(mine)
    return Figure(group, name, unit, middle, min(mine), max(mine), baseline, ratio, len(pairs), goal)


def alone(
    group: str, name: str, values: Sequence[float], *, unit: str, goal: str = "", part: float = 0.5, baseline: str = ""
) -> Figure:
    """A figure without a ratio; `part` says which of the values counts: 0.5 the median, 0.99 the 99th of a hundred."""
    value = statistics.median(values) if part == 0.5 else late(values, part)
    return Figure(group, name, unit, value, min(values), max(values), baseline, None, len(values), goal)


def late(values: Sequence[float], part: float = 0.99) -> float:
    """The value that such a part of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def cpu_of(words: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Seconds of CPU of a whole process, its start and its end included. Its output is thrown away."""
    return cost_of(words, environment)[0]


def cost_of(words: Sequence[str], environment: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Seconds of CPU of a whole process, and the most memory that it took, in MiB.

    A small process starts it: Linux counts the memory of whoever starts a process as its own.
    """
    told = subprocess.run(
        [sys.executable, "-S", "-c", _STARTED, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A run that may not write its compiled files compiles them each time.
        env={name: value for name, value in (environment or os.environ).items() if name != "PYTHONDONTWRITEBYTECODE"},
        check=False,
    )
    if told.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {told.returncode}")
    seconds, kibibytes = told.stdout.split()
    return float(seconds), int(kibibytes) / 1024


def timed(work: Callable[[], object], *, count: int = 1) -> Timed:
    """The CPU of this process that one of `count` runs of some work takes."""

    def run() -> float:
        began = time.process_time()
        for _time in range(count):
            work()
        return (time.process_time() - began) / count

    return run


def write(figures: Sequence[Figure], folder: Path) -> str:
    """Write `figures.md` and `figures.json` into a folder; the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    text = markdown(figures)
    (folder / "figures.md").write_text(text)
    (folder / "figures.json").write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n")
    return text


def markdown(figures: Sequence[Figure]) -> str:
    """The table."""
    lines = ["| what | measured (least to most) | × baseline | baseline | goal |", "| --- | --- | --- | --- | --- |"]
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            lines.append(f"| **{group}** | | | | |")
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        value = f"{_short(figure.median)} {figure.unit} ({_short(figure.least)} to {_short(figure.most)})"
        lines.append(f"| {figure.name} | {value} | {ratio} | {figure.baseline} | {figure.goal} |")
    return "\n".join(lines) + "\n"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
