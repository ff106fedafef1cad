"""What a running process takes, as Linux counts it."""

from pathlib import Path


def megabytes(pid: int) -> float:
    """Memory of its own, with its share of what processes have in common (PSS)."""
    rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rolled.partition("Pss:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """CPU time so far of all threads that run now."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e9
