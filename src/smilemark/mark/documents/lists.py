"""核准清單 (annex 14 point 3(4)): firms, labels, formats and quantities, and what the firm's notice says of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Paragraphs, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smilemark.accreditation.models import Body
    from smilemark.mark.models import LabelOrder

ROC_YEAR_ZERO = 1911


@dataclass(frozen=True, slots=True)
class ListRow:
    """One product of one order on a list; the fields in the order of a table that is taken away."""

    place: str
    order: str
    firm: str
    ubn: str
    label: str
    product: str
    shape: str
    print_format: str
    approved: str
    recipient: str
    phone: str
    address: str


FIELDS = tuple(field.name for field in fields(ListRow))


@dataclass(frozen=True, slots=True)
class Total:
    """Pieces of one kind."""

    shape: str
    pieces: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words of a list; a line with nothing approved is left out."""

    number: str
    body: str
    month: str
    compiled: str
    rows: tuple[ListRow, ...]
    totals: tuple[Total, ...]
    signature: tuple[str, ...]


def list_words(number: str, body: Body, orders: Sequence[LabelOrder], month: date, on: date) -> ListWords:
    """The words of the list of these orders.

    Args:
        number: of the list.
        body: whose list it is.
        orders: with firm, and lines with their labels.
        month: its first day.
        on: the day it is compiled.
    """
    lines = [(order, line) for order in orders for line in order.lines.all() if line.approved]
    totals: dict[str, int] = {}
    for _order, line in lines:
        totals[line.get_shape_display()] = totals.get(line.get_shape_display(), 0) + (line.approved or 0)
    return ListWords(
        number=number,
        body=body.name,
        month=f"{month.year - ROC_YEAR_ZERO}年{month.month}月",
        compiled=calendar.roc(on),
        rows=tuple(
            ListRow(
                place=str(place),
                order=order.number,
                firm=order.firm.name,
                ubn=order.firm.ubn or "",
                label=line.label.number,
                product=f"{line.label.product_name} {line.label.product_model}".strip(),
                shape=line.get_shape_display(),
                print_format=line.print_format,
                approved=f"{line.approved:,}",
                recipient=order.recipient,
                phone=order.phone,
                address=order.address,
            )
            for place, (order, line) in enumerate(lines, start=1)
        ),
        totals=tuple(Total(shape, f"{pieces:,}") for shape, pieces in totals.items()),
        signature=tuple(line for line in (body.name, body.head) if line),
    )


HEAD = ("項次", "業者", "標章編號", "產品名稱及型號", "種類", "印製格式", "核准數量", "收件人及送交地址")


def table_rows(words: Mapping[str, Any]) -> list[list[str]]:
    """The rows as the paper prints them: eight columns of the twelve."""
    return [
        [
            row["place"],
            f"{row['firm']}（{row['ubn']}）{row['order']}",
            row["label"],
            row["product"],
            row["shape"],
            row["print_format"],
            row["approved"],
            f"{row['recipient']} {row['phone']} {row['address']}",
        ]
        for row in words["rows"]
    ]


@documents.editable("mark/approval_list")
def list_odt(words: Mapping[str, Any]) -> Sequence[Paragraphs | Table]:
    """The list as an editable text."""
    totals = "；".join(f"{each['shape']}合計 {each['pieces']} 個" for each in words["totals"])
    return [
        Paragraphs("", [f"清單編號：{words['number']}", f"月份：{words['month']}", f"編製日期：{words['compiled']}"]),
        Table("經審查通過之業者、印製格式及數量", HEAD, table_rows(words)),
        Paragraphs("", [totals, *words["signature"]]),
    ]


def notice_items(order: LabelOrder, list_number: str) -> tuple[str, ...]:
    """What the firm is told when its order is listed: each product's quantity, and why it differs from what was asked."""
    found = []
    for line in order.lines.all():
        name = f"{line.label.number}「{line.label.product_name}」{line.get_shape_display()}（{line.print_format}）"
        why = f"；{line.reason.rstrip('。')}" if line.reason else ""
        found.append(f"{name}：申請 {line.asked:,} 個，核准 {line.approved or 0:,} 個{why}。")
    return (
        f"核准數量已列入核准清單{list_number}，由秘書處送標章印製執行機構印製後送交貴業者（附件十四第三點第四款）。",
        *found,
        "收受標章後，請核對數量、類型及編號；如有誤差，應即通知印製執行機構（附件十四第六點第二款）。",
    )
