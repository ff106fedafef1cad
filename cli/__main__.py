"""`python -m cli` is `monteore`."""

from cli.main import main

main()
