"""Ids sort by the time they were made and do not meet, whatever the clock does."""

from datetime import timedelta

from core.basics.ids import IdMaker
from tests.builders import fake_clock


def test_ids_of_one_program_sort_in_the_order_they_were_made_even_when_the_clock_steps_back() -> None:
    clock = fake_clock()
    make = IdMaker(clock.now)
    made = [make("e")]
    for step in (timedelta(0), timedelta(milliseconds=1), timedelta(hours=-1), timedelta(days=1)):
        clock.advance(step)
        made += [make("e") for _count in range(50)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_programs_that_start_at_the_same_instant_do_not_make_the_same_ids() -> None:
    clock = fake_clock()
    made = [make("e") for make in (IdMaker(clock.now) for _program in range(300)) for _count in range(3)]
    assert len(set(made)) == len(made)


def test_an_id_is_short_enough_to_read_out() -> None:
    assert len(IdMaker(fake_clock().now)("e")) == 15
