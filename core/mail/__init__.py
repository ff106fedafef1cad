"""Mail to clients: what is told, the outbox in the store, and the delivery by SMTP."""
