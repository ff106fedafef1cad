"""The flow of the daily run, which the desk starts once a day."""

from core.basics.i18n import _, ngettext
from core.basics.identity import Right
from tui.flows.runner import Runner


async def run(runner: Runner) -> None:
    """Make the daily run and say what it did."""
    business = runner.business
    if Right.RUN not in business.rights:
        # With roles in the database another login makes the run.
        return
    # The service is imported in the thread of the change.
    view = await runner.change_unasked(lambda: business.daily.run())
    if view is None:
        return
    if view.forfeited or view.rolled or view.renewals:
        said = _("daily run: {forfeited} blocks forfeited, {rolled} rolled over, {renewed} renewed")
        runner.say(said.format(forfeited=len(view.forfeited), rolled=len(view.rolled), renewed=len(view.renewals)))
    elif view.messages:
        wait = ngettext(
            "daily run: {count} message to clients waits",
            "daily run: {count} messages to clients wait",
            view.messages,
        )
        runner.say(wait.format(count=view.messages))
    if view.backup_trouble:
        runner.say(_("no backup was made: {reason}").format(reason=view.backup_trouble), refused=True)
