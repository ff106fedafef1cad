"""Words compared without case and accents, and names spelt almost alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.spelling import Names, begins_word, fold, likest, words_of


@pytest.mark.parametrize(
    ("typed", "text", "begins"),
    [
        ("ross", "Studio Rossi", True),
        ("ROSSI", "Studio Rossi", True),
        ("però", "Panificio PERO", True),
        ("d'ang", "Bar D’Angelo", True),
        ("rossi-f", "Rossi Ferrari", True),
        ("ossi", "Studio Rossi", False),
        ("rossif", "Rossi Ferrari", False),
        ("", "Rossi", False),
        ("&", "Rossi & C", False),
    ],
)
def test_a_word_begins_a_word_whatever_its_case_accents_and_signs(typed: str, text: str, begins: bool) -> None:
    assert begins_word(typed, text) is begins


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once_for_words(text: str) -> None:
    assert words_of(fold(text)) == words_of(text)


def test_the_nearest_comes_first_and_two_swapped_letters_are_one_slip() -> None:
    names = Names()
    names.put("a", ["Bianchini"])
    names.put("b", ["Bianchi"])
    assert names.near("binachi", 5) == ["b"]
    assert names.near("bianchin", 5) == ["a", "b"]
    assert names.near("bianchin", 1) == ["a"]


def test_a_number_is_not_misspelt() -> None:
    names = Names()
    names.put("a", ["c00001"])
    assert names.near("c00002", 5) == []
    assert names.near("c00001", 5) == ["a"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(["Rossi", "Bianchi", "De Luca", "24"])))))
def test_words_put_again_and_again_are_those_put_last(changes: list[tuple[str, list[str]]]) -> None:
    names, fresh = Names(), Names()
    for owner, texts in changes:
        names.put(owner, texts)
    for owner, texts in dict(changes).items():
        fresh.put(owner, texts)
    for typed in ("rosi", "bainchi", "deluca", "de lcua", "24 rossi", "luca bianc"):
        assert names.near(typed, 5) == fresh.near(typed, 5)


def test_of_several_texts_the_one_spelt_most_like_it_is_named() -> None:
    assert likest("bruni", ("Paolo Esposito", "Lucia Bruno")) == "Lucia Bruno"
    assert likest("bruni", ("Paolo Esposito",)) == ""
