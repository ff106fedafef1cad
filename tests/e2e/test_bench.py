"""The benchmarks run, and say what they measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.pairs import Figure, alone, cost_of, in_pairs, markdown
from tests.e2e.terminal import ROOT


def test_a_ratio_is_the_median_of_pairs_and_the_first_pair_only_warms_up() -> None:
    mine, other = iter((9.0, 1.0, 4.0, 3.0)), iter((9.0, 1.0, 2.0, 1.0))
    figure = in_pairs("Group", "mine", lambda: next(mine), "other", lambda: next(other), 3)
    assert (figure.median, figure.least, figure.most, figure.ratio) == (3000, 1000, 4000, 2.0)
    speed = alone("Group", "speed", [1234.4], unit="rows a second")
    assert markdown([figure, speed]).splitlines()[2:] == [
        "| **Group** | | | | |",
        "| mine | 3,000 ms (1,000 to 4,000) | 2.00 | other |  |",
        "| speed | 1,234 rows a second (1,234 to 1,234) |  |  |  |",
    ]


def test_the_memory_of_a_process_is_not_that_of_who_starts_it() -> None:
    held = b"x" * (150 << 20)
    assert cost_of([sys.executable, "-S", "-c", "pass"])[1] < len(held) >> 21


@pytest.mark.soak
def test_all_of_it_runs_on_small_stores(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "bench.table", "--least", "--to", str(tmp_path)], cwd=ROOT, check=True)
    figures = [Figure(**row) for row in json.loads((tmp_path / "figures.json").read_text())]
    assert len({figure.group for figure in figures}) >= 6
    assert all(figure.least <= figure.median <= figure.most for figure in figures)
