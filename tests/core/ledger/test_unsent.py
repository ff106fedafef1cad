"""What is typed and not sent is kept for its technician, and for nobody else."""

from datetime import timedelta
from pathlib import Path

from core.basics.clock import FakeClock
from tests.builders import add_client, fake_clock, open_business


def test_what_is_typed_is_kept_for_its_technician_until_it_is_sent_or_a_week_old(tmp_path: Path) -> None:
    clock: FakeClock = fake_clock()
    with open_business(tmp_path, clock, technician="anna") as anna:
        client = add_client(anna)
        token, head = anna.queries.changes(), anna.head
        anna.unsent.keep("log", {"line 0": "acme 15 già fatto", "place": "0"})
        anna.unsent.keep("sell", {"minutes": "10h"})
        anna.unsent.keep("sell", {"minutes": "20h"})
        anna.unsent.keep("other", {"a": "b"})
        anna.unsent.keep("other", {})
        assert (anna.queries.changes(), anna.head) == (token, head)
    with open_business(tmp_path, clock, technician="bruno") as bruno:
        assert bruno.unsent.list() == {}
    with open_business(tmp_path, clock, technician="anna") as anna:
        kept = {"log": {"line 0": "acme 15 già fatto", "place": "0"}, "sell": {"minutes": "20h"}}
        assert anna.unsent.list() == kept
        assert anna.verify().problems == ()
        clock.advance(timedelta(days=8))
        assert anna.unsent.list() == {}
        anna.unsent.keep("sell", {"minutes": "5h"})
        clock.advance(timedelta(days=-2))
        assert anna.unsent.list() == {"sell": {"minutes": "5h"}}
        anna.erasure.erase(client.client_id)
        assert anna.unsent.list() == {}
