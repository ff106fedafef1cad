"""Every command once: id, keys, words, place. Bindings, key line, palette, help, keymap file and manual read it here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from core.basics.i18n import _, language


class Place(StrEnum):
    """Where a command acts. The keys of `everywhere` act on every page, its letters where a list has the focus."""

    EVERYWHERE = "everywhere"
    LIST = "list"
    CLIENT = "client"
    TICKETS = "tickets"
    PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the desk. `keys` and `letters` are key names with commas between them; empty: none."""

    id: str
    keys: str
    letters: str
    label: str
    help: str
    place: Place = Place.EVERYWHERE
    in_line: bool = False

    @property
    def action(self) -> str:
        """The name of the action that carries it out."""
        return self.id.replace(".", "_")


@lru_cache(maxsize=4)
def _commands_in(_language: str) -> tuple[Command, ...]:
    client, tickets, proposals, lists = Place.CLIENT, Place.TICKETS, Place.PROPOSALS, Place.LIST
    return (
        Command("help", "f1", "", _("Help"), _("show every key and what it does"), in_line=True),
        Command("search", "f2", "slash", _("Find"), _("go back to the search box from anywhere"), in_line=True),
        Command("log", "f3", "n", _("Log"), _("log finished work in one line, with a preview"), in_line=True),
        Command("hold", "f4", "h", _("Hold"), _("hold the running call, or resume the held one"), in_line=True),
        Command("stop", "f5", "s", _("Stop"), _("stop and wrap up: Enter saves, Esc goes back"), in_line=True),
        Command("client", "f6", "c", _("Client"), _("open the client's page"), in_line=True),
        Command("board", "f7", "b", _("Board"), _("open the board for the second monitor"), in_line=True),
        Command("reports", "f8", "r", _("Reports"), _("open the reports"), in_line=True),
        Command("proposals", "f9", "p", _("Proposals"), _("open the proactive work proposed to clients"), in_line=True),
        Command("undo", "f10", "u", _("Undo"), _("void my last entry, after y"), in_line=True),
        Command("start", "", "", _("Start"), _("start a call with the chosen client (Enter)")),
        Command("switch", "ctrl+t", "w", _("Switch"), _("resume the held call and hold the running one")),
        Command("cancel", "", "", _("Cancel call"), _("drop my call without an entry, after y")),
        Command("ticket", "ctrl+f", "t", _("Ticket"), _("find a ticket by its number")),
        Command("client.add", "", "", _("New client"), _("write down a new client")),
        Command("client.import", "", "", _("Import clients"), _("take clients from a CSV or vCard file")),
        Command("client.sell", "", "l", _("Sell a block"), _("sell a block to the client"), client),
        Command("client.edit", "", "e", _("Edit client"), _("edit the client's name, phones and contacts"), client),
        Command("client.agreement", "", "a", _("Agreement"), _("put a new version of the agreement in force"), client),
        Command(
            "client.statement", "", "m", _("Statement"), _("write the month's statement of hours to a file"), client
        ),
        Command("client.mail", "", "d", _("Mail"), _("say which mail the client receives"), client),
        Command("client.propose", "", "plus", _("Propose"), _("propose proactive work to the client"), client),
        Command("renewal.approve", "", "y", _("Approve renewal"), _("add the block that waits, after y"), client),
        Command("renewal.refuse", "", "f", _("Refuse renewal"), _("close the renewal that waits, after y"), client),
        Command(
            "client.correct",
            "",
            "E",
            _("Correct entry"),
            _("log the entry at the cursor anew in its place"),
            client,
        ),
        Command("client.void", "", "v", _("Void entry"), _("void the entry at the cursor, after y"), client),
        Command("ticket.client", "", "o", _("Its client"), _("open the page of the ticket's client"), tickets),
        Command("proposal.add", "", "plus", _("Propose"), _("propose work to a client"), proposals),
        Command("proposal.done", "", "d", _("Done"), _("log the work and close it (Enter)"), proposals),
        Command("proposal.accept", "", "a", _("Accept"), _("the client said yes"), proposals),
        Command("proposal.drop", "", "x", _("Drop"), _("it will not be done, after y"), proposals),
        Command("proposal.all", "", "o", _("All"), _("show those that are over too, or not"), proposals),
        Command("proposal.suggest", "", "f", _("Suggest"), _("suggest work for hours that expire"), proposals),
        Command("refresh", "ctrl+r", "", _("Refresh"), _("read everything again")),
        Command("palette", "ctrl+p", "", _("Palette"), _("find a command by name")),
        Command("leave", "ctrl+q", "", _("Quit"), _("leave; a running call keeps running")),
        Command("down", "down", "j", _("Down"), _("move down in the list"), lists),
        Command("up", "up", "k", _("Up"), _("move up in the list"), lists),
        Command("page_down", "pagedown", "", _("Page down"), _("move a page down"), lists),
        Command("page_up", "pageup", "", _("Page up"), _("move a page up"), lists),
        Command("top", "", "g", _("Top"), _("move to the first row"), lists),
        Command("bottom", "", "G", _("Bottom"), _("move to the last row"), lists),
    )


