"""The list of commands and the shape of the app's modules, read from the sources."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tui.commands.command import Place
from tui.commands.listing import commands

ROOT = Path(__file__).parents[3]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "tui").rglob("*.py"))
}


@cache
def imports_of(name: str) -> frozenset[str]:
    """The modules of the app that a module imports, wherever in it and for whatever purpose."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {full if full in MODULES else node.module for full in named}
    return frozenset(module for module in found if module.partition(".")[0] in ("tui", "textual", "rich"))


def package_of(name: str) -> str:
    return name.split(".")[1] if name.count(".") > 1 else ""


def reached(name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for imported in imports_of(waiting.pop()) & MODULES.keys():
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return found


def test_no_module_of_the_app_imports_itself_by_a_detour() -> None:
    assert not [name for name in MODULES if name in reached(name)]


@pytest.mark.parametrize("name", [name for name in MODULES if package_of(name) == "pages"])
def test_no_page_imports_another_page(name: str) -> None:
    # Parts of the desk, which are no pages themselves.
    of_desk = {f"tui.pages.desk_{part}" for part in ("chooser", "enter", "reading", "updates")}
    allowed = {"tui.pages.page", "tui.pages.host"}
    if name in of_desk | {"tui.pages.desk"}:
        allowed |= of_desk | {"tui.pages.flow_page"}
    if name != "tui.pages.registry":
        assert {each for each in imports_of(name) if package_of(each) == "pages"} <= allowed


@pytest.mark.parametrize("name", [name for name in MODULES if package_of(name) in ("widgets", "dialogs", "flows")])
def test_nothing_below_a_page_imports_a_page(name: str) -> None:
    below = {"widgets": {"pages", "flows", "dialogs"}, "dialogs": {"pages", "flows"}, "flows": {"pages"}}
    assert not {package_of(each) for each in imports_of(name)} & below[package_of(name)]


@pytest.mark.parametrize(
    "name", ["commands.listing", "commands.keymap", "commands.manual", "commands.help_sheet", "keys"]
)
def test_the_list_of_commands_loads_no_textual(name: str) -> None:
    script = f"import sys, tui.{name}, tui.settings\nprint('textual' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


@pytest.mark.parametrize("path", sorted((ROOT / "tui" / "flows").glob("*.py")), ids=lambda path: path.stem)
def test_no_flow_catches_an_error_itself(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert not [node for node in nodes if isinstance(node, ast.Try)]


def test_only_one_module_catches_the_errors_of_business_calls() -> None:
    catching = set()
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.type and "MonteoreError" in ast.unparse(node.type):
                catching.add(name)
    # run.py lets the error go on to the shell, which prints it.
    assert catching == {"tui.attempt", "tui.run"}


def test_every_command_runs_something_unless_the_widget_in_focus_moves() -> None:
    assert all((each.run is None) == (each.place is Place.LIST) for each in commands())
