"""The flow that fills a gap of a day."""

from collections.abc import Mapping
from datetime import date

from core.basics.i18n import _
from core.entryline.gap import gap_draft
from core.forms.fields import FormField
from core.language.formats import DateStyle, date_text
from core.queries.my_day import Gap
from core.queries.views.postings import PreviewView
from tui.dialogs.form import Form
from tui.flows.doubt import Doubt
from tui.flows.entries import say_posted, with_looks
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.widgets.previews import preview_text


async def fill(runner: Runner, day: date, gap: Gap) -> None:
    """Ask for client, times and words of work in a gap, and post it."""
    business, reader, within = runner.business, runner.reader, (gap.since, gap.until)

    def preview(values: Mapping[str, str]) -> PreviewView:
        return reader.entries.preview(
            gap_draft(reader.queries, day, values["client"], values["times"], values["note"], within), start_said=True
        )

    doubt = Doubt(preview)
    zone = await runner.read(lambda: reader.zone)
    since, until = (f"{each.astimezone(zone):%H:%M}" for each in (gap.since, gap.until))
    title = _("Fill the gap · {day}").format(day=date_text(day, DateStyle.DAY))
    fields = (
        FormField("client", _("Client"), example="acme"),
        FormField("times", _("Time"), value=f"{since}-{until}"),
        FormField("note", _("Note"), example=_("printer jams #4821 +remote")),
    )
    saved = await fill_form(
        runner,
        lambda values, trouble: Form(
            title, fields, lambda typed: [preview_text(preview(typed))], values=values, trouble=trouble
        ),
        lambda values: business.entries.post(
            gap_draft(business.queries, day, values["client"], values["times"], values["note"], within), sure=doubt.sure
        ),
        doubt.asked,
        of=gap.since.isoformat(),
    )
    if saved is not None:
        await say_posted(runner, await with_looks(runner, saved))
