"""A fiscal card says what people write, keeps a wrong check digit with a warning, and refuses what it cannot be."""

from datetime import date

import pytest

from core.basics.errors import Usage
from core.forms.fiscal import FIELDS, doubts_of, labels, payment_text, read_fiscal, read_payment, texts_of
from core.model.fiscal import NO_CARD, FiscalCard, PaymentTerms


@pytest.mark.parametrize(
    ("field", "text", "stored"),
    [
        ("vat", "01234567897", "IT01234567897"),
        ("vat", "it 0123 4567 897", "IT01234567897"),
        ("vat", "DE 136.695.976", "DE136695976"),
        ("vat", "", ""),
        ("sdi", "abc1234", "ABC1234"),
        ("sdi", "ufabcd", "UFABCD"),
        ("province", "mi", "MI"),
        ("vat_rate", "22%", "22"),
        ("vat_rate", "5,5", "5.5"),
        ("nature", "n3.5", "N3.5"),
        ("cig", "a01b2c3d4e", "A01B2C3D4E"),
        ("city", " San  Donà ", "San Donà"),
        ("payment", "30", PaymentTerms(30)),
        ("payment", "60d eom", PaymentTerms(60, True)),
        ("payment", "60 gg FM", PaymentTerms(60, True)),
        ("payment", "30 giorni fine mese", PaymentTerms(30, True)),
        ("payment", "none", None),
        ("split_payment", "sì", True),
    ],
)  # fmt: skip
def test_what_people_write_is_stored_in_one_form(field: str, text: str, stored: object) -> None:
    assert getattr(read_fiscal({field: text}, NO_CARD), field) == stored


@pytest.mark.parametrize(
    ("field", "text", "advice"),
    [
        ("vat", "12", "write its country and number"),
        ("vat", "<b>", "no VAT number"),
        ("sdi", "abc", "7 characters, or 6"),
        ("pec", "nobody", "e-mail"),
        ("province", "Milano", "two letters"),
        ("nature", "N2", "N2.1"),
        ("nature", "N9", "N7"),
        ("vat_rate", "220", "percent"),
        ("vat_rate", "2.222", "percent"),
        ("vat_rate", "x", "percent"),
        ("payment", "soon", "60d eom"),
        ("payment", "-3", "30d"),
        ("cig", "12", "10 characters"),
        ("cup", "12", "15 characters"),
        ("tax_code", "12", "16"),
        ("split_payment", "maybe", "yes nor no"),
        ("country", "Italy", "two letters"),
        ("vat_rate", "NaN", "percent"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_advice(field: str, text: str, advice: str) -> None:
    with pytest.raises(Usage, match=advice):
        read_fiscal({field: text}, NO_CARD)


def test_a_rate_and_a_nature_exclude_each_other_and_a_new_nature_takes_the_rate_away() -> None:
    with pytest.raises(Usage, match="leave one of them out"):
        read_fiscal({"vat_rate": "22", "nature": "N4"}, NO_CARD)
    assert read_fiscal({"nature": "N4"}, FiscalCard(vat_rate="22")) == FiscalCard(nature="N4")


def test_a_wrong_check_digit_is_kept_and_doubted() -> None:
    card = read_fiscal({"vat": "IT01234567890", "tax_code": "RSSMRA85T10A562X"}, NO_CARD)
    assert len(doubts_of(card)) == 2
    assert doubts_of(read_fiscal({"vat": "IT01234567897", "tax_code": "RSSMRA85T10A562S"}, NO_CARD)) == ()
    assert doubts_of(read_fiscal({"vat": "CHE123456788"}, NO_CARD)) == ()


def test_every_field_has_its_label_and_reads_back_what_it_shows() -> None:
    texts = (
        "A",
        "IT01234567897",
        "RSSMRA85T10A562S",
        "Via",
        "1",
        "20100",
        "Milano",
        "MI",
        "IT",
        "ABC1234",
        "a@b.it",
        "C7",
    )
    card = FiscalCard(*texts, "0123456789", "A12B34567890123", "", "N4", True, PaymentTerms(60, True))
    assert set(labels()) == set(FIELDS) == set(texts_of(card))
    assert read_fiscal(texts_of(card), NO_CARD) == card
    assert read_fiscal(dict.fromkeys(FIELDS, ""), card) == NO_CARD
    assert payment_text(read_payment("45d")) == "45d"


@pytest.mark.parametrize(
    ("terms", "invoiced", "due"),
    [
        (PaymentTerms(30), date(2026, 1, 31), date(2026, 3, 2)),
        (PaymentTerms(30, True), date(2026, 1, 31), date(2026, 3, 31)),
        (PaymentTerms(0, True), date(2028, 2, 3), date(2028, 2, 29)),
        (PaymentTerms(60, True), date(2026, 11, 2), date(2027, 1, 31)),
    ],
)
def test_an_invoice_is_due_after_days_or_at_the_end_of_that_month(
    terms: PaymentTerms, invoiced: date, due: date
) -> None:
    assert terms.due_on(invoiced) == due
