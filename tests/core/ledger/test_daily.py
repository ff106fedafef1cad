"""The daily run, which one session makes at a time."""

from datetime import timedelta
from pathlib import Path

from core.basics.durations import Validity
from core.model.terms import RenewalMode
from tests.builders import add_client, fake_clock, open_business, prepaid_terms, remaining


def test_a_daily_run_that_another_session_is_making_does_nothing_and_says_so(tmp_path: Path) -> None:
    clock = fake_clock()
    terms = prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=1))
    with open_business(tmp_path, clock) as business, business.second() as other:
        client = add_client(business, terms=terms)
        clock.advance(timedelta(days=30))
        head = business.head
        with other.session.store.lease("daily"):
            view = business.daily.run()
        assert (view.is_elsewhere, view.forfeited) == (True, ())
        assert business.head == head
        view = business.daily.run()
        assert not view.is_elsewhere and [minutes for _code, _block, minutes in view.forfeited] == [600]
        assert remaining(business, client) == 0
