"""The files in which Asterisk's rows come: with a header, or told by the places of dates and dispositions."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from core.basics.dataclass import replace
from core.phone.records import asterisk
from core.phone.records.legs import Format, Leg, each_row, epoch_in, too_short
from core.phone.records.model import UnreadRow
from core.phone.records.text import Row, Sheet

_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ][0-9]{1,2}:[0-9]{2}", re.ASCII)
_FEWEST: Final = 14
_SEVENTEEN: Final = 17


def _is_placed(columns: Sequence[str], sheet: Sheet) -> bool:
    """Whether a file without a header has these columns: a date at the start's place, a disposition at its own."""
    if sheet.columns:
        return False
    start, word = columns.index("calldate" if "calldate" in columns else "start"), columns.index("disposition")
    sample = sheet.sample()
    fitting = sum(bool(_DATE.match(row.at(start))) and row.at(word).upper() in asterisk.WORDS for row in sample)
    return bool(sample) and fitting * 2 >= len(sample)


def _read_placed(columns: Sequence[str], sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    return each_row(sheet, lambda row: asterisk.leg_of(_named(row, columns)))


def _named(row: Row, columns: Sequence[str]) -> Row:
    too_short(row, min(_FEWEST, len(columns)))
    named = {name: cell for name, cell in zip(columns, row.cells, strict=False) if cell}
    if columns is asterisk.CSV_COLUMNS and len(row.cells) == _SEVENTEEN and epoch_in(row.cells[-1]) is None:
        # Of 17 columns the last one is the id or the user's field, as the settings of Asterisk say.
        named["userfield"] = named.pop("uniqueid", "")
    return replace(row, named=named)


def _read_named(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    return each_row(sheet, asterisk.leg_of)


def _is_ucm(sheet: Sheet) -> bool:
    return (
        sheet.has("callernumber", "calleenumber", "disposition")
        or sheet.has("callernumber", "calleenumber", "callstatus", "talktime")
        or (
            sheet.has("src", "dst", "disposition")
            and bool({"channelext", "dstchannelext", "actiontype"} & set(sheet.columns))
        )
    )


_UCM_NAMES: Final = {
    "callernumber": "src",
    "calleenumber": "dst",
    "context": "dcontext",
    "callerid": "clid",
    "calerid": "clid",
    "sourcechannel": "channel",
    "destchannel": "dstchannel",
    "starttime": "start",
    "answertime": "answer",
    "endtime": "end",
    "calltime": "duration",
    "talktime": "billsec",
    "callstatus": "disposition",
}
"""What newer firmware calls the columns of Asterisk."""


def _read_ucm(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    def leg_of(row: Row) -> Leg | None:
        named = {_UCM_NAMES.get(name, name): cell for name, cell in row.named.items()}
        return asterisk.leg_of(replace(row, named={**row.named, **named}))

    return each_row(sheet, leg_of)


CDR_CSV = Format(
    "asterisk",
    "Asterisk",
    "asterisk",
    partial(_is_placed, asterisk.CSV_COLUMNS),
    partial(_read_placed, asterisk.CSV_COLUMNS),
)
CDR_CUSTOM = Format(
    "asterisk-custom",
    "Asterisk",
    "asterisk",
    partial(_is_placed, asterisk.CUSTOM_COLUMNS),
    partial(_read_placed, asterisk.CUSTOM_COLUMNS),
)
FREEPBX_BARE = Format(
    "freepbx-bare",
    "FreePBX",
    "asterisk",
    partial(_is_placed, asterisk.FREEPBX_COLUMNS),
    partial(_read_placed, asterisk.FREEPBX_COLUMNS),
)
GRANDSTREAM = Format("grandstream", "Grandstream UCM", "grandstream", _is_ucm, _read_ucm)
NETHVOICE = Format(
    "nethvoice",
    "NethVoice",
    "asterisk",
    lambda sheet: sheet.has("calldate", "disposition") and bool({"ccompany", "dstccompany"} & set(sheet.columns)),
    _read_named,
)
FREEPBX = Format("freepbx", "FreePBX", "asterisk", lambda sheet: sheet.has("calldate", "disposition"), _read_named)
ASTERISK_NAMED = Format(
    "asterisk-named", "Asterisk", "asterisk", lambda sheet: sheet.has("src", "dst", "start", "disposition"), _read_named
)
