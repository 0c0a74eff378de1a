"""The notice of a visit, in the form of official letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from datetime import date

    from smilemark.surveillance.models import Visit


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The keys of the letter in ``foundation/typst/foundation/paper.typ``."""

    agency: str
    to: str
    to_address: str
    date: str
    number: str
    subject: str
    explanation: list[str]
    originals: list[str]
    signature: list[str]
    contact: list[str]


def notice_words(visit: Visit, *, number: str, dated: date) -> NoticeWords:
    """The words of the notice (annex 15 point 3(1)2)."""
    factory = visit.factory
    day = calendar.roc(visit.audit_on) if visit.audit_on else ""
    place = f"{factory.name}（{factory.address}）" if factory is not None else ""
    return NoticeWords(
        agency=visit.body.name,
        to=visit.firm.name,
        to_address=visit.firm.address,
        date=calendar.roc(dated),
        number=number,
        subject=f"訂於{day}至貴業者生產工廠辦理{visit.plan.roc_year}年度第{visit.quarter}季定期追蹤查核，請查照。",
        explanation=[
            "依臺灣製MIT微笑產品驗證制度推動及管理要點第三十九點、第四十點及附件十五第三點第一款第二目辦理。",
            f"查核地點：{place}；查核人員：{visit.assessor.display_name if visit.assessor else ''}。",
            "請備妥進出貨、生產紀錄及其他相關資料供查驗，並提供受檢產品；查核人員得以影印、拍照或錄影等方式保存資料。",
            "工廠如因業務關係未開工生產，請於查核前通知本機構，並預告下次開工時間。",
            "請於查核前告知仍生產中之產品，俾依附件十五第二點第一款第二目抽樣。",
        ],
        originals=[visit.firm.name],
        signature=[visit.body.name],
        contact=[
            part
            for part in (
                visit.body.phone and f"電話：{visit.body.phone}",
                visit.body.email and f"電子郵件：{visit.body.email}",
            )
            if part
        ],
    )
