"""Translation by gettext. Every text for users is passed to `_` or `ngettext`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "monteore"
CLICK_DOMAIN = "click"
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"
ENGLISH = "en"
LANGUAGES = (ENGLISH, "it")
"""The languages of the program. English texts are in the source."""

_chosen: str | None = None
# Local to the thread: a worker that writes mail in a client's language must not change the language of the screen.
_letter: ContextVar[str | None] = ContextVar("letter", default=None)


def use_language(language: str | None) -> None:
    """Set the language of the process; `None`: from the environment. An unknown language means English."""
    global _chosen
    _chosen = _known(language) or ENGLISH if language else None


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Use a language inside a `with` block; `None` changes nothing."""
    global _chosen
    before = _chosen
    if language:
        use_language(language)
    try:
        yield
    finally:
        _chosen = before


@contextmanager
def writing_to(language: str) -> Iterator[None]:
    """Use a recipient's language inside a `with` block, in this thread only. An unknown language means English."""
    token = _letter.set(_known(language) or ENGLISH)
    try:
        yield
    finally:
        _letter.reset(token)


def _(message: str) -> str:
    """The sentence in the user's language; the English one if there is no translation."""
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The sentence for `count` things, by the plural rule of the user's language."""
    return _catalogue(language()).ngettext(singular, plural, count)


def translated(message: str) -> str:
    """Translate a sentence that is extracted from elsewhere, such as a command's docstring."""
    return _catalogue(language()).gettext(message) if message else ""


def language() -> str:
    """The two-letter language in use: the chosen one, else the environment's, else English."""
    return _letter.get() or _chosen or language_of(os.environ)


def language_of(environment: Mapping[str, str]) -> str:
    """The language of MONTEORE_LANG, else of LANGUAGE (a list), LC_ALL, LC_MESSAGES and LANG, as gettext reads them.

    Of a list the first language that the program has is used; English counts: `en:it` is English. If the locale is
    exactly C or POSIX, LANGUAGE is ignored, so LC_ALL=C means English in a script.
    """
    own = environment.get("MONTEORE_LANG", "").strip()
    if own:
        return _known(own) or ENGLISH
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name, ""))), "")
    if locale in ("C", "POSIX"):
        return ENGLISH
    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    return next((known for word in wanted if (known := _known(word))), ENGLISH)


def _known(word: str) -> str | None:
    """`it` for `it`, `IT`, `it_CH.UTF-8` or `it-IT`; `None` for a language that the program does not have."""
    code = word.strip().casefold().replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0]
    return code if code in LANGUAGES else None


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> "NullTranslations | _English":
    if code == ENGLISH:
        return _English()
    import gettext

    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code], fallback=True)


class _English:
    """The sentences of the source, without `gettext`, which takes a millisecond to import."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return singular if count == 1 else plural
