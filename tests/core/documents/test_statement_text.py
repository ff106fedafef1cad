"""The statement on the terminal: a long explanation stands below the work, over the rest of the line."""

from pathlib import Path

from core.documents.statement import render
from tests.builders import MONDAY, add_client, draft_of, open_business, prepaid_terms

NOTE = "printer jams again, replaced the drum and the whole toner unit"


def test_a_long_explanation_has_the_rest_of_the_line_and_a_short_one_stands_beside_the_work(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=prepaid_terms(minimum_minutes=30))
        business.entries.post(draft_of(client, 7, note="jam"))
        business.entries.post(draft_of(client, 7, note=NOTE))
        text = render(business.statements.read(client.client_id, f"{MONDAY:%Y-%m}"), "text").decode()
    lines = text.splitlines()
    assert all(len(line) <= 80 for line in lines)
    below = next(place for place, line in enumerate(lines) if line.strip() == "(0:07 → minimum 0:30)")
    assert lines[below].index("(") == lines[below - 1].index(lines[below - 1].strip())
    assert sum("jam (0:07 → minimum 0:30)" in line for line in lines) == 1
