"""Which language is spoken: the wish, else the environment, else English."""

import pytest

from core.basics.i18n import _, language, language_of, ngettext, speaking, use_language
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_CH"}, "it"),
        ({"LANG": "it"}, "it"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "tlh_KX.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "it_IT.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "it"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LANGUAGE": "en_US:it"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:it:en"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LANGUAGE": "fr"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LANGUAGE": "it", "LC_ALL": "C"}, "en"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "POSIX"}, "en"),
        ({"LANGUAGE": "it"}, "it"),
        ({"LANG": "it_IT.UTF-8", "MONTEORE_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "MONTEORE_LANG": "it"}, "it"),
        ({"LANG": "it_IT.UTF-8", "MONTEORE_LANG": "xx"}, "en"),
    ],
)
def test_the_environment_chooses_as_in_every_gettext_program(environment: dict[str, str], spoken: str) -> None:
    assert language_of(environment) == spoken


@pytest.mark.parametrize(
    ("wish", "spoken"), [("it", "it"), ("IT", "it"), ("it-IT", "it"), ("xx", "en"), ("../x", "en")]
)
def test_a_wish_is_obeyed_and_an_unknown_one_is_english(
    wish: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")
    with speaking(wish):
        assert language() == spoken
    assert language() == "it"


def test_sentences_and_plurals_come_in_the_language_spoken() -> None:
    try:
        use_language("it")
        assert _("no renewal") == "nessun rinnovo"
        assert [ngettext("and {count} more row", "and {count} more rows", count) for count in (1, 2)] == [
            "e {count} altra riga",
            "e altre {count} righe",
        ]
        use_language("en")
        assert _("no renewal") == "no renewal"
    finally:
        use_language(None)


def test_the_language_brings_its_day_words() -> None:
    with speaking("it"):
        assert DAY_WORDS_BY_LANGUAGE[language()]["ieri"] == "yesterday"
    with speaking("en"):
        assert language() not in DAY_WORDS_BY_LANGUAGE
