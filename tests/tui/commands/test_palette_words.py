"""The palette finds each command by the words that people use for it, in both languages, whatever the desk speaks."""

import pytest

from core.basics.i18n import speaking
from tui.commands.also import ALSO
from tui.commands.command import Place
from tui.commands.listing import commands
from tui.commands.offers import also_of
from tui.commands.shell_verbs import shell_offers
from tui.dialogs.palette import Offer, found

OBVIOUS = {
    "business": "company azienda ditta impresa settings impostazioni",
    "client.add": "new client|customer|nuovo cliente|anagrafica",
    "client.sell": "sell|package|vendi|pacchetto|ricarica",
    "client.agreement": "contract|contratto|terms|condizioni",
    "client.statement": "statement|estratto conto|resoconto",
    "invoice.export": "billing|invoice|fatturazione|gestionale",
    "log": "log|work|registra|lavoro|ore",
    "stop": "finish|hang up|termina|chiudi",
    "hold": "pause|pausa|sospendi",
    "undo": "void|annulla|elimina",
    "day": "today|timesheet|giornata|oggi",
    "prices": "prices|listino|tariffe",
    "lock": "close month|chiudi mese",
    "leave": "exit|quit|esci|uscire",
    "theme": "colours|dark|colori|scuro",
    "shell backup": "backup|copia|ripristina",
    "shell client erase CODE": "gdpr|privacy|delete|cancella",
    "account.adjust": "goodwill|regala|rettifica",
    "line.pay": "payment|pagamento|incasso",
    "entry.sheet": "sign|firma|rapportino",
    "client.mail": "email|posta",
    "help": "shortcuts|scorciatoie|guida",
    "phone.unlogged": "unlogged|reconcile|non registrate",
}


def offers_in(language: str) -> tuple[Offer, ...]:
    with speaking(language):
        named = [(each.id, each.label, each.help) for each in commands() if each.place is not Place.LIST]
        named += [(each.command_id, each.name, each.help) for each in shell_offers()]
    return tuple(Offer(name, label, what, also=also_of(name)) for name, label, what in (*named, ("theme", "Theme", "")))


def ids(offers: tuple[Offer, ...], typed: str) -> list[str]:
    return [offer.command_id for offer in found(offers, typed)]


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_command_is_found_by_its_name_in_the_other_language_and_by_obvious_words(language: str) -> None:
    offers, other = offers_in(language), offers_in("it" if language == "en" else "en")
    typed = [(offer.command_id, offer.name) for offer in other]
    for name, words in OBVIOUS.items():
        typed += [(name, word) for word in (words.split("|") if "|" in words else words.split())]
    assert [(name, words) for name, words in typed if name not in ids(offers, words)] == []


def test_what_a_command_is_called_finds_it_before_what_else_it_may_mean() -> None:
    offers = offers_in("it")
    assert ids(offers, "azienda") == ["business"]
    assert ids(offers, "ferma")[0] == "stop" and ids(offers, "nuovo cl")[0] == "client.add"
    assert ids(offers, "zzz") == []


def test_no_word_is_kept_for_a_command_that_is_gone() -> None:
    assert set(ALSO) <= {offer.command_id for offer in offers_in("en")}
