"""Notices of the system about a store in files."""

import errno
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.business import Business
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business
from tui.notices import open_notices

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


def test_each_kind_of_change_gives_a_notice_and_reads_and_refused_changes_give_none(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    client = add_client(business)
    with business.second() as other:
        file = other.queries.notice_file()
        assert file is not None
        notices = open_notices(file)
        assert notices is not None
        changes: tuple[Callable[[], object], ...] = (
            lambda: business.entries.post(draft_of(client, 15)),
            lambda: business.calls.start(client.client_id),
            business.calls.heartbeat,
            lambda: business.lock.set(MONDAY - timedelta(days=1)),
        )
        for change in changes:
            assert not notices.take()
            change()
            assert notices.take()
        other.queries.desk()
        with pytest.raises(Exception, match="lock"):
            business.entries.post(draft_of(client, 15, MONDAY - timedelta(days=2)))
        assert not notices.take()
        notices.close()


def test_notices_follow_a_file_that_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.touch()
    notices = open_notices(file)
    assert notices is not None and notices.follow()
    file.rename(tmp_path / "moved")
    assert not notices.follow()
    file.touch()
    assert notices.follow()
    notices.take()
    os.utime(file)
    assert notices.take() and not notices.take()
    notices.close()


def test_there_are_none_without_a_file_without_the_library_and_where_the_user_has_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log"
    assert open_notices(None) is None
    assert open_notices(file) is None
    file.touch()

    def refused() -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with monkeypatch.context() as patched:
        patched.setattr("inotify_simple.INotify", refused)
        assert open_notices(file) is None
    monkeypatch.setitem(sys.modules, "inotify_simple", None)
    assert open_notices(file) is None


def test_a_desk_on_a_store_that_was_only_copied_has_notices_too(tmp_path: Path) -> None:
    open_business(tmp_path).close()
    side = tmp_path / "ledger.db.lock"
    side.unlink(missing_ok=True)
    with Business.open(tmp_path / "ledger.db", clock=fake_clock(), technician="bea") as business:
        assert business.queries.notice_file() == side
        assert side.exists()
