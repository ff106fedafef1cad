"""Translated labels of stored words: kinds of agreement and of lines, states, origins. JSON output keeps the stored word."""

from core.basics.i18n import _


def word_label(word: str) -> str:
    """The word in the user's language; an unknown word unchanged."""
    # The message extractor finds only literal arguments of `_`.
    labels = {
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
    return labels.get(word, word)
