"""Translated labels of stored words: kinds of agreement and of lines, states, origins. JSON output keeps the stored word."""

from collections.abc import Iterable
from functools import lru_cache

from core.basics.i18n import LANGUAGES, _, language


def word_label(word: str) -> str:
    """The word in the user's language; an unknown word unchanged."""
    return _words(language()).get(word, word)


@lru_cache(maxsize=len(LANGUAGES))
def _words(_language: str) -> dict[str, str]:
    # The message extractor finds only literal arguments of `_`.
    return {
        "prepaid": _("prepaid"),
        "break-fix": _("break-fix"),
        "managed": _("managed"),
        "none": _("no agreement"),
        "sold": _("sold"),
        "renewed": _("renewed"),
        "adjusted": _("adjusted"),
        "block": _("block"),
        "overage": _("overage"),
        "credit": _("credit"),
        "fee": _("fee"),
        "included": _("included"),
        "gift": _("gift"),
        "month": _("month"),
        "quarter": _("quarter"),
        "year": _("year"),
        "advance": _("in advance"),
        "arrears": _("in arrears"),
        "nothing": _("nothing"),
        "bill": _("overage rate"),
        "to-invoice": _("to invoice"),
        "invoiced": _("invoiced"),
        "paid": _("paid"),
        "void": _("void"),
        "not-invoiced": _("not invoiced"),
        "open": _("open"),
        "accepted": _("accepted"),
        "done": _("done"),
        "dropped": _("dropped"),
        "approved": _("approved"),
        "refused": _("refused"),
        "recovered": _("refused"),
        "queued": _("queued"),
        "sending": _("sending"),
        "sent": _("sent"),
        "unsure": _("unsure"),
        "failed": _("failed"),
        "balance": _("balance"),
        "threshold": _("threshold"),
        "renewal": _("renewal"),
        "renewal-voided": _("renewal taken back"),
        "expiry": _("expiry"),
        "statement": _("statement"),
        "manager-renewal": _("to the manager: renewal"),
        "manager-negative": _("to the manager: below zero"),
        "manager-overdue": _("to the manager: overdue"),
        "manager-failed": _("to the manager: failed statement"),
        "manager-draft": _("to the manager: draft"),
        "ringing": _("ringing"),
        "answered": _("answered"),
        "ended": _("ended"),
        "missed": _("missed"),
        "elsewhere": _("elsewhere"),
        "blocked": _("blocked"),
        "auto": _("auto"),
        "ask": _("ask"),
        "off": _("off"),
        "forfeit": _("forfeit"),
        "roll-over": _("roll-over"),
        "extend": _("extend"),
        "in": _("in"),
        "out": _("out"),
    }


def term_label(word: str) -> str:
    """A word of an agreement in the user's language, as a form shows it; an unknown word unchanged."""
    return _terms(language()).get(word) or word_label(word)


@lru_cache(maxsize=len(LANGUAGES))
def _terms(_language: str) -> dict[str, str]:
    return {
        "after": _("after"),
        "before": _("before"),
        "settle": _("settle"),
        "bill": _("bill"),
        "write-off": _("write-off"),
        "refuse": _("refuse"),
        "keep": _("term: keep").partition(": ")[2],
        "credit": _("term: credit").partition(": ")[2],
        "none": _("term: none").partition(": ")[2],
        "clients": _("clients"),
        "work": _("work"),
        "calls": _("calls"),
        "yes": _("yes"),
        "no": _("no"),
        "leave out": _("leave out"),
        "add": _("term: add").partition(": ")[2],
    }


def term_labels(words: Iterable[str]) -> tuple[str, ...]:
    """Words of an agreement in the user's language."""
    return tuple(term_label(word) for word in words)


def stored_term(typed: str, words: Iterable[str]) -> str:
    """The word among `words` that is typed as it is stored or in the user's language; any other text folded."""
    text = " ".join(typed.split()).casefold()
    return next((word for word in words if text in (word, term_label(word).casefold())), text)
