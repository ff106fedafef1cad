"""When a desk at rest looks at the store."""

import asyncio
from collections.abc import Callable, Hashable
from typing import cast

import pytest

from tui.notices import Notices
from tui.pulse import CHANGE_SECONDS, DOUBT_SECONDS, LOOK_SECONDS, Pulse


class Timer:
    """A call that is to come."""

    def __init__(self, when: float, call: Callable[[], object]) -> None:
        self.when, self.call, self.is_cancelled = when, call, False

    def cancel(self) -> None:
        self.is_cancelled = True


class Read:
    """A read in a thread, which answers when the loop says so."""

    def __init__(self, read: Callable[[], Hashable]) -> None:
        self._read = read
        self._told: list[Callable[[Read], object]] = []
        self.is_at_work = True

    def add_done_callback(self, told: "Callable[[Read], object]") -> None:
        self._told.append(told)

    def result(self) -> Hashable:
        return self._read()

    def finish(self) -> None:
        if self.is_at_work:
            self.is_at_work = False
            for told in self._told:
                told(self)


class Loop:
    """An event loop with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reads: list[Read] = []
        self.is_stalled = False
        self.woken = 0
        """How often the thread of the seconds woke it."""
        self._timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], object]) -> Timer:
        self._timers.append(Timer(when, call))
        return self._timers[-1]

    def run_in_executor(self, executor: None, read: Callable[[], Hashable]) -> "Read":
        assert not any(each.is_at_work for each in self.reads), "one at a time"
        self.reads = [Read(read)]
        if not self.is_stalled:
            self.call_at(self.now, self.reads[0].finish)
        return self.reads[0]

    def go_on(self) -> None:
        """End the read that a disk held up."""
        self.is_stalled = False
        for read in self.reads:
            read.finish()

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self._timers if timer.when <= end and not timer.is_cancelled]:
            first = min(due, key=lambda timer: timer.when)
            self._timers.remove(first)
            self.now = max(self.now, first.when)
            first.call()
        self.now = end


class OfLoop:
    """The seconds by the loop's clock."""

    def __init__(self, loop: Loop, each: Callable[[], bool], tell: Callable[[], object]) -> None:
        self._loop, self._each, self._tell = loop, each, tell
        self._is_stopped = False
        loop.call_at(loop.now + 1, self._pass)

    def stop(self) -> None:
        self._is_stopped = True

    def _pass(self) -> None:
        if self._is_stopped:
            return
        if not self._loop.is_stalled and self._each():
            self._loop.woken += 1
            self._tell()
        self._loop.call_at(self._loop.now + 1, self._pass)


@pytest.fixture(autouse=True)
def _seconds_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.pulse.Seconds", OfLoop)


class Told(Notices):
    """Notices that a test gives."""

    def __init__(self) -> None:
        self.is_there = True
        self._count = 0
        self._call: Callable[[], object] | None = None

    def give(self) -> None:
        self._count += 1
        if self._call is not None:
            self._call()

    def follow(self) -> bool:
        return self.is_there

    def listen(self, told: Callable[[], object]) -> None:
        self._call = told

    def pause(self) -> None:
        self._call = None

    def close(self) -> None:
        self.pause()

    def take(self) -> bool:
        count, self._count = self._count, 0
        return count > 0


class Store:
    """A store of which a pulse asks, and what it told; `sign` and `token` change together."""

    def __init__(self, *, spread: float = 0.0, has_sign: bool = True) -> None:
        self.loop, self.notices, self.told = Loop(), Told(), list[str]()
        self.token: Hashable = 0
        self.told_of: Hashable = None
        self.asked = {"sign": 0, "token": 0, "check": 0}
        self._has_sign = has_sign
        self.counts = True
        self.pulse = Pulse(
            lambda: self._ask("sign") if has_sign else None,
            lambda: self._ask("token"),
            lambda: self._ask("check"),
            lambda _token: self.told.append("stirred"),
            lambda: self.told_of != self.token,
            self._checked,
            lambda: self.counts,
            lambda: self.told.append("second"),
            spread=spread,
        )
        self.pulse.start(cast(asyncio.AbstractEventLoop, self.loop))

    def _checked(self) -> None:
        if self.told_of != self.token:
            self.told.append("changed")
        self.told_of = self.token

    def _ask(self, what: str) -> Hashable:
        self.asked[what] += 1
        return self.token

    def rests(self) -> None:
        """Let the first looks be over."""
        self.loop.run(2)
        self.told.clear()
        self.asked.update(sign=0, token=0, check=0)

    def told_within(self, seconds: float) -> list[str]:
        self.told.clear()
        self.loop.run(seconds)
        return [each for each in self.told if each != "second"]


