"""The Italian catalogue holds every sentence of the sources, whole and sound; `make catalogues` brings it up."""

import ast
import gettext
import importlib.util
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
LOCALE = ROOT / "core" / "locale"
SOURCES = sorted(path for folder in ("core", "cli", "tui") for path in (ROOT / folder).rglob("*.py"))
FOLDERS = sorted({path.parent for path in SOURCES})
ADVICE = "run make catalogues and fill in what it lists"


@pytest.fixture(scope="module")
def update() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_catalogues", ROOT / "translations" / "update.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sentences(update: ModuleType) -> Catalog:
    """Every sentence of the sources, which are read once."""
    found: Catalog = update.sentences()
    return found


def calls_in(folder: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the source files of a folder, with its file and line."""
    for path in (each for each in SOURCES if each.parent == folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def catalogue(domain: str) -> Catalog:
    with (LOCALE / "it" / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="it")


def ids(found: Catalog) -> set[str | tuple[str, ...]]:
    return {message.id for message in found if message.id}


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_every_sentence_of_the_sources_is_in_the_catalogue_and_no_other(sentences: Catalog) -> None:
    assert ids(catalogue("monteore")) == ids(sentences), ADVICE


def test_every_sentence_of_click_is_in_the_catalogue(update: ModuleType) -> None:
    assert ids(update.click_sentences()) <= ids(catalogue("click")), ADVICE


@pytest.mark.parametrize("domain", ["monteore", "click"])
def test_every_sentence_is_translated_in_all_its_plurals_and_none_is_fuzzy(update: ModuleType, domain: str) -> None:
    assert [message.id for message in update.lacking(catalogue(domain))] == [], ADVICE


def test_a_translation_fills_in_what_the_sentence_fills_in_and_keeps_its_edges() -> None:
    for message in catalogue("monteore"):
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for place, text in enumerate(translations):
            # One thing can be said without its number: "a block" for "{count} blocks".
            free = {"count"} if place == 0 and isinstance(message.id, tuple) else set()
            assert fields(text) | free == fields(forms[-1]) | free, message.id
            assert (text[:1] == " ", text[:2] == "! ") == (forms[0][:1] == " ", forms[0][:2] == "! "), message.id
            assert "\n" not in text or "\n" in forms[0], message.id


@pytest.mark.parametrize("domain", ["monteore", "click"])
def test_the_compiled_catalogue_is_that_of_the_text(update: ModuleType, domain: str, tmp_path: Path) -> None:
    fresh = tmp_path / "it" / "LC_MESSAGES" / f"{domain}.mo"
    fresh.parent.mkdir(parents=True)
    fresh.write_bytes(update.mo_bytes(catalogue(domain)))
    told = [gettext.translation(domain, folder, languages=["it"]) for folder in (tmp_path, LOCALE)]
    first, second = ({key: text for key, text in found._catalog.items() if key} for found in told)  # type: ignore[attr-defined]
    assert first == second, ADVICE


def test_updating_twice_changes_nothing(update: ModuleType, sentences: Catalog) -> None:
    for domain, template in (("monteore", sentences), ("click", update.click_sentences())):
        po = LOCALE / "it" / "LC_MESSAGES" / f"{domain}.po"
        again = update.po_bytes(update.updated(po, template, keep=domain == "click"))
        assert again == po.read_bytes(), ADVICE


SPOKEN_BY = {"say", "warn", "plain", "Label", "Static", "Input", "echo", "print", "DiscoveryHit", "Hit"}
REFUSALS = {"Refused", "Usage", "StoreUnavailable", "StoreBusy", "UnreadableLine", "UnknownClient", "AmbiguousClient"}
NAMES_OF_THINGS = {"monteore: ", "json", "acme 15 printer jams #4821"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_sentence_for_the_user_is_marked_and_only_plain_sentences_are(folder: Path) -> None:
    faults = list[str]()
    for place, call in calls_in(folder):
        if not is_plain(call):
            faults.append(f"{place}: only a literal text can be translated")
        faults += [f"{place}: {text!r} passes by _()" for text in left_unmarked(call)]
    assert not faults


def is_plain(call: ast.Call) -> bool:
    """Whether a call marks nothing for translation, or literal texts alone."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    texts = call.args[: {"_": 1, "ngettext": 2}.get(name, 0)]
    return all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts)


def left_unmarked(call: ast.Call) -> list[str]:
    """The texts with words that a call says to the user as they are."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in SPOKEN_BY | REFUSALS:
        return []
    texts = [text for argument in (call.args[:1] if name in REFUSALS else call.args) for text in unmarked(argument)]
    return [text for text in texts if has_words(text) and text not in NAMES_OF_THINGS]


def has_words(text: str) -> bool:
    """Whether it is a text with words, and no style of the app."""
    return "$" not in text and any(len(word) > 2 and word.isalpha() for word in text.split())


def unmarked(node: ast.AST) -> list[str]:
    """The literal texts in an expression that stand in no call: those are another's to judge."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Call | ast.Dict | ast.Subscript | ast.Compare):
        return []
    return [text for child in ast.iter_child_nodes(node) for text in unmarked(child)]


PROSE = ("core/documents/", "core/mail/letters", "core/mail/manager", "core/reports/", "tui/commands/help_sheet")
"""The files whose texts are sentences of a paragraph: documents, letters, reports, the first lines of the help."""
CUT_SHORT = ("no.", "e.g.", "Tel.", "sett.", "...")


def test_only_prose_and_the_help_of_a_verb_end_with_a_full_stop(sentences: Catalog) -> None:
    """Errors, answers, questions, notes, hints and labels do not, not even those of two sentences."""
    ended = list[str]()
    for message in sentences:
        places = [place for place, _line in message.locations]
        for text in spoken(message.id):
            # Help of the shell begins with a capital, and what its verbs answer does not.
            is_help = all(place.startswith("cli/") for place in places) and text[:1].isupper()
            is_prose = is_help or all(place.startswith(PROSE) for place in places)
            if text.endswith(".") and not text.endswith(CUT_SHORT) and not is_prose:
                ended.append(text)
    assert ended == []


def test_a_translation_ends_as_the_sentence_does() -> None:
    for message in catalogue("monteore"):
        if message.id:
            text, translation = spoken(message.id)[-1], spoken(message.string)[-1]
            # A label may be an abbreviation in one of the languages.
            is_label = " " not in text or (text + translation).endswith(CUT_SHORT) or len(translation) < 13
            assert is_label or ending(text) == ending(translation), message.id


def test_what_is_asked_ends_with_a_question_mark() -> None:
    """Behind it stands [y/n], or that nothing was changed."""
    asked = list[str]()
    for _place, call in (each for folder in FOLDERS for each in calls_in(folder)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in ("ask", "Confirm") and call.args:
            asked += marked_text(call.args[0])
    assert len(asked) > 10
    assert [text for text in asked if not text.endswith("?")] == []


def marked_text(node: ast.expr) -> list[str]:
    """The sentence that an expression is, with or without what is filled in."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return marked_text(node.func.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        return [text.value for text in node.args if isinstance(text, ast.Constant) and isinstance(text.value, str)]
    return []


def ending(text: str) -> str:
    """The full stop or question mark at the end of a text, if there is one."""
    return text[-1] if text[-1] in ".?" else ""


def spoken(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The forms of a sentence or of its translation."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_the_catalogues_are_in_what_is_installed() -> None:
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "locale/*/LC_MESSAGES/*.mo" in told["tool"]["setuptools"]["package-data"]["core"]
    assert (LOCALE / "it" / "LC_MESSAGES" / "monteore.mo").stat().st_size > 1000
