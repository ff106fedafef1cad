"""Every attribute of an event or of a value of the model says what it means."""

import ast
from pathlib import Path

import pytest

CORE = Path(__file__).parents[3] / "core"
FILES = tuple(sorted(path for folder in ("journal/events", "model") for path in (CORE / folder).glob("*.py")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_attribute_has_a_sentence_under_it(path: Path) -> None:
    bare = []
    for kind in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(kind, ast.ClassDef):
            continue
        for statement, following in zip(kind.body, [*kind.body[1:], None], strict=True):
            if isinstance(statement, ast.AnnAssign) and not (
                isinstance(following, ast.Expr)
                and isinstance(following.value, ast.Constant)
                and str(following.value.value).endswith(".")
            ):
                bare.append(f"{kind.name}.{ast.unparse(statement.target)}")
    assert bare == []
