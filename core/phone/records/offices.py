"""Small offices' systems: Yeastar, FRITZ!Box, and VOIspeed with other Italian call lists."""

import re
from collections.abc import Iterator
from typing import Final

from core.basics.dataclass import replace
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import Format, Leg, each_row, needed, role_in, too_short
from core.phone.records.model import UnreadRow
from core.phone.records.named import Cell, Columns, named_format
from core.phone.records.text import Row, Sheet, column_name

_DURATIONS: Final = ("duratachiamata", "duratadellachiamata", "duratadichiamata")
_RINGS: Final = ("duratasquillo", "duratadellosquillo", "duratasquilli", "duratadisquillo")
_TALKS: Final = ("durataconversazione", "duratadellaconversazione", "duratadiconversazione", "tempodiconversazione")
"""What Italian call lists call lengths of time."""

_YEASTAR = Columns(
    {
        Cell.CALL: ("callid", "id", "cdrid", "uniqueid"),
        Cell.START: ("timestart", "time", "starttime", "dataeora", "dataora", "ora"),
        Cell.CALLER: ("callfrom", "callfromnumber", "caller", "chiamatada"),
        Cell.CALLEE: ("callto", "calltonumber", "callee", "chiamataa"),
        Cell.CALLER_NAME: ("callfromname",),
        Cell.CALLEE_NAME: ("calltoname",),
        Cell.LASTED: ("callduration", "callduraction", "duration", *_DURATIONS),
        Cell.RING: ("ringduration", *_RINGS),
        Cell.TALK: ("talkduration", "talkduraction", "billingduration", *_TALKS),
        Cell.DIRECTION: ("type", "communicationtype", "calltype", "tipo", "tipodicomunicazione", "tipocomunicazione"),
        Cell.OUTCOME: ("status", "disposition", "laststatus", "stato"),
        Cell.ROLE: ("lastparticipant",),
    }
)


def _yeastar(_row: Row, leg: Leg) -> Leg:
    """Several rows of one id are the phones that rang; a direct call outwards has nothing before the talk."""
    return replace(leg, leg=f"{leg.callee}|{leg.started}", is_exact=leg.direction is RecordDirection.OUT)


YEASTAR = named_format(
    "yeastar",
    "Yeastar",
    _YEASTAR,
    lambda sheet: (
        (
            sheet.has("callfrom", "callto")
            and bool({"talkduration", "talkduraction", "callduration", "callduraction"} & set(sheet.columns))
        )
        or sheet.has("time", "caller", "callee", "billingduration")
        or (sheet.has("chiamatada", "chiamataa") and bool({*_TALKS, *_DURATIONS} & set(sheet.columns)))
    ),
    also=_yeastar,
)

_FRITZ_DATE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2,4} [0-9]{2}:[0-9]{2}", re.ASCII)
_FRITZ_LENGTH = re.compile(r"([0-9]{1,3}):([0-9]{2})", re.ASCII)
_FRITZ_FEWEST: Final = 7
_IN, _MISSED, _THREE, _OUT, _REJECTED = "1", "2", "3", "4", "10"


def _is_fritz(sheet: Sheet) -> bool:
    bare = sheet.bare()
    sample = bare.sample()
    rows = [row for row in sample if not column_name(row.at(0)).isalpha()]
    fitting = sum(bool(row.at(0).isdigit() and _FRITZ_DATE.fullmatch(row.at(1))) for row in rows)
    return bool(rows) and fitting * 2 >= len(rows) and len(rows[0].cells) >= _FRITZ_FEWEST


