"""The frozen values of the domain, one concept a file."""
