"""The pictures in the README are those of the program as it is."""

import importlib.util
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "screenshots"


def test_the_pictures_are_not_stale() -> None:
    spec = importlib.util.spec_from_file_location("take", FOLDER / "take.py")
    assert spec is not None
    assert spec.loader is not None
    take = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(take)
    for name, svg in take.pictures().items():
        assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8") == svg, f"{name}: run make screenshots"
