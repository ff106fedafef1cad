"""The statement as plain text, Markdown and HTML. Texts are escaped for each format."""

import html
import textwrap
from collections.abc import Sequence

from core.basics.i18n import _, language
from core.basics.text import visible_text
from core.documents.content import Content

_WIDTH = 80


def as_text(content: Content) -> str:
    """Plain text of 80 columns."""
    head = (content.business, *content.letterhead, content.title, content.client, content.reference, content.month)
    lines = [line for line in head if line]
    reasons = tuple(f"({reason})" if reason else "" for reason in content.reasons)
    table = _table(content.entry_head, content.entries, reasons, wrapped=content.work_column, right=content.figures)
    lines += ["", *table]
    if not content.entries:
        lines.append(content.no_entries)
    if content.blocks:
        no_reasons = ("",) * len(content.blocks)
        lines += [
            "",
            content.block_title,
            *_table(content.block_head, content.blocks, no_reasons, wrapped=1, right=(2, 3)),
        ]
    width = max(len(label) for label, _value in content.totals) + 2
    lines += ["", *(f"{label:<{width}}{value:>9}" for label, value in content.totals)]
    if content.left:
        wide = max(len(label) for label, _hours in content.left) + 2
        lines += ["", content.left_title, *(f"  {label:<{wide}}{hours:>9}" for label, hours in content.left)]
    if content.dues:
        lines += ["", *(part for line in content.dues for part in textwrap.wrap(line, _WIDTH))]
    if content.contests:
        lines += ["", content.contest_title, *(f"  {line}" for line in content.contests)]
    if content.proposals:
        lines += ["", content.proposal_title, *(f"  {line}" for line in content.proposals)]
    lines.append("")
    for note in content.notes:
        lines += textwrap.wrap(note, _WIDTH)
    return "\n".join(visible_text(line).rstrip() for line in lines) + "\n"


def _table(
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    reasons: Sequence[str],
    *,
    wrapped: int,
    right: tuple[int, ...],
) -> list[str]:
    """The lines of a table of which one column is wrapped; `reasons` belong to the cells there, one a row."""
    if not rows:
        return []
    told = [f"{row[wrapped]} {reason}".strip() for row, reason in zip(rows, reasons, strict=True)]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    taken = sum(width for column, width in enumerate(widths) if column != wrapped) + 2 * (len(head) - 1)
    widths[wrapped] = max(16, min(max(map(len, (head[wrapped], *told))), _WIDTH - taken))
    start = sum(widths[:wrapped]) + 2 * wrapped
    lines = _row(head, [head[wrapped]], widths, wrapped, right)
    body = list[str]()
    for row, reason, whole in zip(rows, reasons, told, strict=True):
        is_short = len(whole) <= widths[wrapped]
        parts = textwrap.wrap(whole if is_short else row[wrapped], widths[wrapped])
        body += _row(row, parts or [""], widths, wrapped, right)
        if reason and not is_short:
            # Nothing stands right of it, so it has the rest of the line.
            body += [" " * start + part for part in textwrap.wrap(reason, max(16, _WIDTH - start))]
    return [*lines, "-" * min(_WIDTH, max(map(len, (*lines, *body)))), *body]


def _row(
    row: tuple[str, ...], parts: Sequence[str], widths: Sequence[int], wrapped: int, right: tuple[int, ...]
) -> list[str]:
    """The lines of one row: the parts of its wrapped column below each other, the other cells beside the first."""
    lines = []
    for place, part in enumerate(parts):
        texts = [part if column == wrapped else cell if place == 0 else "" for column, cell in enumerate(row)]
        cells = [
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]
        lines.append("  ".join(cells))
    return lines


def _with_reasons(content: Content) -> tuple[tuple[str, ...], ...]:
    """The rows of entries, with the reason in brackets after the note."""
    work = content.work_column
    return tuple(
        (*row[:work], f"{row[work]} ({reason})" if reason else row[work], *row[work + 1 :])
        for row, reason in zip(content.entries, content.reasons, strict=True)
    )


def as_markdown(content: Content) -> str:
    """Markdown with tables."""
    lines = [f"# {_md(content.title)}", ""]
    about = [content.business, *content.letterhead, content.client, content.reference, content.month]
    lines += ["  \n".join(_md(line) for line in about if line), ""]
    rows = _with_reasons(content)
    lines += _md_table(content.entry_head, rows, right=content.figures) if rows else [content.no_entries]
    if content.blocks:
        lines += [
            "",
            f"## {_md(content.block_title)}",
            "",
            *_md_table(content.block_head, content.blocks, right=(2, 3)),
        ]
    lines += ["", *_md_table(("", _("Hours")), content.totals, right=(1,))]
    if content.left:
        lines += ["", *_md_table((content.left_title, _("Hours")), content.left, right=(1,))]
    if content.dues:
        lines += ["", *(f"**{_md(line)}**  " for line in content.dues)]
    if content.contests:
        lines += ["", f"## {_md(content.contest_title)}", "", *(f"- {_md(line)}" for line in content.contests)]
    if content.proposals:
        lines += ["", f"## {_md(content.proposal_title)}", "", *(f"- {_md(line)}" for line in content.proposals)]
    lines += ["", *(f"{_md(note)}  " for note in content.notes)]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    shown = visible_text(text)
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|!~" else character for character in shown)


