"""The fiscal data of the business itself, for electronic invoices and the head of statements."""

from core.basics.dataclass import dataclass
from core.model.fiscal import NO_CARD, FiscalCard


@dataclass(frozen=True)
class Firm:
    """The business as a seller. Empty texts are not known yet."""

    card: FiscalCard = NO_CARD
    """Name, tax numbers, address, VAT rate or nature, terms of payment; its channel and contract fields stay empty."""
    regime: str = "RF01"
    """Tax regime (RF01 to RF20, specifications 1.2.1.8); RF19 is the flat-rate regime of small firms."""
    payment_method: str = "MP05"
    """How clients pay (MP01 to MP23, specifications 2.4.2.2); MP05 is a bank transfer."""
    iban: str = ""
    """The account to pay to."""


NO_FIRM = Firm()
"""A business of which nothing fiscal is known."""


@dataclass(frozen=True)
class Logo:
    """The picture at the head of sheets and statements."""

    kind: str
    """`png` or `svg`."""
    data: bytes
    """The file's content."""
