"""The report of one visit or piece of work, for the client to sign."""

from datetime import date
from zoneinfo import ZoneInfo

from core.basics.durations import format_minutes, format_seconds
from core.basics.i18n import _
from core.documents.sheet import Section, Sender, Sheet
from core.documents.terms_sheet import addressee_of
from core.language.formats import DateStyle, date_text
from core.model.fiscal import FiscalCard
from core.model.worktypes import label_of
from core.queries.views.entries import EntryView


def visit_sheet(entry: EntryView, card: FiscalCard, sender: Sender, zone: ZoneInfo, today: date) -> Sheet:
    """The sheet of an entry; its clock times are those of the time zone."""
    facts = [(_("Day"), date_text(entry.work_date, DateStyle.LONG))]
    if entry.started_at is not None:
        begin = entry.started_at.astimezone(zone)
        facts.append((_("Started"), f"{begin:%H:%M}"))
    facts += [
        (label, value)
        for label, value in (
            (_("Technician"), entry.technician),
            (_("Contact"), entry.contact),
            (_("Ticket"), f"#{entry.ticket}" if entry.ticket else ""),
            (_("Kind of work"), label_of(entry.work_type)),
            (_("Account"), entry.account.name),
        )
        if value
    ]
    sections = [Section(_("What was done"), paragraphs=(entry.note or label_of(entry.work_type),))]
    if entry.voided:
        sections.insert(0, Section(paragraphs=(_("This work was taken back and is not charged."),)))
    elif entry.explanation and entry.worked_seconds != entry.charged_minutes * 60:
        sections.append(Section(_("How it is charged"), paragraphs=(entry.explanation,)))
    strong = [(_("Worked"), format_seconds(entry.worked_seconds))]
    if not entry.waits:
        strong.append((_("Charged"), format_minutes(0 if entry.voided else entry.charged_minutes)))
    drawn = sum(draw.minutes for draw in entry.draws)
    if drawn and not entry.voided:
        strong.append((_("Taken from the prepaid hours"), format_minutes(drawn)))
    return Sheet(
        _("Report of work"),
        sender,
        addressee_of(entry.account, card) if entry.account.client == entry.client else (entry.client.name,),
        facts=tuple(facts),
        sections=tuple(sections),
        strong=tuple(strong),
        signatures=(_("Technician"), _("For the client")),
        notes=(
            _("Hours and minutes are written h:mm. Made on {day}.").format(day=date_text(today)),
            _("Entry {entry_id}").format(entry_id=entry.entry_id),
        ),
    )
