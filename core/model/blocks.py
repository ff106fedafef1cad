"""Prepaid minutes, what is drawn from them, and what no block covers yet."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Origin(StrEnum):
    """Where a block came from: sold, renewed by rule, or made to write an overdraft off."""

    SOLD = "sold"
    RENEWED = "renewed"
    ADJUSTED = "adjusted"


class LapseCause(StrEnum):
    """Why minutes of a block went unused: they expired, were credited, or were given up by consent."""

    EXPIRED = "expired"
    CREDITED = "credited"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Block:
    """Prepaid minutes. `remaining_minutes` = size + carried in − drawn − forfeited or carried out."""

    block_id: str
    client_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: date
    available_from: date
    expires_on: date | None
    origin: Origin
    price_minor: int = 0
    currency: str = "EUR"
    seq: int = 0
    carried_minutes: int = 0
    forfeited_minutes: int = 0
    cause_entry_id: str | None = None
    own_expires_on: date | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """The part of an entry's charge taken from one block; negative where a void gives it back."""

    entry_id: str
    block_id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class OpenOverdraft:
    """Minutes of an entry that no block covers yet."""

    entry_id: str
    work_date: date
    seq: int
    minutes: int
