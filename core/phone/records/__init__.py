"""Call records of telephone systems: readers of their files, one a format, and the service that keeps what they read."""
