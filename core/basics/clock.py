"""The clock protocol, the system clock, a fake clock for tests, and conversion between local time and UTC."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass, field
from core.basics.errors import Usage
from core.basics.i18n import _


class Clock(Protocol):
    """The source of all times in the program."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def boot_ms(self) -> int:
        """Milliseconds since this boot, suspend included. Changes of the wall clock do not affect it."""
        ...

    def boot_id(self) -> str:
        """Id of this boot; `boot_ms` values of different boots cannot be compared."""
        ...


class SystemClock:
    """The machine's own clocks (CLOCK_BOOTTIME where there is one, else CLOCK_MONOTONIC)."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    def boot_ms(self) -> int:
        """Milliseconds of the boot clock."""
        clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(clock) // 1_000_000

    def boot_id(self) -> str:
        """The kernel's boot id, or the host's boot instant where the kernel gives none."""
        return _boot_id()


@lru_cache(maxsize=1)
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return f"boot-{int(time.time() - time.monotonic()) // 10}"


@dataclass
class FakeClock:
    """A clock that stands still until it is moved; for tests and the sample business."""

    instant: datetime
    boot: int = 0
    boot_name: str = "boot-1"
    steps: list[timedelta] = field(default_factory=list)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def boot_ms(self) -> int:
        """The boot clock as set, in milliseconds."""
        return self.boot

    def boot_id(self) -> str:
        """Id of the simulated boot."""
        return self.boot_name

    def advance(self, step: timedelta) -> None:
        """Move both clocks forward."""
        self.instant += step
        self.boot += step // timedelta(milliseconds=1)

    def step_wall(self, step: timedelta) -> None:
        """Move only the wall clock, as NTP or an administrator does."""
        self.instant += step

    def reboot(self, name: str) -> None:
        """Simulate a reboot: the boot clock starts at 0 under a new id."""
        self.boot_name = name
        self.boot = 0


def local_to_utc(day: date, minute_of_day: int, zone: ZoneInfo) -> datetime | None:
    """The instant of a local wall time, the earlier one if it occurs twice; `None` if daylight saving skips it."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone).replace(tzinfo=None) + timedelta(minutes=minute_of_day)
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    back = instant.astimezone(zone).replace(tzinfo=None)
    return instant if back == wall else None


@lru_cache(maxsize=1000)
def offset_all_day(day: date, zone: ZoneInfo) -> timedelta | None:
    """How far a zone is ahead of UTC on a day; `None` for a day on which its clocks change."""
    offsets = {datetime(day.year, day.month, day.day, hour, tzinfo=zone).utcoffset() for hour in range(24)}
    # In a time that clocks skip the first reading still has the offset before it: a day that loses its end needs the second.
    offsets.add(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone, fold=1).utcoffset())
    return offsets.pop() if len(offsets) == 1 else None


def other_reading(instant: datetime, zone: ZoneInfo) -> datetime | None:
    """The other instant at which a wall clock shows the same time; `None` outside an hour that it shows twice."""
    local = instant.astimezone(zone)
    other = local.replace(fold=1 - local.fold).astimezone(UTC)
    return (
        other
        if other != instant and other.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
        else None
    )


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    return instant.astimezone(zone).date()


def parse_zone(text: str) -> str:
    """The name of a time zone, as typed. Errors: `Usage` for one that is no IANA zone."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise Usage(_("{zone} is not an IANA time zone; write one such as Europe/Rome").format(zone=text)) from None
    return text


def local_zone_name() -> str:
    """The machine's IANA zone name, UTC where it has none."""
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        ZoneInfo(name)
    except Exception:  # tzlocal raises several exception types on a misconfigured machine
        return "UTC"
    return name