def commands() -> tuple[Command, ...]:
    """All commands with their default keys, in the order in which they are shown."""
    return _commands_in(language())


def command(command_id: str) -> Command:
    """A command by id. Errors: `KeyError`."""
    for found in commands():
        if found.id == command_id:
            return found
    raise KeyError(command_id)


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys in force: by command id, key names with commas between them."""

    keys: Mapping[str, str]
    letters: Mapping[str, str]
    preset: str = ""

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The keys that act everywhere."""
        return _split(self.keys.get(command_id, ""))

    def letters_of(self, command_id: str) -> tuple[str, ...]:
        """The keys that act where a list has the focus."""
        return _split(self.letters.get(command_id, ""))

    def command_for(self, key: str, *, in_list: bool) -> Command | None:
        """The command that acts everywhere and that a key means here."""
        for found in commands():
            if found.place is Place.EVERYWHERE and (
                key in self.keys_of(found.id) or (in_list and key in self.letters_of(found.id))
            ):
                return found
        return None


@dataclass(frozen=True, slots=True)
class KeymapWish:
    """What the configuration says of keys: a preset, and keys by command id; an empty text takes a key away."""

    preset: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)


PRESETS: Mapping[str, KeymapWish] = {
    "": KeymapWish(),
    "vim": KeymapWish(
        letters={"page_down": "ctrl+d", "page_up": "ctrl+u", "search": "slash,i"},
    ),
    "emacs": KeymapWish(
        keys={
            "down": "down,ctrl+n",
            "up": "up,ctrl+p",
            "page_down": "pagedown,ctrl+v",
            "page_up": "pageup,alt+v",
            "palette": "alt+x",
            "search": "f2,ctrl+s",
            "undo": "f10,ctrl+underscore",
        },
        letters={"down": "j,ctrl+n", "up": "k,ctrl+p", "page_down": "ctrl+v", "page_up": "alt+v"},
    ),
}

_NAMED = frozenset({
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up",
    "down", "left", "right", "slash", "backslash", "comma", "full_stop", "semicolon", "colon", "question_mark",
    "exclamation_mark", "number_sign", "plus", "minus", "underscore", "equals_sign", "asterisk", "at",
    "less_than_sign", "greater_than_sign", "left_parenthesis", "right_parenthesis", "left_square_bracket",
    "right_square_bracket", "left_curly_bracket", "right_curly_bracket", "apostrophe", "quotation_mark",
    "grave_accent", "tilde", "vertical_line", "ampersand", "percent_sign", "dollar_sign", "circumflex_accent",
})  # fmt: skip
_KEY = re.compile(r"(?:(?:ctrl|alt|shift)\+){0,2}(?P<base>f(?:[1-9]|1[0-9]|2[0-4])|[^\W_]|[a-z_]{2,})")
# A terminal sends the same byte for these: the first would shadow the second.
_SAME_IN_A_TERMINAL = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}
_NEEDED = ("leave", "palette", "help", "stop")


def is_key(name: str) -> bool:
    """Whether a terminal can send a key of this name."""
    match = _KEY.fullmatch(name)
    if match is None:
        return False
    base = match["base"]
    return len(base) == 1 or base in _NAMED or base[1:].isdecimal()