def _read_fritz(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    bare = sheet.bare()
    # Web lists write 4 for a dialled call and 3 for a rejected one; the router's interface writes 3 and 10.
    is_web = any(row.at(0) == _OUT for row in bare.rows())
    return each_row(bare, lambda row: _fritz_leg(row, is_web=is_web))


def _fritz_leg(row: Row, *, is_web: bool) -> Leg | None:
    if not any(character.isdigit() for character in row.at(0) + row.at(1)):
        # The header, in the language of the router.
        return None
    too_short(row, _FRITZ_FEWEST)
    # The length is the last cell, but a spreadsheet may have added empty ones.
    last = max(_FRITZ_FEWEST, *(place for place, cell in enumerate(row.cells, 1) if cell))
    device, own, length = row.cells[last - 3 : last]
    kind, number = row.at(0), row.at(3)
    found = _FRITZ_LENGTH.fullmatch(length)
    minutes = int(found[1]) * 60 + int(found[2]) if found else 0
    is_out = kind == _OUT or (kind == _THREE and not is_web)
    disposition = Disposition.MISSED if kind in (_MISSED, _REJECTED) or not minutes else Disposition.ANSWERED
    caller, callee = (own, number) if is_out else (number, own)
    name = row.at(2)
    return Leg(
        line=row.line,
        call="",
        started=needed(row.at(1), "Datum"),
        caller=caller,
        callee=callee,
        disposition=disposition,
        # Whole minutes, rounded up.
        talked=minutes * 60,
        lasted=minutes * 60,
        answered_by=role_in(device) if disposition is Disposition.ANSWERED else Answerer.UNKNOWN,
        direction=RecordDirection.OUT if is_out else RecordDirection.IN,
        caller_name="" if is_out else name,
        callee_name=name if is_out else "",
        extension=device or own,
    )


FRITZBOX = Format("fritzbox", "FRITZ!Box", "fritzbox", _is_fritz, _read_fritz)

_ITALIAN = Columns(
    {
        Cell.CALL: ("idchiamata", "id", "callid"),
        Cell.START: (
            "dataora",
            "dataeora",
            "inizio",
            "datainizio",
            "orainizio",
            "dataorainizio",
            "datachiamata",
            "orachiamata",
            "dataorachiamata",
        ),
        Cell.DAY: ("data", "giorno"),
        Cell.CLOCK: ("ora", "orario"),
        Cell.ANSWER: ("risposta", "orarisposta", "datarisposta"),
        Cell.END: ("fine", "datafine", "orafine", "dataorafine"),
        Cell.LASTED: ("durata", "duratatotale", "durataseconds", "duratasec", *_DURATIONS),
        Cell.RING: ("attesa", "tempoattesa", "tempodiattesa", "squillo", "durataattesa", *_RINGS),
        Cell.TALK: ("conversazione", "tempoconversazione", "parlato", *_TALKS),
        Cell.CALLER: ("chiamante", "numerochiamante", "da", "origine", "mittente"),
        Cell.CALLEE: ("chiamato", "numerochiamato", "a", "destinazione", "destinatario"),
        Cell.NUMBER: ("numero", "numerotelefono", "telefono", "numeroesterno"),
        Cell.NAME: ("nome", "contatto", "nominativo"),
        Cell.CALLER_NAME: ("nomechiamante",),
        Cell.CALLEE_NAME: ("nomechiamato",),
        Cell.EXTENSION: ("interno", "utente", "operatore", "rispostoda"),
        Cell.DIRECTION: ("direzione", "tipo", "tipochiamata", "verso"),
        Cell.OUTCOME: ("esito", "stato", "risultato"),
        Cell.ROLE: ("servizio", "coda", "gruppo"),
    }
)

VOISPEED = named_format(
    "voispeed",
    "VOIspeed",
    _ITALIAN,
    lambda sheet: (
        any(name in sheet.columns for names in (Cell.START, Cell.DAY) for name in _ITALIAN.names[names])
        and any(name in sheet.columns for names in (Cell.CALLER, Cell.NUMBER) for name in _ITALIAN.names[names])
        and any(name in sheet.columns for names in (Cell.LASTED, Cell.TALK, Cell.END) for name in _ITALIAN.names[names])
        and not {"cliente", "client", "ticket"} & set(sheet.columns)
    ),
)
