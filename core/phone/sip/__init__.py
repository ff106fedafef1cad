"""SIP as a subscriber to the state of extensions: messages, one subscription, and the listener over UDP."""
