"""What the index of clients holds besides their texts: parts of numbers as signs, and other spellings of names."""

import pytest

from core.store.sql.forms import SPELT, forms_of, part_of_number, whole_name


def test_a_part_of_a_number_is_a_phrase_of_it_and_of_no_two_numbers() -> None:
    forms = forms_of(("", "", ""), ("0212345 390212345", "3477654 393477654"))
    for number in ("390212345", "393477654"):
        for start in range(len(number) - 2):
            for end in range(start + 3, len(number) + 1):
                assert f" {part_of_number(number[start:end])} " in f" {forms} "
    assert all(part_of_number(each) not in forms for each in ("345393", "3453", "5390", "210"))
    # What is part of the same number with its country is written once.
    assert len(forms.split()) == 7 + 1 + 7


def test_digits_of_any_script_are_the_same_part() -> None:
    assert part_of_number("٠٢١") == part_of_number("021") and part_of_number("02") == ""


@pytest.mark.parametrize(
    ("text", "besides"),
    [
        ("Officine Verdi", ""),
        ("Hotel Mare srl", ""),
        ("D'Angelo", "dangelo"),
        ("Studio De Luca", "deluca"),
        ("Libreria Città Aperta", "citta"),
        ("A.C.M.E. spa", "acme"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_that_no_word_of_a_name_is_are_held_besides(text: str, besides: str) -> None:
    assert forms_of(("", text, ""), ()) == " ".join([*(f"{SPELT}{word}" for word in besides.split()), whole_name(text)])


def test_a_whole_name_is_one_word_case_and_accents_aside() -> None:
    assert whole_name("Libreria CITTÀ") == whole_name("libreria citta") != whole_name("libreria citta 2")
    assert len(whole_name("Officine Verdi")) == 9 and whole_name("") == ""