def test_without_notices_the_sign_is_asked_for_ten_times_a_second_and_the_token_where_it_differs() -> None:
    store = Store()
    store.rests()
    assert store.told_within(10) == []
    assert store.asked["sign"] in (99, 100, 101) and store.asked["token"] == 0
    store.token = 1
    assert store.told_within(LOOK_SECONDS * 2) == ["stirred", "changed"]
    blind = Store(has_sign=False)
    blind.rests()
    blind.token = 1
    assert blind.told_within(LOOK_SECONDS * 2) == ["stirred", "changed"]
    assert blind.told_within(1) == []


def test_with_notices_nothing_is_asked_for_but_each_second_and_a_change_is_told_at_once() -> None:
    store = Store(spread=0.05)
    store.pulse.rely_on(store.notices)
    store.rests()
    assert store.told_within(10) == [] and store.told.count("second") == 10
    assert store.asked == {"sign": 0, "token": 0, "check": 10}
    store.token = 1
    store.notices.give()
    assert store.told_within(0.06) == ["stirred", "changed"]
    # A commit that changes nothing which is shown, as a sign of life.
    store.loop.run(1)
    store.notices.give()
    assert store.told_within(3) == []


def test_a_burst_of_changes_is_looked_at_ten_times_a_second_and_told_twice_and_its_last_change_is_told() -> None:
    store = Store()
    store.pulse.rely_on(store.notices)
    store.rests()
    for count in range(5_000):
        store.token = count + 1
        store.notices.give()
        store.loop.run(0.001)
    assert store.asked["token"] <= 5 / LOOK_SECONDS + 1
    # Each second may find one more.
    assert store.told.count("changed") <= 5 / CHANGE_SECONDS + 6
    store.loop.run(CHANGE_SECONDS)
    assert store.told_of == 5_000
    assert store.told_within(10) == []


def test_a_change_that_no_notice_told_of_is_found_within_a_second_and_notices_are_doubted_for_a_while() -> None:
    store = Store()
    store.pulse.rely_on(store.notices)
    store.rests()
    store.loop.run(5)
    store.token = 1
    assert store.told_within(1.0) == ["stirred", "changed"]
    store.loop.run(CHANGE_SECONDS)
    store.token = 2
    assert store.told_within(LOOK_SECONDS * 2) == ["stirred", "changed"]
    store.loop.run(DOUBT_SECONDS)
    store.asked["sign"] = 0
    assert store.told_within(10) == [] and store.asked["sign"] == 0
    # Notices of a file that is gone tell of nothing.
    store.notices.is_there = False
    store.loop.run(1 + LOOK_SECONDS)
    store.token = 3
    assert store.told_within(LOOK_SECONDS * 2) == ["stirred", "changed"]


def test_after_the_end_nothing_is_asked_for() -> None:
    store = Store()
    store.rests()
    store.pulse.stop()
    assert store.told_within(5) == [] and store.asked == {"sign": 0, "token": 0, "check": 0}


def test_while_a_disk_stalls_the_seconds_pass_and_what_changed_meanwhile_is_told_after_it() -> None:
    for has_notices in (True, False):
        store = Store()
        if has_notices:
            store.pulse.rely_on(store.notices)
        store.rests()
        store.loop.is_stalled = True
        store.token = 1
        store.notices.give()
        assert store.told_within(5) == [] and store.told == ["second"] * 5
        assert len(store.loop.reads) == 1
        # The read at work may have been made before this change: one that waits is made after it.
        store.token = 2
        store.notices.give()
        store.loop.go_on()
        store.loop.run(2)
        assert "stirred" in store.told and store.told_of == 2
        assert store.told_within(10) == []


def test_an_answer_after_the_end_is_not_told() -> None:
    store = Store()
    store.pulse.rely_on(store.notices)
    store.rests()
    store.loop.is_stalled = True
    store.token = 1
    store.notices.give()
    store.pulse.stop()
    store.loop.go_on()
    assert store.told_within(5) == []


def test_where_nothing_counts_and_nothing_changed_a_second_wakes_no_loop() -> None:
    store = Store()
    store.pulse.rely_on(store.notices)
    store.counts = False
    store.rests()
    store.loop.run(2)
    store.loop.woken = 0
    assert store.told_within(10) == [] and store.told == [] and store.loop.woken == 0
    assert not [timer for timer in store.loop._timers if not timer.is_cancelled][1:]
    store.counts = True
    assert store.told_within(5) == [] and store.told.count("second") >= 4
    store.token = 1
    assert store.told_within(1.0) == ["stirred", "changed"]
