"""Statements of events that only add a draw, or add to a number. SQL only.

The order of such statements among each other does not matter, so an engine may run all of one kind together.
"""

DRAW = (
    "INSERT INTO draw (business_id, draw_id, entry_id, block_id, minutes, seq) VALUES (:business, "
    "(SELECT coalesce(max(draw_id), 0) + 1 FROM draw WHERE business_id = :business), ?, ?, ?, ?)"
)
TAKE = "UPDATE block SET remaining_minutes = remaining_minutes - ? WHERE business_id = :business AND block_id = ?"
SETTLE = "UPDATE entry SET overdraft_minutes = overdraft_minutes - ? WHERE business_id = :business AND entry_id = ?"
BALANCE = (
    "UPDATE account SET remaining_minutes = remaining_minutes + ?, overdraft_minutes = overdraft_minutes + ? "
    "WHERE business_id = :business AND account_id = ?"
)
ADDING = (DRAW, TAKE, SETTLE, BALANCE)
"""All of them, the new rows first."""
