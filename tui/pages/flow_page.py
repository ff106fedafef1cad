"""The page that runs flows in its workers, and what they need of it: the desk's way to ask, answer and hold keys back."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual import work
from textual.message import Message
from textual.screen import Screen

from tui.flows.runner import Runner
from tui.pages.page import Page

T = TypeVar("T")


class FlowPage(Page):
    """What `tui.flows.runner.Asker` says. It lies under all other pages: its answers stand on the page on top."""

    runner: Runner
    """Runs the flows, one change after another."""

    @work(group="change")
    async def carry_out(self, flow: Callable[[Runner], Awaitable[object]]) -> None:
        """Run a flow in a worker."""
        await self.runner.run(flow)

    @work(group="phone")
    async def carry_out_beside(self, flow: Callable[[Runner], Awaitable[object]]) -> None:
        """Run a flow in a worker for which keys do not wait."""
        await self.runner.run(flow)

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer."""
        return await self.app.push_screen_wait(question)

    def text_ahead(self) -> str:
        """The text typed ahead, which waits for the next field."""
        return self.host.typed.text_ahead()

    def when_waiting(self, call: Callable[[], None] | None) -> None:
        """Call something after each key that has to wait; `None`: nothing any more."""
        self.host.typed.when_waiting = call

    def tell(self, message: Message) -> None:
        """Post a message to the desk and to the pages over it."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Page):
                screen.post_message(message)

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """Show one line of answer, on the page on top."""
        for screen in reversed(self.app.screen_stack[1:]):
            if isinstance(screen, Page):
                screen.say(sentence, refused=refused, stays=stays)
                return
        super().say(sentence, refused=refused, stays=stays)

    def refuse(self, sentence: str) -> str:
        """Drop the keys typed ahead of a refusal that a dialog shows itself; the sentence with their number."""
        return self.host.typed.refuse(sentence)

    def spend(self, key: str, sentence: str) -> None:
        """Let a key do nothing for a moment but say a sentence."""
        self.host.typed.spend(key, sentence)

    def say_next(self, sentence: str) -> None:
        """Show one line of answer once the command that closed a dialog was carried out."""
        self.app.call_next(self.say, sentence)
