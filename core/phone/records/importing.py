"""Import files of call records: read whole and placed first, kept then. What a telephone system needs is said once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.imports.dates import DateOrder
from core.imports.source import Source
from core.journal.events import SettingSet
from core.phone.records.generic import FieldMap, read_fields
from core.phone.records.model import KeptRecords, ReadRecords
from core.phone.records.read import FileRecords, read_legs, read_records
from core.phone.records.records import Records
from core.phone.records.times import zone_named
from core.phone.settings import PhoneSettings
from core.session import Session, needs

SETTING = "call_sources"
NONE = "none"
_LONGEST_SOURCE = 40


@dataclass(frozen=True)
class SourceOptions:
    """What somebody said of the files of one telephone system."""

    zone: str = ""
    """Time zone of times without one; empty: nobody said."""
    dates: str = ""
    """`dmy` or `mdy`; empty: nobody said."""
    format: str = ""
    """Format of its files; empty: told by their content."""
    map: tuple[tuple[str, str], ...] = ()
    """Fields and the columns that hold them; empty for none."""


@dataclass(frozen=True)
class RecordPlan:
    """A file of call records that was read, and what of it is kept when it is carried out."""

    source: str
    """The telephone system."""
    name: str
    """Name of the file without its folder."""
    read: FileRecords
    """What was read."""
    options: SourceOptions
    """What is known of the telephone system from now on."""
    zone: str
    """Time zone in which the times were read; empty where the file tells it."""

    @property
    def first_at(self) -> datetime:
        """Start of the first leg (UTC)."""
        return self.read.first_at

    @property
    def last_at(self) -> datetime:
        """Start of the last leg (UTC)."""
        return self.read.last_at


class RecordImports:
    """Imports of call records. The same file again changes nothing."""

    def __init__(self, session: Session, settings: PhoneSettings, records: Records) -> None:
        self._session = session
        self._settings = settings
        self._records = records

    @needs(Right.READ)
    def sources(self) -> dict[str, SourceOptions]:
        """What was said of each telephone system, by its name."""
        stored = json.loads(self._session.store.reads.setting(SETTING) or "{}")
        return {
            name: SourceOptions(
                said.get("zone", ""),
                said.get("dates", ""),
                said.get("format", ""),
                tuple((field, column) for field, column in said.get("map", ())),
            )
            for name, said in sorted(stored.items())
        }

    @needs(Right.READ)
    def plan(
        self,
        data: bytes | Source,
        name: str,
        *,
        source: str = "",
        wanted: str = "",
        zone: str = "",
        dates: DateOrder | None = None,
        maps: Sequence[str] = (),
    ) -> RecordPlan:
        """Read a file; nothing is changed. What is left out is what was said of the telephone system before.

        `source` is its name (that of the format), `wanted` a format, `maps` the texts of `--map`, or `none` alone. Errors:
        `Refused` for a file that holds no call records, `ZoneNeeded`, `AmbiguousDates`, `Usage` for an impossible option.
        """
        named = _source_name(source) if source.strip() else ""
        known = self.sources()
        said, fields = known.get(named, SourceOptions()), _fields(maps)
        kept = {each: dict(options.map) for each, options in known.items() if options.map and named in ("", each)}
        legs = read_legs(
            data,
            name,
            wanted=wanted or ("" if fields else said.format),
            fields=fields or None,
            kept=kept if fields is None else {},
            is_map_first=bool(named),
        )
        whose = named or legs.source
        said = known.get(whose, SourceOptions())
        options = SourceOptions(
            zone or said.zone,
            dates.value if dates else said.dates,
            wanted or said.format,
            said.map if fields is None else tuple(sorted(fields.items())),
        )
        read = read_records(
            legs,
            name,
            whose,
            cache(self._settings.extension_check()),
            zone=zone_named(options.zone) if options.zone else None,
            order=DateOrder(options.dates) if options.dates else None,
            example=self._session.zone.key,
        )
        return RecordPlan(whose, name, read, options, options.zone if read.placed.needed_zone else "")

    @needs(Right.MANAGE)
    def carry_out(self, plan: RecordPlan) -> KeptRecords:
        """Keep the records of a plan, and what was said of its telephone system. Errors: `StoreBusy`."""
        known = self.sources()
        if plan.options != known.get(plan.source, SourceOptions()):
            wanted = known | {plan.source: plan.options}
            text = json.dumps({each: _said(options) for each, options in wanted.items()}, sort_keys=True)
            with self._session.changing():
                self._session.append([SettingSet(SETTING, text)])
        read = plan.read
        return self._records.keep(ReadRecords(plan.source, plan.name, read.row_count, read.records, read.unread))


def _source_name(text: str) -> str:
    name = clean_text(text)
    if not name or len(name) > _LONGEST_SOURCE:
        raise Usage(_("a telephone system's name has 1 to {most} characters, such as pbx").format(most=_LONGEST_SOURCE))
    return name


def _fields(maps: Sequence[str]) -> FieldMap | None:
    """The map that was said; empty for `none`, `None` where nothing was said."""
    if not maps:
        return None
    return {} if [text.strip().casefold() for text in maps] == [NONE] else read_fields(maps)


def _said(options: SourceOptions) -> Mapping[str, object]:
    return {name: value for name, value in asdict(options).items() if value}
