"""What the key queue needs of the app."""

from textual.app import App

from tui.settings import Settings


class TypingApp(App[int], inherit_bindings=False):
    """An app whose keys go through a `KeyQueue`."""

    settings: Settings

    def is_command_key(self, key: str) -> bool:
        """Whether the keymap gives a key to a command."""
        raise NotImplementedError

    def heed_signals(self) -> None:
        """End from now on as signals say; called before the terminal is taken, which the end gives back."""
        raise NotImplementedError

    def look_for_hang_up(self) -> None:
        """End if the terminal hung up; called while it can be read but nothing comes."""
        raise NotImplementedError

    def tell_of_other_bytes(self) -> None:
        """Say once that the terminal sends bytes that are no UTF-8."""
        raise NotImplementedError