def _md_table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], *, right: tuple[int, ...]) -> list[str]:
    rule = ["---:" if column in right else "---" for column in range(len(head))]
    return ["| " + " | ".join(_md(cell) for cell in row) + " |" for row in (head,)] + [
        "| " + " | ".join(cells) + " |" for cells in (rule, *([_md(cell) for cell in row] for row in rows))
    ]


_STYLE = """
body { font: 11pt/1.45 Georgia, 'Times New Roman', serif; color: #222; max-width: 48em; margin: 2.5em auto; padding: 0 1em; }
h1 { font-size: 1.7em; margin: 0 0 .2em; } h2 { font-size: 1.1em; margin: 2em 0 .4em; }
.about { color: #555; margin-bottom: 2em; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; border-bottom: 2px solid #444; font-weight: 600; }
td { border-bottom: 1px solid #ddd; vertical-align: top; }
th, td { padding: .28em .6em .28em 0; } .right { text-align: right; white-space: nowrap; }
.totals { width: auto; margin: 2em 0 0 auto; } .totals tr:last-child td { border-top: 2px solid #444; font-weight: 700; }
.why { color: #666; font-size: .85em; }
.notes { color: #666; font-size: .8em; margin-top: 2.5em; overflow-wrap: anywhere; }
@media print { body { margin: 0; } thead { display: table-header-group; } tr { break-inside: avoid; } }
""".strip()


def as_html(content: Content) -> str:
    """One self-contained HTML page."""
    above = (content.business, *content.letterhead, content.client, content.reference, content.month)
    about = "<br>".join(_ht(line) for line in above if line)
    parts = [
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">',
        f"<title>{_ht(content.title)} {_ht(content.month)}</title><style>\n{_STYLE}\n</style></head><body>",
        f'<h1>{_ht(content.title)}</h1>\n<p class="about">{about}</p>',
        _ht_table(
            content.entry_head,
            content.entries,
            right=content.figures,
            reasons=content.reasons,
            work=content.work_column,
        )
        if content.entries
        else f"<p>{_ht(content.no_entries)}</p>",
    ]
    if content.blocks:
        parts += [f"<h2>{_ht(content.block_title)}</h2>", _ht_table(content.block_head, content.blocks, right=(2, 3))]
    rows = "".join(
        f'<tr><td>{_ht(label)}</td><td class="right">{_ht(value)}</td></tr>' for label, value in content.totals
    )
    parts.append(f'<table class="totals">{rows}</table>')
    if content.left:
        parts += [
            f"<h2>{_ht(content.left_title)}</h2>",
            _ht_table((content.left_title, _("Hours")), content.left, right=(1,)),
        ]
    if content.dues:
        parts.append("<p><strong>" + "<br>".join(_ht(line) for line in content.dues) + "</strong></p>")
    if content.contests:
        items = "".join(f"<li>{_ht(line)}</li>" for line in content.contests)
        parts += [f"<h2>{_ht(content.contest_title)}</h2>", f"<ul>{items}</ul>"]
    if content.proposals:
        items = "".join(f"<li>{_ht(line)}</li>" for line in content.proposals)
        parts += [f"<h2>{_ht(content.proposal_title)}</h2>", f"<ul>{items}</ul>"]
    parts.append('<p class="notes">' + "<br>".join(_ht(note) for note in content.notes) + "</p></body></html>")
    return "\n".join(parts) + "\n"


def _ht(text: str) -> str:
    return html.escape(visible_text(text))


def _ht_entries(content: Content) -> str:
    head, rows, work = content.entry_head, content.entries, content.work_column
    return _ht_table(head, rows, right=content.figures, reasons=content.reasons, work=work)


def _ht_table(
    head: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    *,
    right: tuple[int, ...],
    reasons: tuple[str, ...] = (),
    work: int = 3,
) -> str:
    def cells(row: tuple[str, ...], tag: str, reason: str = "") -> str:
        marks = [' class="right"' if column in right else "" for column in range(len(row))]
        texts = [_ht(cell) for cell in row]
        if reason:
            texts[work] += f' <span class="why">{_ht(reason)}</span>'
        return "".join(f"<{tag}{mark}>{text}</{tag}>" for mark, text in zip(marks, texts, strict=True))

    shown = zip(rows, reasons or ("",) * len(rows), strict=True)
    body = "".join(f"<tr>{cells(row, 'td', reason)}</tr>\n" for row, reason in shown)
    return f"<table><thead><tr>{cells(head, 'th')}</tr></thead><tbody>\n{body}</tbody></table>"
