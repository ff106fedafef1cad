"""The one door to gettext: every sentence a user reads passes through `_` or `ngettext`."""

import gettext as _gettext
from functools import lru_cache
from pathlib import Path

DOMAIN = "monteore"
LOCALE_FOLDER = Path(__file__).parent / "locale"

_language: str | None = None


def use_language(language: str | None) -> None:
    """Choose the language of all later sentences; `None` obeys the environment (LANGUAGE, LC_ALL, LANG)."""
    global _language
    _language = language
    _catalogue.cache_clear()


@lru_cache(maxsize=1)
def _catalogue() -> _gettext.NullTranslations:
    languages = [_language] if _language else None
    return _gettext.translation(DOMAIN, LOCALE_FOLDER, languages=languages, fallback=True)


def _(message: str) -> str:
    """The sentence in the user's language; the English one where no translation exists."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The sentence for `count` things, by the plural rule of the user's language."""
    return _catalogue().ngettext(singular, plural, count)


def language() -> str:
    """The two-letter language in use: the chosen one, else the environment's, else English."""
    import os

    if _language:
        return _language[:2]
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").split(":")[0]
        if value:
            return value[:2].lower() if value[:1].isalpha() and value not in ("C", "POSIX") else "en"
    return "en"
