"""The list of commands: bindings, key line, palette, help sheet, keymap file and the manual's table are read from it.

The list imports no textual; what a command runs is imported when the command is run.
"""

from functools import lru_cache

from core.basics.i18n import _, language
from tui.commands import calls, clients, day, entries, firm, lines, pages, phone, proposals
from tui.commands.command import Command, Place
from tui.commands.reasons import (
    needs_any_entry,
    needs_block,
    needs_call,
    needs_call_of_day,
    needs_client,
    needs_entry,
    needs_entry_of_call,
    needs_entry_of_mine,
    needs_held_call,
    needs_invoiced_line,
    needs_line,
    needs_listed_call,
    needs_number,
    needs_own_entry,
    needs_proposal,
    needs_row_of_day,
    needs_standing_block,
    needs_talk,
    needs_unknown_call,
)
from tui.keys import MOVES, Keymap


def commands() -> tuple[Command, ...]:
    """All commands with their default keys, in the order in which they are shown."""
    return _commands_in(language())


def command(command_id: str) -> Command:
    """A command by id. Errors: `KeyError`."""
    return _by_id(language())[command_id]


def command_for(keymap: Keymap, key: str, place: Place, *, in_list: bool) -> Command | None:
    """The command that a key means on a page; with `in_list`, letters count too."""
    for found in commands():
        if found.place in (Place.EVERYWHERE, place) and (
            key in keymap.keys_of(found.id) or (in_list and key in keymap.letters_of(found.id))
        ):
            return found
    return None


def offered(place: Place) -> tuple[Command, ...]:
    """The commands that the palette offers: the page's own first, then those that act everywhere, then other pages'."""
    found = [each for each in commands() if each.id != "palette" and each.place is not Place.LIST]
    order = (place, Place.EVERYWHERE)
    return tuple(sorted(found, key=lambda each: order.index(each.place) if each.place in order else len(order)))


_OPENED_BY = {
    Place.CLIENT: "client", Place.TICKETS: "ticket", Place.PROPOSALS: "proposals", Place.REPORTS: "reports",
    Place.PHONE: "phone", Place.DAY: "day", Place.DESK: "search",
}  # fmt: skip


def elsewhere(command_id: str, place: Place) -> str:
    """The command that opens the page on which another one acts; empty where it acts on this page too.

    What is done to a client can be done wherever one is meant; an entry or a proposal must be pointed at.
    """
    wanted = command(command_id)
    acts_here = wanted.place in (Place.EVERYWHERE, Place.LIST, place)
    if acts_here or (wanted.place is Place.CLIENT and not wanted.at_cursor):
        return ""
    return _OPENED_BY[wanted.place]


@lru_cache(maxsize=4)
def _by_id(_language: str) -> dict[str, Command]:
    return {each.id: each for each in commands()}


