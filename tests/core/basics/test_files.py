"""Where an output may be written."""

import os
from pathlib import Path

import pytest

from core.basics.errors import Refused
from core.basics.files import check_target, write_file


def test_an_output_takes_the_name_of_no_device_pipe_or_folder(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull), tmp_path):
        with pytest.raises(Refused):
            check_target(path, force=True)
        with pytest.raises(Refused):
            write_file(path, b"statement", force=True)
    assert pipe.is_fifo()
    write_file(tmp_path / "statement.txt", b"statement")
    check_target(tmp_path / "statement.txt", force=True)
