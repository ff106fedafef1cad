"""Shared SQL says nothing that one engine alone understands, and only the store's own package knows an engine."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STORE = ROOT / "core" / "store"
NEUTRAL = [
    STORE / "protocol.py",
    STORE / "place.py",
    *sorted((STORE / "rows").rglob("*.py")),
    *sorted((STORE / "sql").rglob("*.py")),
]
OF_ONE_ENGINE = {
    "rowid": r"\browid\b",
    "IS NOT with a value, for IS DISTINCT FROM": r"\bIS NOT \?",
    "a limit below zero": r"LIMIT -",
    "LIKE, whose letters differ": r"\bLIKE\b",
    "a pragma": r"\bPRAGMA\b|sqlite_",
    "INSERT OR, for ON CONFLICT": r"INSERT OR\b",
    "GLOB": r"\bGLOB\b",
    "json functions": r"\bjson_|->>",
    "a literal %": r"%",
    "a value compared with NULL": r"\? IS NULL",
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def texts(path: Path) -> list[str]:
    """Every text of a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    after = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | after
    ]


@pytest.mark.parametrize("path", NEUTRAL, ids=lambda path: str(path.relative_to(STORE)))
def test_shared_sql_and_the_protocol_know_no_engine(path: Path) -> None:
    assert not {name for name in imported(path) if re.search(r"sqlite|psycopg", name)}
    for text in texts(path):
        for what, pattern in OF_ONE_ENGINE.items():
            assert not re.search(pattern, text), f"{what}: {text}"


@pytest.mark.parametrize("path", [path for path in NEUTRAL if path.parent.name == "sql"], ids=lambda path: path.stem)
def test_sums_are_cast_to_integers(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for place in re.finditer(r"\bsum\(", source):
        before = source[max(0, place.start() - 7) : place.start()]
        assert before.endswith(("CAST(", "HAVING ")) or '"""' in source[place.start() - 90 : place.start()], source[
            place.start() - 60 : place.end() + 30
        ]


def test_engines_are_known_in_one_place_only() -> None:
    named = {
        path: imported(path)
        for folder in ("core", "cli", "tui")
        for path in (ROOT / folder).rglob("*.py")
        # What it imports stands in its text: to parse all modules takes seconds.
        if re.search("sqlite|postgres|psycopg", path.read_text(encoding="utf-8"))
    }
    for engine, pattern, known in (
        # The journal of every engine is replayed into a nameless database of SQLite, and one tokenizer parts words.
        (
            "sqlite",
            r"core\.store\.sqlite\b|sqlite3|sqlite_utils|pysqlite3",
            {"core/store/postgres/rebuild.py", "core/store/postgres/words.py"},
        ),
        ("postgres", r"core\.store\.postgres\b|psycopg", set[str]()),
    ):
        strangers = {
            str(path.relative_to(ROOT))
            for path, names in named.items()
            if STORE / engine not in path.parents
            for name in names
            if re.match(pattern, name)
        }
        assert strangers == {"core/store/engines.py"} | known
