"""One small file for each telephone system: its messages as `PhoneEvent`s. Pure: no sockets, no store."""
