"""The doctor finds what is wrong with file, folder, clock, backups and mail, and says what to do."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from core.audit.doctor import findings
from core.basics.clock import FakeClock
from core.business import Business
from core.model.health import Finding, Health
from core.model.mail import MailSwitches
from core.model.phone import EventKind, PhoneEvent
from tests.builders import MORNING, add_client, draft_of, open_business


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, FakeClock(MORNING))
    add_client(opened)
    return opened


def found(business: Business) -> dict[str, Finding]:
    return {each.about: each for each in findings(business.session, business.recovery.folder)}


def test_a_store_in_order_has_only_good_findings(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    business.recovery.back_up()
    told = found(business)
    assert {
        each.about: each.told for each in told.values() if each.health is not Health.GOOD and each.about != "locale"
    } == {}
    assert {
        "rights",
        "folder",
        "space",
        "log",
        "journal",
        "clock",
        "backups",
        "mail",
        "file system",
        "telephone",
        "versions",
    } <= told.keys()


def test_rights_that_are_too_wide_are_told_with_the_command_that_mends_them(business: Business) -> None:
    path = business.session.store.place.path
    path.chmod(0o644)
    path.parent.chmod(0o777)
    told = found(business)
    assert told["rights"].health is Health.BAD and f"chmod o-rwx {path}" in told["rights"].told
    assert told["folder"].health is Health.BAD and "chmod o-w" in told["folder"].told
    path.chmod(0o600)
    os.link(path, path.with_name("second.db"))
    assert "hard link" in found(business)["rights"].told


def test_a_store_that_its_user_cannot_write_is_told_with_what_helps(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = business.session.store.place.path
    side = path.with_name(path.name + ".lock")
    refused, user = set[Path](), os.geteuid()
    monkeypatch.setattr(os, "access", lambda each, _mode, **_how: each not in refused)
    for each, about, advice in (
        (path, "rights", f"chmod u+rw {path}"),
        (side, "rights", f"chmod u+rw {side}"),
        (path.parent, "folder", f"chmod u+rwx {path.parent}"),
    ):
        refused.add(each)
        finding = found(business)[about]
        assert finding.health is Health.BAD and finding.told == (
            f"you cannot write {each}, so nothing can be logged; run: {advice}"
        )
        refused.clear()
    monkeypatch.setattr(os, "geteuid", lambda: user + 4_000_000)
    refused |= {side, path.parent}
    told = found(business)
    assert f"the administrator runs: chown {user + 4_000_000} {side}" in told["rights"].told
    assert f"put the store into a folder of {user + 4_000_000}" in told["folder"].told


def test_old_backups_and_a_clock_in_doubt_are_told(business: Business) -> None:
    assert "there is none yet" in found(business)["backups"].told
    business.recovery.back_up()
    clock = business.clock
    assert isinstance(clock, FakeClock)
    clock.advance(timedelta(days=40))
    told = found(business)
    assert "the last is of 2026-03-02" in told["backups"].told
    assert told["clock"].health is Health.LOOK and "monteore daily --yes" in told["clock"].told


def test_little_space_is_told_before_anything_fails(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage = shutil.disk_usage(".")
    for free, health in ((150_000_000, Health.LOOK), (1_000_000, Health.BAD)):
        few = usage._replace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, few=few: few)
        assert found(business)["space"].health is health


def test_services_that_stand_still_are_told(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    client = business.queries.resolve_client("acme")
    business.mail.switch(client.client_id, MailSwitches(to="a@acme.example", after_entry=True))
    business.entries.post(draft_of(client, 30))
    business.phone.record([PhoneEvent(EventKind.RING, "test", MORNING, call="1", number="021234567", extension="12")])
    assert {found(business)[about].health for about in ("mail", "telephone")} == {Health.GOOD}
    clock = business.clock
    assert isinstance(clock, FakeClock)
    clock.advance(timedelta(days=10))
    told = found(business)
    assert "wait since 2026-03-02; put monteore mail send into cron" in told["mail"].told
    assert "no call came since 2026-03-02" in told["telephone"].told
    for kind in ("tmpfs", "ramfs"):
        monkeypatch.setattr("core.store.engines.file_system_of", lambda _path, kind=kind: kind)
        assert found(business)["file system"].health is Health.BAD


def test_a_damaged_index_is_found(business: Business) -> None:
    from core.store.sqlite.engine import sqlite3

    opened = sqlite3.connect(business.session.store.place.path, isolation_level=None)
    opened.execute("PRAGMA writable_schema = on")
    opened.execute("UPDATE sqlite_master SET sql = replace(sql, 'seq)', 'size_minutes)') WHERE name = 'block_sold'")
    opened.close()
    with Business.open(
        business.session.store.place.path, clock=FakeClock(MORNING), technician="anna", read_only=True
    ) as later:
        assert found(later)["file"].health is Health.BAD
        assert not later.verify().ok
