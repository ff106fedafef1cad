"""What each package may not import, proved in subprocesses and from the sources."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN_IN_CORE = {"textual", "rich", "click", "tui", "cli"}
HEAVY = {
    "textual",
    "rich",
    "holidays",
    "phonenumbers",
    "pydantic",
    "rapidfuzz",
    "vobject",
    "babel",
    "sqlite_utils",
    "stdnum",
    "a38",
}


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in out.stdout.split()}


def modules(folder: str) -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "__main__.py"
    ]


def test_core_loads_no_face_and_no_textual() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules("core")))
    assert not loaded & FORBIDDEN_IN_CORE


def test_the_shell_loads_no_textual() -> None:
    assert "textual" not in loaded_after("\n".join(f"import {name}" for name in modules("cli")))


def test_a_verb_loads_only_what_it_needs() -> None:
    loaded = loaded_after("import cli.main, cli.balance, core.business")
    assert not loaded & HEAVY


def test_a_balance_is_shown_without_any_heavy_import(tmp_path: Path) -> None:
    store = str(tmp_path / "walls.db")
    made = [sys.executable, "-m", "cli", "client", "add", "acme", "Acme", "--phone", "02 1234567", "--db", store]
    subprocess.run(made, cwd=ROOT, capture_output=True, check=True)
    loaded = loaded_after(f"from cli.main import run\nassert run(['balance', 'acme', '--db', {store!r}]) == 0")
    assert not loaded & HEAVY


def test_the_store_uses_the_sqlite_module_that_sqlite_utils_uses() -> None:
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    from core.store.sqlite import engine

    assert engine.sqlite3 is sqlite3


@pytest.mark.parametrize("path", sorted((ROOT / "core").rglob("*.py")), ids=lambda path: path.stem)
def test_core_imports_no_face_in_its_source(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not {name.partition(".")[0] for name in names} & FORBIDDEN_IN_CORE
