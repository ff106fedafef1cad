"""A process of its own that imports a file, as the shell does; it ends when it is killed or done."""

import sys
from pathlib import Path

from core.business import Business


def main(path: str, file: str) -> None:
    with Business.open(Path(path), technician="importer") as business:
        business.imports.entries(Path(file).read_bytes(), file, yes=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
