"""自行印製申請書 (annex 14 point 5(1)): two of the same paper, one for the firm and one for the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Fields, Paragraphs, Table
from smilemark.mark.models.runs import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smilemark.certification.models import Label
    from smilemark.foundation.documents import Part
    from smilemark.mark.models import PrintApplication

MARK_REGISTRATION = "01411527"
"""Registration number of the mark (annex 13 point 1)."""
PLEDGES = (
    f"依註冊第{MARK_REGISTRATION}號圖樣印製，非經經濟部產業發展署同意，不改變形狀、顏色或加註字樣（第三十五點）。",
    "僅用於本申請書所列產品，不轉讓或買賣標章，亦不作為商標之用（第三十六點、第三十七點）。",
    "經驗證機構審查通過後方自行印製，每批印製前登錄取得流水號（附件十四第三點第一款）。",
    "妥善保管標章，並接受授權單位不定期抽查（附件十三第七點）。",
)


PRODUCT_HEAD = ("標章編號", "產品名稱", "型號")


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its words: ticked or not."""

    ticked: bool
    text: str


@dataclass(frozen=True, slots=True)
class PrintFormWords:
    """The words of the form, field by field in the order printed; ``copies``: the two parties it is drawn for.

    Attributes:
        firm: six pairs of label and value: name, 統一編號, 代表人, address, certificate, contact.
    """

    number: str
    applied: str
    body: str
    firm: tuple[tuple[str, str], ...]
    shapes: tuple[Box, ...]
    printers: tuple[Box, ...]
    association: str
    size_text: str
    products: tuple[tuple[str, str, str], ...]
    samples: tuple[str, ...]
    sample_copies: str
    consent: str
    pledges: tuple[str, ...]
    copies: tuple[str, ...]


def form_words(application: PrintApplication, labels: Sequence[Label], on: date) -> PrintFormWords:
    """The words of the form of an application that is sent in.

    Args:
        application: with firm, body and certificate.
        labels: its products, in the order of their numbers.
        on: day of the application.
    """
    firm = application.firm
    rows = (
        ("業者名稱", firm.name),
        ("統一編號", firm.ubn or ""),
        ("代表人", firm.responsible_person),
        ("地址", firm.address),
        ("驗證書編號", application.certificate.number),
        ("聯絡人及電話", f"{application.contact} {application.phone}".strip()),
    )
    consent = application.consent
    return PrintFormWords(
        number=application.number,
        applied=calendar.roc(on),
        body=application.body.name,
        firm=rows,
        shapes=tuple(Box(code == application.shape, label) for code, label in Shape.choices),
        printers=tuple(Box(code == application.printer, label) for code, label in type(application).Printer.choices),
        association=application.association,
        size_text=application.size_text,
        products=tuple((each.number, each.product_name, each.product_model) for each in labels),
        samples=tuple(
            f"{each.caption or '標章樣本'}（{each.file.original_name}）"
            for each in application.samples.filter(removed_at=None).select_related("file")
        ),
        sample_copies=f"一式{application.sample_copies}份",
        consent=f"{consent.letter_number}：{consent.change_words()}" if consent else "無",
        pledges=PLEDGES,
        copies=(f"{application.body.name}存", f"{firm.name}存"),
    )


@documents.editable("mark/print_form")
def form_layout(words: Mapping[str, Any]) -> list[Part]:
    """The form as an editable text; its two copies are one text."""
    name, ubn, person, address, certificate, contact = ((pair[0], pair[1]) for pair in words["firm"][:6])
    printers = documents.boxes(words["printers"]) + (f"：{words['association']}" if words["association"] else "")
    return [
        Paragraphs("臺灣製產品MIT微笑標章自行印製申請書", level=1),
        Paragraphs(
            "",
            [f"申請編號：{words['number']}　一式{len(words['copies'])}份：{'、'.join(words['copies'])}"],
            align="end",
        ),
        Fields(
            [
                [name, ubn],
                [person, certificate],
                [address],
                [contact, ("申請日期", words["applied"])],
                [("受理驗證機構", words["body"])],
                [("印製種類", documents.boxes(words["shapes"]))],
                [("尺寸及材質", words["size_text"]), ("圖樣變更同意", words["consent"])],
                [("印製方式", printers)],
            ]
        ),
        Table("申請印製之產品", PRODUCT_HEAD, words["products"], [1.2, 2, 1]),
        Paragraphs("檢附文件", [f"申請書一式二份；標章樣本{words['sample_copies']}：", *words["samples"]]),
        Paragraphs("切結事項", [f"{place}. {pledge}" for place, pledge in enumerate(words["pledges"], start=1)]),
        Paragraphs("", ["申請業者（蓋章）：", "代表人（蓋章）："]),
    ]
