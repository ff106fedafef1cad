"""Brings the catalogues up to the sources: extract, update each .po, compile each .mo. `make catalogues` runs it.

The same sources give the same bytes, so it can be run at any time. New sentences get an empty translation and are
listed; what no source says any more is dropped. A command's docstring is its help and is extracted too.
"""

import ast
import inspect
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "core" / "locale"
LANGUAGES = ("it",)
SOURCES = ("core", "cli", "tui")
KEYWORDS = {"_": None, "ngettext": (1, 2)}
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def sentences() -> Catalog:
    """Every sentence of the program, as a template."""
    template = _empty()
    for path in _sources():
        place = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        for message in marked_texts(source):
            template.add(message, locations=[(place, 0)])
        if place.startswith("cli/"):
            for text in command_texts(source):
                template.add(text, locations=[(place, 0)])
    return template


def click_sentences() -> Catalog:
    """Every sentence of the installed click."""
    import click

    template = _empty()
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        for _line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            template.add(message, locations=[(f"click/{path.name}", 0)])
    return template


def marked_texts(source: str) -> Iterator[str | tuple[str, str]]:
    """The literal sentences in `_` and `ngettext`, in the order of the source.

    Read from the syntax tree: Babel's own reader looks inside f-strings only from Python 3.12 on.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if name == "_" and len(texts) == 1:
            yield texts[0]
        elif name == "ngettext" and len(texts) == 2:
            yield texts[0], texts[1]


def command_texts(source: str) -> Iterator[str]:
    """The docstrings that click shows as a command's help, as click cleans them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(_declares_command(mark) for mark in node.decorator_list):
            text = inspect.cleandoc(ast.get_docstring(node) or "").partition("\f")[0]
            if text:
                yield text


def updated(po: Path, template: Catalog, *, keep: bool) -> Catalog:
    """The catalogue of a .po file with exactly the template's sentences; `keep` holds on to the others too."""
    language = po.parents[1].name
    with po.open("rb") as file:
        catalogue = read_po(file, locale=language)
    known = {message.id for message in catalogue if message.id}
    if keep:
        for message in catalogue:
            if message.id and message.id not in template:
                template.add(message.id, message.string, flags=message.flags, context=message.context)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    for message in catalogue:
        if message.id and message.id not in known:
            message.flags.discard("fuzzy")
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The .po file's content, without the name of the tool's version."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if b"Generated-By" not in line)


def mo_bytes(catalogue: Catalog) -> bytes:
    """The .mo file's content."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def lacking(catalogue: Catalog) -> list[Message]:
    """The sentences that have no translation, not all of their plurals, or a doubtful one."""
    return [message for message in catalogue if message.id and (message.fuzzy or not _is_whole(message, catalogue))]


def _is_whole(message: Message, catalogue: Catalog) -> bool:
    if isinstance(message.string, tuple | list):
        return len(message.string) == catalogue.num_plurals and all(message.string)
    return bool(message.string)


def _empty() -> Catalog:
    return Catalog(creation_date=NO_DATE, revision_date=NO_DATE, msgid_bugs_address="", last_translator="Monteore")


def _sources() -> list[Path]:
    return [path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]


def _declares_command(mark: ast.expr) -> bool:
    call = mark.func if isinstance(mark, ast.Call) else mark
    if isinstance(mark, ast.Call) and any(word.arg == "help" for word in mark.keywords):
        return False
    return isinstance(call, ast.Attribute) and call.attr in ("command", "group")


def main() -> int:
    """Update and compile all; the exit code is 1 where something is still to be translated."""
    open_ends = 0
    for language in LANGUAGES:
        folder = LOCALE / language / "LC_MESSAGES"
        for domain, template in (("monteore", sentences()), ("click", click_sentences())):
            po = folder / f"{domain}.po"
            # Another click may word a sentence differently: what was translated for it stays.
            catalogue = updated(po, template, keep=domain == "click")
            po.write_bytes(po_bytes(catalogue))
            po.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
            missing = lacking(catalogue)
            open_ends += len(missing)
            print(f"{po.relative_to(ROOT)}: {len(catalogue)} sentences, {len(missing)} to translate", file=sys.stderr)
            for message in missing:
                print(f"  {message.id!r}", file=sys.stderr)
    return 1 if open_ends else 0


if __name__ == "__main__":
    sys.exit(main())
