"""The migrations of the tables, one file a concept. The name of each says the version that it makes.

The import of a file registers its migrations.
"""

from core.store.sqlite.migrations import calls, clients, entries, first_tables, journal, office, search  # noqa: F401
