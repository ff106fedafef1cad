"""The price list of the business: what blocks of some sizes cost."""

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class ListedPrice:
    """What a block of one size costs in one currency."""

    size_minutes: int
    """Size of the block in minutes, over zero."""
    price_minor: int
    """Its price in minor units of `currency`, over zero."""
    currency: str
    """ISO 4217 code of the price."""

    @property
    def hour_minor(self) -> int:
        """What an hour of it costs, in minor units, halves up."""
        return (2 * self.price_minor * 60 + self.size_minutes) // (2 * self.size_minutes)