def make_keymap(wish: KeymapWish) -> tuple[Keymap, tuple[str, ...]]:
    """The keymap for a wish, and one sentence for each thing in it that cannot be: that part keeps its default."""
    troubles: list[str] = []
    preset = PRESETS.get(wish.preset)
    if preset is None:
        known = ", ".join(name for name in PRESETS if name)
        troubles.append(
            _("there is no keymap preset {name}; write one of: {known}").format(name=wish.preset, known=known)
        )
        wish, preset = replace(wish, preset=""), PRESETS[""]
    base = Keymap(
        {found.id: preset.keys.get(found.id, found.keys) for found in commands()},
        {found.id: preset.letters.get(found.id, found.letters) for found in commands()},
        wish.preset,
    )
    keys, letters = dict(base.keys), dict(base.letters)
    for table, mine in ((wish.keys, keys), (wish.letters, letters)):
        for command_id, typed in table.items():
            trouble = _trouble_of(command_id, typed)
            if trouble:
                troubles.append(trouble)
            else:
                mine[command_id] = ",".join(_split(typed))
    keymap = Keymap(keys, letters, wish.preset)
    clashes = _clashes(keymap)
    if not clashes:
        return keymap, tuple(troubles)
    return base, (*troubles, *clashes)


def _trouble_of(command_id: str, typed: str) -> str:
    if command_id not in {found.id for found in commands()}:
        return _("the keymap names the unknown command {name}; list them: monteore keys").format(name=command_id)
    for key in _split(typed):
        if not is_key(key):
            return _("the keymap gives {name} the unknown key {key}; write one such as f5, ctrl+s or x").format(
                name=command_id, key=key
            )
        if key in _SAME_IN_A_TERMINAL:
            return _("a terminal cannot tell {key} from {other}; give {name} another key").format(
                name=command_id, key=key, other=_SAME_IN_A_TERMINAL[key]
            )
    if not typed.strip() and command_id in _NEEDED:
        return _("{name} needs a key; give it one, or leave it out of the keymap").format(name=command_id)
    return ""


def _clashes(keymap: Keymap) -> tuple[str, ...]:
    """Two commands on one key where both could act."""
    found: list[str] = []
    sentence = _("the keymap gives {key} to both {one} and {other}; give one of them another key")
    for is_letter, lookup in ((False, keymap.keys_of), (True, keymap.letters_of)):
        owners: dict[tuple[str, str], str] = {}
        for each in commands():
            shared = each.place in (Place.EVERYWHERE, Place.LIST)
            places = [place.value for place in Place] if shared else [each.place.value]
            for key in lookup(each.id):
                for other in dict.fromkeys(owners[key, place] for place in places if (key, place) in owners):
                    found.append(sentence.format(key=key, one=other, other=each.id))
                owners.update({(key, place): each.id for place in places})
                if not is_letter and len(key) == 1:
                    found.append(
                        _("{key} alone would be swallowed while one types; put {name} under [letters]").format(
                            key=key, name=each.id
                        )
                    )
    for lettered in commands():
        for keyed in commands():
            for key in set(keymap.letters_of(lettered.id)) & set(keymap.keys_of(keyed.id)):
                if lettered.id != keyed.id:
                    found.append(sentence.format(key=key, one=keyed.id, other=lettered.id))
    return tuple(dict.fromkeys(found))


def _split(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.strip() for key in typed.split(",") if key.strip()))


_SHOWN = {
    "slash": "/", "plus": "+", "enter": "Enter", "escape": "Esc", "tab": "Tab", "space": "Space", "pagedown": "PgDn",
    "pageup": "PgUp", "underscore": "_", "less_than_sign": "<", "greater_than_sign": ">", "question_mark": "?",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
}  # fmt: skip


def shown_key(name: str) -> str:
    """A key as a user reads it: `F5`, `Ctrl+T`, `/`."""
    *modifiers, base = name.split("+")
    shown = _SHOWN.get(base, base.upper() if re.fullmatch(r"f\d+", base) else base)
    if modifiers and len(shown) == 1:
        shown = shown.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def shown_keys(names: tuple[str, ...]) -> str:
    """Several keys as a user reads them."""
    return " ".join(shown_key(name) for name in names)
