"""Mail to clients: texts, the outbox in the store, and delivery by SMTP."""
