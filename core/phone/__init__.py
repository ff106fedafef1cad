"""Phone calls: adapters make events of what telephone systems tell, a pure state machine makes calls of events."""
