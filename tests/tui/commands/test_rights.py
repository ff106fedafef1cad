"""Commands that one may not carry out are dim, and their keys say why."""

from pathlib import Path

from core.basics.identity import EVERY_RIGHT, READER, SYSTEM, TECHNICIAN, Right
from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, status_of, until
from tui.commands import rights
from tui.commands.listing import commands


def test_each_command_needs_one_right() -> None:
    known = [each.id for each in commands()]
    named = [*rights.WORK, *rights.MANAGE, *rights.READ]
    assert sorted(named) == sorted(known)
    assert rights.OF_AN_ENTRY <= rights.WORK
    assert {rights.right_of(each) for each in rights.READ} == {Right.READ}


async def test_a_readers_and_a_technicians_desk_say_what_is_not_theirs(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    client = add_client(business)
    business.entries.post(draft_of(client, 15, technician="bruno"))
    rows = len(list(business.session.store.journal()))
    for held, refused, allowed in (
        (READER, {"log", "start", "client.sell", "client.add"}, {"client", "board"}),
        (TECHNICIAN, {"client.sell", "client.agreement", "account.adjust"}, {"log", "start", "client"}),
        (EVERY_RIGHT, set(), {"log", "client.sell", "account.adjust"}),
    ):
        business.session.rights = held
        async with desk_on(business) as pilot:
            await pilot.press(*"acm")
            await until(pilot, lambda: len(hits_of(pilot)) == 1)
            desk = desk_of(pilot)
            assert all("ask a manager" in desk.why_not(each) for each in refused)
            assert not any("ask a manager" in desk.why_not(each) for each in allowed)
            if held is READER:
                for key in ("enter", "f3"):
                    desk.say("")
                    await pilot.press(key)
                    await until(pilot, lambda: "may read, and no more" in status_of(pilot))
    # The desks made the daily run, as anybody's does; it is the act of the rules.
    assert {row.actor for row in list(business.session.store.journal())[rows:]} <= {SYSTEM}
