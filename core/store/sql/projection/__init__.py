"""What each event does to the tables made from the journal."""
