"""The rows of several lines of quick entry."""

from core.basics.errors import UnknownClient, Usage
from core.entryline.batch import LineView
from tui.widgets.line_previews import lines_text


def test_a_line_of_an_unknown_client_says_so_in_words_that_fit() -> None:
    views = (
        LineView("zanot 5 toner", error=UnknownClient("there is no client zanot; did you mean vivai?", ("vivai",))),
        LineView("newco 15 cable", error=UnknownClient("there is no client newco; for acme write the time first")),
        LineView("acme x", error=Usage("write a time")),
    )
    rows = lines_text(views, 0, {}, width=76, rows=9).plain.splitlines()
    told = [row[30:].strip() for row in rows[:3]]
    assert told == ['no client "zanot"; perhaps ~ vivai', 'no client "newco"', "write a time"]
    assert rows[3] == "3 lines, 0 can be saved; lines 1, 2, 3 stay here"
