"""本署印製申請書 (annex 14 point 5(2)1), field by field, and the sentences of the letters about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Fields, Paragraphs, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smilemark.foundation.documents import Part
    from smilemark.mark.models import LabelOrder, OrderLine, QuantityObjection

CRITERIA = (
    "驗證機構應依申請時之銷售實績、產能規模及MIT微笑標章吊牌或貼紙之安全存量等，核准印製數量（附件十四第四點第二款）。"
)
QUANTITY_REMEDY = (
    "貴業者對核准清單內容如有疑義，得檢具佐證資料，於本函副知核准數量之次日起七日內向本機構提出異議；逾期不受理"
    "（臺灣製MIT微笑產品驗證制度推動及管理要點附件十四第六點第一款）。"
)
REFUSAL_REMEDY = (
    "貴業者如不服本決定，得依臺灣製MIT微笑產品驗證制度推動及管理要點第四十九點規定，於收受本決定書之次日起三十日內，"
    "檢具異議理由及佐證資料，以書面向經濟部產業發展署提出異議；逾期不予受理。"
)
PLEDGES = (
    "本申請書及檢附之標章申請數量證明文件均屬實。",
    "標章僅用於本申請書所列產品，不轉讓或買賣，亦不作為商標之用（第三十六點、第三十七點）。",
    "收受標章後核對數量、類型及編號，並妥善保管，避免損壞或遺失（附件十四第六點）。",
)


@dataclass(frozen=True, slots=True)
class OrderFormWords:
    """The words of the form; ``copies``: the parties its two copies (一式二份) are drawn for.

    ``products``: number, product and model, kind, format, asked, sold in a year, capacity of a year, at hand, safety stock.
    """

    number: str
    applied: str
    body: str
    firm: tuple[tuple[str, str], ...]
    shipping: tuple[tuple[str, str], ...]
    products: tuple[tuple[str, ...], ...]
    total: str
    proofs: tuple[str, ...]
    note: str
    pledges: tuple[str, ...]
    copies: tuple[str, ...]


def form_words(order: LabelOrder, on: date) -> OrderFormWords:
    """The words of the form of an order that is sent in.

    Args:
        order: with firm, body, certificate, lines and proofs.
        on: day of the application.
    """
    firm = order.firm
    lines = list(order.lines.select_related("label"))
    proofs = order.papers.filter(kind="proof", removed_at=None).select_related("file")
    return OrderFormWords(
        number=order.number,
        applied=calendar.roc(on),
        body=order.body.name,
        firm=(
            ("業者名稱", firm.name),
            ("統一編號", firm.ubn or ""),
            ("代表人", firm.responsible_person),
            ("驗證書編號", order.certificate.number),
            ("地址", firm.address),
        ),
        shipping=(
            ("收件人及電話", f"{order.recipient}　{order.phone}"),
            ("預計使用", f"{order.months} 個月"),
            ("送交地址", order.address),
        ),
        products=tuple(_product(line) for line in lines),
        total=f"{sum(line.asked for line in lines):,}",
        proofs=tuple(f"{paper.label}（{paper.file.original_name}）" for paper in proofs),
        note=order.note,
        pledges=PLEDGES,
        copies=(f"{order.body.name}存", f"{firm.name}存"),
    )


def _product(line: OrderLine) -> tuple[str, ...]:
    """A product of the form: what it is, how many are asked for, and the numbers the quantity is judged by."""
    numbers = (line.asked, line.sold_in_year, line.capacity_of_year, line.at_hand, line.safety_stock)
    name = f"{line.label.product_name} {line.label.product_model}".strip()
    return (line.label.number, name, line.get_shape_display(), line.print_format, *(f"{each:,}" for each in numbers))


HEAD = ("標章編號", "產品名稱及型號", "種類", "印製格式", "申請數量", "近一年銷售", "年產能", "現有數量", "安全存量")


@documents.editable("mark/order_form")
def form_odt(words: Mapping[str, Any]) -> Sequence[Part]:
    """The form as an editable text; its two copies are one text."""
    own = [("受理驗證機構", words["body"]), ("申請日期", words["applied"])]
    pairs = [(pair[0], pair[1]) for pair in (*words["firm"], *words["shipping"])]
    return [
        Paragraphs("本署印製臺灣製產品MIT微笑標章申請書", level=1),
        Paragraphs(
            "",
            [f"申請編號：{words['number']}　一式{len(words['copies'])}份：{'、'.join(words['copies'])}"],
            align="end",
        ),
        Fields([own, *([pair] for pair in pairs)]),
        Table("申請印製之產品", HEAD, words["products"]),
        Paragraphs("", [f"申請數量合計：{words['total']} 個"]),
        Paragraphs("檢附文件", ["申請書一式二份；標章申請數量證明文件：", *words["proofs"]]),
        *([Paragraphs("說明", [words["note"]])] if words["note"] else []),
        Paragraphs("切結事項", words["pledges"]),
        Paragraphs("", ["申請業者（蓋章）：", "代表人（蓋章）："]),
    ]


# ---- sentences of letters ---------------------------------------------------------------------------------


def applied_words(order: LabelOrder) -> str:
    """What was applied for, when, in one sentence."""
    when = calendar.roc(calendar.local_day(order.submitted_at)) if order.submitted_at else ""
    total = sum(line.asked for line in order.lines.all())
    return f"貴業者於{when}申請本署印製MIT微笑標章{total:,}個（驗證書{order.certificate.number}）。"


def until_words(until: date) -> str:
    """Until when a supplement is due."""
    return f"請於{calendar.roc(until)}前於本系統補正下列事項（附件十四第三點第四款）。"


def objected_words(objection: QuantityObjection) -> str:
    """When the notice was received, until when an objection lay, and when it came."""
    return (
        f"核准數量通知於{calendar.roc(objection.notice_on)}收受，異議末日為{calendar.roc(objection.last_day)}；"
        f"貴業者於{calendar.roc(objection.filed_on)}提出異議。"
    )
