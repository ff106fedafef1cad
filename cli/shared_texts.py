"""The files that `monteore setup shared` writes: launcher, command, sudoers rule, forced command and its wrapper."""

from pathlib import Path

from core.basics.dataclass import dataclass
from core.basics.identity import GROUPS, MANAGERS, READERS, TECHNICIANS

KEPT_VARIABLES = "TERM COLORTERM NO_COLOR COLORFGBG LANG LANGUAGE LC_* MONTEORE_LANG MONTEORE_THEME"


@dataclass(frozen=True)
class Installed:
    """Where things are: the service account, its home, the Python that has the program, and the folder of programs."""

    account: str
    home: Path
    python: str
    sudo: str = "/usr/bin/sudo"
    folder: Path = Path("/usr/local/lib/monteore")
    command: Path = Path("/usr/local/bin/monteore-shared")
    sudoers: Path = Path("/etc/sudoers.d/monteore")
    sshd: Path = Path("/etc/ssh/sshd_config.d/monteore.conf")
    manifest: Path = Path("/etc/monteore/setup.json")

    @property
    def launcher(self) -> Path:
        """The program that sudo runs as the account."""
        return self.folder / "run"

    @property
    def wrapper(self) -> Path:
        """The command that SSH forces."""
        return self.folder / "ssh"


def launcher(installed: Installed) -> str:
    """Runs the program. `-I`: no PYTHON* variable, no folder of the user's, no current folder."""
    return f"#!{installed.python} -I\nfrom cli.main import main\n\nmain()\n"


def command(installed: Installed) -> str:
    """The command that people type."""
    return f'#!/bin/sh\nexec {installed.sudo} -n -u {installed.account} -- {installed.launcher} "$@"\n'


def sudoers(installed: Installed) -> str:
    """Whoever is in one of the groups runs the launcher as the account, and nothing else; `env_keep` is the whole list.

    sudo logs no command that it allows: its words hold names and notes, which an erasure could not take out of the log.
    """
    groups = ", ".join(f"%{name}" for name in (READERS, TECHNICIANS, MANAGERS))
    return (
        f"# Written by: monteore setup shared\n"
        f"Defaults!{installed.launcher} env_reset, !setenv, use_pty, always_set_home, umask=0077\n"
        f'Defaults!{installed.launcher} env_keep="{KEPT_VARIABLES}"\n'
        f"Defaults!{installed.launcher} !log_allowed\n"
        f"{groups} ALL=({installed.account}) NOPASSWD: {installed.launcher}\n"
    )


def sshd(installed: Installed) -> str:
    """The forced command of the groups. `Match all` ends the block, as other files are read after this one."""
    return (
        "# Written by: monteore setup shared\n"
        f"Match Group {','.join(sorted(GROUPS))}\n"
        f"    ForceCommand {installed.wrapper}\n"
        "    AllowTcpForwarding no\n"
        "    AllowStreamLocalForwarding no\n"
        "    AllowAgentForwarding no\n"
        "    X11Forwarding no\n"
        "    PermitTunnel no\n"
        "    PermitUserRC no\n"
        "Match all\n"
    )


def wrapper(installed: Installed) -> str:
    """Runs the words that the SSH client sent as the program's own; no shell reads them."""
    start = [installed.sudo, "-n", "-u", installed.account, "--", str(installed.launcher)]
    return (
        f"#!{installed.python} -I\n"
        "import os\n"
        "import shlex\n"
        "import sys\n\n"
        "try:\n"
        '    words = shlex.split(os.environ.get("SSH_ORIGINAL_COMMAND", ""))\n'
        "except ValueError as error:\n"
        '    sys.exit(f"monteore: the command cannot be read ({error}); close its quotes")\n'
        f'if words and words[0].rpartition("/")[2] in ("monteore", "{installed.command.name}"):\n'
        "    words = words[1:]\n"
        f"start = {start!r}\n"
        "os.execv(start[0], [*start, *words])\n"
    )
