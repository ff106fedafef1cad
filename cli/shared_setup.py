"""The steps of `monteore setup shared`: planned from what the host has, shown, then done; and their undoing."""

import grp
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cli import shared_texts
from cli.shared_texts import Installed
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import GROUPS, NO_LOGIN

_TOOLS = "/usr/sbin:/usr/bin:/sbin:/bin"
_NOLOGIN = "/usr/sbin/nologin"


@dataclass(frozen=True)
class Step:
    """One change of the host: a sentence, and what makes it."""

    said: str
    run: Callable[[], object]


def run_tool(words: Sequence[str]) -> None:
    """Run a tool of the system. Errors: `Refused` with what it says."""
    program = shutil.which(words[0], path=_TOOLS)
    if program is None:
        raise Refused(_("this host has no {program}; install it first").format(program=words[0]))
    done = subprocess.run([program, *words[1:]], capture_output=True, text=True, check=False, env={"PATH": _TOOLS})
    if done.returncode:
        reason = " ".join((done.stderr or done.stdout).split())
        raise Refused(_("{command} failed: {reason}").format(command=" ".join(words), reason=reason or done.returncode))


@dataclass
class Setup:
    """The set-up of one shared store. `root` stands before every path, so that tests write nowhere else."""

    installed: Installed
    root: Path = Path("/")
    with_ssh: bool = False
    run: Callable[[Sequence[str]], None] = run_tool
    made: dict[str, list[str]] = field(default_factory=lambda: {"groups": [], "accounts": [], "folders": []})
    files: dict[str, str] = field(default_factory=dict)

    def on_disk(self, path: Path) -> Path:
        """Where a path of the host is."""
        return self.root / path.relative_to("/")

    def steps(self, store: Path | None = None) -> list[Step]:
        """What is still to be done. Errors: `Refused` for a host or a program on which it cannot be safe."""
        self._read_manifest()
        found = [*self._groups(), *self._account(), *self._home(), *self._store(store), *self._files()]
        return (
            [*found, Step(_("note what was made in {path}").format(path=self.installed.manifest), self._note)]
            if found
            else []
        )

    def undoing(self) -> list[Step]:
        """What takes the set-up back; the store stays. Errors: `Refused` where there is none."""
        if not self._read_manifest():
            raise Refused(_("there is no {path}; nothing was set up here").format(path=self.installed.manifest))
        steps = [
            Step(_("remove {path}").format(path=name), partial(self._remove, name, digest))
            for name, digest in sorted(self.files.items())
        ]
        home = self.on_disk(self.installed.home)
        is_empty = not home.is_dir() or not any(home.iterdir())
        for account in self.made["accounts"] if is_empty else ():
            steps.append(Step(_("remove the account {name}").format(name=account), _Tool(self, ["userdel", account])))
        for group in self.made["groups"]:
            steps.append(Step(_("remove the group {name}").format(name=group), _Tool(self, ["groupdel", group])))
        manifest = self.installed.manifest
        return [*steps, Step(_("remove {path}").format(path=manifest), self._forget)]

    def carry_out(self, steps: Sequence[Step]) -> None:
        """Do the steps in their order. Where one fails, what was made until then is noted, so that it can be taken back."""
        manifest = self.on_disk(self.installed.manifest)
        is_setting_up = bool(steps) and steps[-1].run == self._note
        try:
            for step in steps:
                step.run()
        except BaseException:
            if (is_setting_up and (self.files or any(self.made.values()))) or manifest.exists():
                self._note()
            raise

    def _groups(self) -> Iterator[Step]:
        for name in GROUPS:
            try:
                grp.getgrnam(name)
            except KeyError:
                yield Step(_("add the group {name}").format(name=name), partial(self._add_group, name))

    def _add_group(self, name: str) -> None:
        self.run(["groupadd", "--system", name])
        self.made["groups"].append(name)

    def _account(self) -> Iterator[Step]:
        account, home = self.installed.account, str(self.installed.home)
        try:
            found = pwd.getpwnam(account)
        except KeyError:
            words = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", home, "--shell", _NOLOGIN]
            yield Step(
                _("add the account {name}, with which nobody can log in, at home in {home}").format(
                    name=account, home=home
                ),
                lambda: self._add_account([*words, account]),
            )
            return
        if found.pw_uid == 0 or found.pw_uid >= 1000:
            raise Refused(_("{name} is a person's account or root; choose another --account").format(name=account))
        if found.pw_dir != home:
            raise Refused(
                _("{name} is at home in {found}; add --home {found}").format(name=account, found=found.pw_dir)
            )
        if found.pw_shell.rpartition("/")[2] not in NO_LOGIN:
            words = ["usermod", "--shell", _NOLOGIN, account]
            yield Step(_("let nobody log in as {name}").format(name=account), _Tool(self, words))

    def _add_account(self, words: list[str]) -> None:
        self.run(words)
        self.made["accounts"].append(self.installed.account)

    def _home(self) -> Iterator[Step]:
        home = self.on_disk(self.installed.home)
        if home.is_symlink():
            raise Refused(_("{path} is a link; name the folder itself").format(path=self.installed.home))
        is_right = home.is_dir() and stat.S_IMODE(home.stat().st_mode) == 0o700 and self._is_owned(home)
        if not is_right:
            yield Step(
                _("make {path} a folder of the account alone (0700)").format(path=self.installed.home), self._make_home
            )
        for file in sorted(home.iterdir()) if home.is_dir() else ():
            is_plain = file.is_file() and not file.is_symlink()
            if is_plain and (stat.S_IMODE(file.stat().st_mode) & 0o077 or not self._is_owned(file)):
                yield Step(
                    _("make {path} readable for the account alone (0600)").format(path=file),
                    partial(self._own, file),
                )

    def _is_owned(self, path: Path) -> bool:
        with suppress(KeyError):
            return path.stat().st_uid == pwd.getpwnam(self.installed.account).pw_uid
        return False

    def _make_home(self) -> None:
        home = self.on_disk(self.installed.home)
        home.parent.mkdir(parents=True, exist_ok=True)
        if not home.is_dir():
            home.mkdir(mode=0o700)
            self.made["folders"].append(str(self.installed.home))
        self._own(home, 0o700)

    def _own(self, path: Path, mode: int = 0o600) -> None:
        account = pwd.getpwnam(self.installed.account)
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        path.chmod(mode)

    def _files(self) -> Iterator[Step]:
        installed = self.installed
        wanted = [
            (installed.launcher, shared_texts.launcher(installed), 0o755),
            (installed.command, shared_texts.command(installed), 0o755),
            (installed.sudoers, shared_texts.sudoers(installed), 0o440),
        ]
        if self.with_ssh:
            wanted += [
                (installed.wrapper, shared_texts.wrapper(installed), 0o755),
                (installed.sshd, shared_texts.sshd(installed), 0o644),
            ]
        for path, text, mode in wanted:
            there = self.on_disk(path)
            if there.is_file() and there.read_text(encoding="utf-8", errors="replace") == text:
                continue
            if there.exists() and str(path) not in self.files:
                raise Refused(_("{path} exists already and is not from here; move it away first").format(path=path))
            yield Step(
                _("write {path}").format(path=path),
                partial(self._write, path, text, mode),
            )

    def _write(self, path: Path, text: str, mode: int) -> None:
        """Write a file under a hidden name, have its reader check it, and give it its name."""
        there = self.on_disk(path)
        there.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        # sudo skips names with a dot, and sshd reads only *.conf.
        draft = there.with_name(f".{there.name}.draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                os.fchmod(file.fileno(), mode)
                file.flush()
                os.fsync(file.fileno())
            if path == self.installed.sudoers:
                self.run(["visudo", "-c", "-f", str(draft)])
            draft.replace(there)
        finally:
            draft.unlink(missing_ok=True)
        self.files[str(path)] = hashlib.sha256(text.encode()).hexdigest()
        if path == self.installed.sshd:
            try:
                self.run(["sshd", "-t"])
            except Refused:
                there.unlink()
                del self.files[str(path)]
                raise

    def _store(self, store: Path | None) -> Iterator[Step]:
        if store is None:
            return
        target = self.on_disk(self.installed.home) / "ledger.db"
        if target.exists():
            raise Refused(_("{path} exists already; a store is moved only to where there is none").format(path=target))
        yield Step(
            _("copy the store {store} to {target}, and put the old one aside").format(store=store, target=target),
            lambda: self._move(store, target),
        )

    def _move(self, store: Path, target: Path) -> None:
        from core.basics.clock import SystemClock
        from core.store.engines import move_store

        move_store(store, target, self._own, SystemClock().now())

    def _remove(self, name: str, digest: str) -> None:
        there = self.on_disk(Path(name))
        with suppress(FileNotFoundError):
            if hashlib.sha256(there.read_bytes()).hexdigest() != digest:
                raise Refused(_("{path} was changed since; look at it and remove it by hand").format(path=name))
            there.unlink()

    def _forget(self) -> None:
        """Remove the manifest and the folders of this program's own that are empty now."""
        manifest = self.on_disk(self.installed.manifest)
        manifest.unlink()
        for folder in (manifest.parent, self.on_disk(self.installed.launcher).parent):
            with suppress(OSError):
                folder.rmdir()

    def _read_manifest(self) -> bool:
        try:
            kept = json.loads(self.on_disk(self.installed.manifest).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as error:
            raise Refused(
                _("{path} cannot be read ({reason}); move it away").format(path=self.installed.manifest, reason=error)
            ) from None
        self.files = dict(kept["files"])
        self.made = {name: list(kept.get(name, ())) for name in self.made}
        return True

    def _note(self) -> None:
        there = self.on_disk(self.installed.manifest)
        there.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        there.write_text(json.dumps({"files": self.files, **self.made}, indent=2) + "\n", encoding="utf-8")
        there.chmod(0o600)


@dataclass(frozen=True)
class _Tool:
    setup: Setup
    words: list[str]

    def __call__(self) -> None:
        self.setup.run(self.words)


def check_program(python: str, package: Path) -> None:
    """Errors: `Refused` where somebody but root could change the program, or others could not read it."""
    for start in (Path(python), Path(os.path.realpath(python)), package):
        for path in (start, *start.parents):
            status = path.stat()
            is_sticky = bool(status.st_mode & stat.S_ISVTX) and path != start
            if status.st_uid != 0 or (status.st_mode & 0o022 and not is_sticky):
                raise Refused(
                    _(
                        "{path} can be changed by others than root; install the program where they cannot: docs/shared.md"
                    ).format(path=path)
                )
            if not status.st_mode & (0o001 if path.is_dir() or path == start else 0o004):
                raise Refused(
                    _("{path} cannot be read by the account; install the program where it can: docs/shared.md").format(
                        path=path
                    )
                )
