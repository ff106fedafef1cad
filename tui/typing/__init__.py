"""From the terminal's bytes to the field that a key is meant for: nothing lost, nothing out of order, pastes told apart."""