@lru_cache(maxsize=4)
def _commands_in(_language: str) -> tuple[Command, ...]:
    client, tickets, proposed = Place.CLIENT, Place.TICKETS, Place.PROPOSALS
    return (
        Command("help", "f1", "", _("Help"), _("show every key and what it does"), pages.show_help, in_line=True),
        Command(
            "search", "f2", "slash", _("Find"), _("go back to the search box from anywhere"), pages.search,
            in_line=True, run_letter=pages.find_here,
        ),
        Command(
            "log", "f3", "n", _("Log"), _("log finished work in one line, with a preview"), entries.log, in_line=True
        ),
        Command(
            "hold", "f4", "h", _("Hold"), _("hold the running call, or resume the held one"), calls.hold, needs_call,
            in_line=True, stands_alone=True,
        ),
        Command(
            "stop", "f5", "s", _("Stop"), _("stop and wrap up: Enter saves, Esc goes back"), calls.stop, needs_call,
            in_line=True,
        ),
        Command(
            "client", "f6", "c", _("Client"), _("open the client's page"), pages.client, needs_client, in_line=True
        ),
        Command("board", "f7", "b", _("Board"), _("open the board for the second monitor"), pages.board, in_line=True),
        Command("reports", "f8", "r", _("Reports"), _("open the reports"), pages.reports, in_line=True),
        Command(
            "proposals", "f9", "p", _("Proposals"), _("open the proactive work proposed to clients"), pages.proposals,
            in_line=True,
        ),
        Command(
            "undo", "f10", "u", _("Undo"), _("void my last entry, after y"), entries.undo, needs_own_entry, in_line=True
        ),
        Command(
            "correct.last", "ctrl+l", "", _("Mend last"), _("log my last entry anew in its place"), entries.correct_last,
            needs_entry_of_mine,
        ),
        Command(
            "start", "", "", _("Start"), _("start a call with the chosen client (Enter)"), calls.start, needs_client
        ),
        Command(
            "switch", "ctrl+t", "w", _("Switch"), _("resume the held call and hold the running one"), calls.switch,
            needs_held_call,
        ),
        Command(
            "call.note", "ctrl+n", "", _("Note"), _("take a note while the call runs"), calls.note, needs_call
        ),
        Command(
            "call.edit", "ctrl+e", "", _("Change call"), _("change the call: client, start, end, length"), calls.edit,
            needs_call,
        ),
        Command(
            "cancel", "", "", _("Cancel call"), _("drop my call without an entry, after y"), calls.cancel, needs_call
        ),
        Command(
            "phone.take", "f12,ctrl+g", "", _("Take the phone call"),
            _("take the phone call that rings, or log the one that was answered"), phone.take,
        ),
        Command(
            "phone.dismiss", "ctrl+r", "", _("Not for me"), _("take the phone call off my desk"), phone.dismiss,
            stands_alone=True,
        ),
        Command("phone", "f11", "R", _("Phone calls"), _("open the day's phone calls"), pages.phone),
        Command("day", "ctrl+y", "Y", _("My day"), _("review my day: gaps, overlaps, odd lengths"), pages.day),
        Command("ticket", "ctrl+f", "t", _("Ticket"), _("find a ticket by its number"), pages.tickets),
        Command(
            "notes", "ctrl+o", "", _("Search notes"), _("search the notes of all clients"),
            pages.notes,
        ),
        Command("client.add", "", "", _("New client"), _("write down a new client"), clients.add),
        Command(
            "client.cardless", "", "", _("Without a card"), _("list new callers, and write their cards"),
            clients.without_card,
        ),
        Command(
            "client.import", "", "", _("Import a file"), _("take clients, work or call records from a file"),
            clients.take_from_file,
        ),
        Command(
            "import.undo", "", "", _("Take an import back"),
            _("void the entries of an import, and archive the clients that it added, after y"), clients.take_import_back,
        ),
        Command(
            "invoice.export", "", "", _("Export lines to invoice"),
            _("write the lines to invoice into a file for the accounting program, each once"), lines.export,
        ),
        Command("lock", "", "", _("Lock the books"), _("show the lock date, or move it, after y"), firm.lock),
        Command(
            "prices", "", "", _("Price list"), _("say what blocks of a size cost, where no agreement does"),
            firm.set_prices,
        ),
        Command(
            "business", "", "", _("The business"), _("its settings: name, fiscal data, day of statements, time zone"),
            firm.set_business,
        ),
        Command(
            "mail.manager", "", "", _("Mail to the manager"), _("say what the firm's manager is told by mail"),
            clients.set_manager_mail,
        ),
        Command(
            "technician", "", "", _("Class and cost"), _("say the class of a technician, and what an hour costs"),
            clients.set_technician,
        ),
        Command(
            "client.sell", "", "l", _("Sell a block"), _("sell a block to the client"), clients.sell, needs_client,
            client,
        ),
        Command(
            "client.edit", "", "e", _("Edit client"), _("edit the client's name, phones and contacts"), clients.edit,
            needs_client, client,
        ),
        Command(
            "client.merge", "", "", _("Merge client"), _("merge the client into another one, after y"), clients.merge,
            needs_client, client,
        ),
        Command(
            "client.archive", "", "", _("Archive client"), _("take the client out of the lists, or bring it back, after y"),
            clients.archive, needs_client, client,
        ),
        Command(
            "client.agreement", "", "a", _("Agreement"), _("put a new version of the agreement in force"),
            clients.agree, needs_client, client,
        ),
        Command(
            "client.statement", "", "m", _("Statement"), _("write the month's statement of hours to a file"),
            clients.write_statement, needs_client, client,
        ),
        Command(
            "client.account", "", "q", _("Next account"), _("show the client's next account"), clients.next_account,
            needs_client, client,
        ),
        Command(
            "account.add", "", "", _("New account"), _("give the client another account"), clients.add_account,
            needs_client, client,
        ),
        Command(
            "account.edit", "", "", _("Account"), _("rename the account, say which work it pays"), clients.edit_account,
            needs_client, client,
        ),
        Command(
            "account.share", "", "", _("Share account"), _("let it pay work for another client, or no more"),
            clients.share_account, needs_client, client,
        ),
        Command(
            "account.archive", "", "", _("Archive account"), _("charge nothing more to the account, after y"),
            clients.archive_account, needs_client, client,
        ),
        Command(
            "account.replay", "", "", _("Order of the work"), _("let blocks pay in the order of the work, after y"),
            clients.replay_account, needs_client, client,
        ),
        Command(
            "client.mail", "", "d", _("Mail"), _("say which mail the client receives"), clients.set_mail,
            needs_client, client,
        ),
        Command(
            "client.propose", "", "plus", _("Propose"), _("propose proactive work to the client"),
            proposals.add_for_client, needs_client, client,
        ),
        Command(
            "client.dial", "", "D", _("Call the client"), _("copy a number of the client, and dial it where that is set"),
            phone.dial_client, needs_client, client,
        ),
        Command(
            "renewal.approve", "", "y", _("Approve renewal"), _("add the block that waits, after y"),
            clients.approve_renewal, needs_client, client,
        ),
        Command(
            "renewal.refuse", "", "f", _("Refuse renewal"), _("close the renewal that waits, after y"),
            clients.refuse_renewal, needs_client, client,
        ),
        Command(
            "account.adjust", "", "A", _("Adjust hours"), _("give or take hours, with a reason"), lines.adjust, needs_client,
            client,
        ),
        Command(
            "account.transfer", "", "T", _("Transfer hours"), _("move hours to another account, with a reason"),
            lines.transfer, needs_client, client,
        ),
        Command(
            "block.credit", "", "C", _("Credit block"), _("give hours left in the block at the cursor back"),
            lines.credit, needs_block, client, at_cursor=True,
        ),
        Command(
            "block.statement", "", "", _("Statement of the block"),
            _("write what the block at the cursor was used for as a PDF"),
            lines.write_statement_of_block, needs_standing_block, client, at_cursor=True,
        ),
        Command(
            "line.mark", "", "I", _("Invoice"), _("record the invoice of the line at the cursor"), lines.mark,
            needs_line, client, at_cursor=True,
        ),
        Command(
            "line.pay", "", "P", _("Paid"), _("record the payment of the line at the cursor"), lines.pay,
            needs_invoiced_line, client, at_cursor=True,
        ),
        Command(
            "line.unmark", "", "X", _("Take mark back"), _("take the last mark of the line back, after y"),
            lines.unmark, needs_invoiced_line, client, at_cursor=True,
        ),
        Command(
            "entry.open", "", "", _("Open entry"), _("show all about the entry (Enter)"), entries.show,
            needs_any_entry, client, at_cursor=True,
        ),
        Command(
            "client.correct", "", "E", _("Correct entry"), _("log the entry at the cursor anew in its place"),
            entries.correct, needs_entry, client, at_cursor=True,
        ),
        Command(
            "client.void", "", "v", _("Void entry"), _("void the entry at the cursor, after y"), entries.void,
            needs_entry, client, at_cursor=True,
        ),
        Command(
            "entry.contest", "", "", _("Contested entry"), _("the client contests the entry at the cursor, and the answer"),
            entries.contest, needs_entry, client, at_cursor=True,
        ),
        Command(
            "entry.sheet", "", "", _("Report of work"), _("write the entry at the cursor as a PDF to sign"),
            entries.write_sheet, needs_any_entry, client, at_cursor=True,
        ),
        Command(
            "today.open", "", "", _("Open entry"), _("show all about the entry (Enter)"), entries.show,
            needs_any_entry, Place.DESK, at_cursor=True,
        ),
        Command(
            "today.correct", "", "E", _("Correct entry"), _("log the entry at the cursor anew in its place"),
            entries.correct, needs_entry, Place.DESK, at_cursor=True,
        ),
        Command(
            "today.void", "", "v", _("Void entry"), _("void the entry at the cursor, after y"), entries.void,
            needs_entry, Place.DESK, at_cursor=True,
        ),
        Command(
            "ticket.client", "", "o", _("Its client"), _("open the page of the ticket's client"), pages.client,
            needs_client, tickets,
        ),
        Command("proposal.add", "", "plus", _("Propose"), _("propose work to a client"), proposals.add, place=proposed),
        Command(
            "proposal.done", "", "d", _("Done"), _("log the work and close it (Enter)"), proposals.done,
            needs_proposal, proposed,
        ),
        Command(
            "proposal.accept", "", "a", _("Accept"), _("the client said yes"), proposals.accept, needs_proposal, proposed
        ),
        Command(
            "proposal.drop", "", "x", _("Drop"), _("it will not be done, after y"), proposals.drop, needs_proposal,
            proposed,
        ),
        Command(
            "proposal.all", "", "o", _("All"), _("show those that are over too, or not"), pages.toggle_finished,
            place=proposed, stands_alone=True,
        ),
        Command(
            "proposal.suggest", "", "f", _("Suggest"), _("suggest work for hours that expire"), proposals.suggest,
            place=proposed,
        ),
        Command(
            "report.export", "", "x", _("Export report"), _("write the report to a CSV file"), pages.export_report,
            place=Place.REPORTS,
        ),
        Command(
            "phone.log", "", "", _("Log the phone call"), _("log the phone call at the cursor, or take it (Enter)"),
            phone.log, needs_talk, Place.PHONE, at_cursor=True,
        ),
        Command(
            "phone.back", "", "d", _("Call back"), _("copy the number, and dial it where that is set"), phone.call_back,
            needs_number, Place.PHONE, at_cursor=True, stands_alone=True,
        ),
        Command(
            "phone.new", "", "a", _("Who called"), _("say whose number it is: a client's, or a new caller's"), phone.name,
            needs_unknown_call, Place.PHONE, at_cursor=True,
        ),
        Command(
            "phone.drop", "", "x", _("Dismiss"), _("take the phone call off my desk"), phone.drop, needs_listed_call,
            Place.PHONE, at_cursor=True, stands_alone=True,
        ),
        Command(
            "phone.drop.all", "", "X", _("Dismiss for all"), _("take the phone call off everybody's desk"),
            phone.drop_for_all, needs_call_of_day, Place.PHONE, at_cursor=True, stands_alone=True,
        ),
        Command(
            "phone.unlogged", "", "o", _("Not logged"), _("show the calls that nobody logged, or the day's"),
            phone.toggle_unlogged, place=Place.PHONE, stands_alone=True,
        ),
        Command(
            "phone.correct", "", "E", _("Correct entry"),
            _("move the entry that is perhaps this call's to the right client"), entries.correct, needs_entry_of_call,
            Place.PHONE, at_cursor=True,
        ),
        Command(
            "day.fill", "", "", _("Fill the gap"), _("log work of the gap or the call at the cursor (Enter)"), day.fill,
            needs_row_of_day, Place.DAY, at_cursor=True,
        ),
        Command(
            "day.correct", "", "E", _("Correct entry"), _("log the entry at the cursor anew in its place"),
            entries.correct, needs_entry, Place.DAY, at_cursor=True,
        ),
        Command(
            "day.void", "", "v", _("Void entry"), _("void the entry at the cursor, after y"), entries.void,
            needs_entry, Place.DAY, at_cursor=True,
        ),
        Command("refresh", "", "", _("Refresh"), _("read everything again"), pages.refresh, stands_alone=True),
        Command("palette", "ctrl+p", "", _("Palette"), _("find a command by name"), pages.palette),
        Command("leave", "ctrl+q", "", _("Quit"), _("leave; a running call keeps running"), pages.leave),
        *(
            Command(name, *MOVES[name], label, words, None, place=Place.LIST)
            for name, label, words in (
                ("down", _("Down"), _("move down in the list")),
                ("up", _("Up"), _("move up in the list")),
                ("page_down", _("Page down"), _("move a page down")),
                ("page_up", _("Page up"), _("move a page up")),
                ("top", _("Top"), _("move to the first row")),
                ("bottom", _("Bottom"), _("move to the last row")),
            )
        ),
    )  # fmt: skip
