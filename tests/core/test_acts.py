"""The security log names what was refused in the words of the shell, whatever class does it."""

import ast
from pathlib import Path

import pytest

from core.basics.acts import act_of

CORE = Path(__file__).parents[2] / "core"


@pytest.mark.parametrize(
    ("method", "act"),
    [
        ("Entries.void", "entry void"),
        ("CallEdits.split_in_change", "call split"),
        ("Calls.keep_words", "call keep words"),
        ("Daily.run", "daily"),
        ("Erasure.erase", "client erase"),
        ("BillingExport.export", "invoice export"),
        ("import clients", "import clients"),
        ("monteore", "monteore"),
    ],
)
def test_an_act_is_named_in_the_words_of_the_shell(method: str, act: str) -> None:
    assert act_of(method) == act


def test_every_class_with_a_right_has_its_noun() -> None:
    found = [
        node.name
        for path in CORE.rglob("*.py")
        if "@needs(" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and "@needs(" in str(ast.get_source_segment(source, node))
    ]
    assert len(found) > 40
    assert [name for name in found if act_of(f"{name}.go") == f"{name}.go"] == []
