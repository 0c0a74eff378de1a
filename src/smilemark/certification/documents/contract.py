"""The licence contract (授權使用契約, point 31; annex 13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.certification.models import CaseProduct, Contract

MARK_REGISTRATION = "01411527"
"""Registration number of the mark (annex 13)."""

CLAUSES = (
    f"甲方同意乙方於標章使用期間內，就附表所列驗證通過之產品，使用註冊第{MARK_REGISTRATION}號MIT微笑標章（要點第三點、第三十一點第一項、附件十三第一點）。",
    (
        "標章使用期間為三年，以驗證書所載有效期限為準；乙方得於使用期限屆滿前二個月起至屆滿日止申請展延，展延期限為三年，"
        "並得多次展延。期限屆滿未申請展延者，不得繼續使用（要點第三十四點）。"
    ),
    (
        "乙方使用標章時，應依經濟部產業發展署註冊之圖樣辦理，非經同意不得改變形狀、顏色或加註字樣，但得依比例放大或縮小"
        "（要點第三十五點）。"
    ),
    "標章非經同意不得擅自使用，亦不得轉讓或買賣（要點第三十六點）。",
    (
        "乙方應遵守附件十三之標章使用管理規範，且不得將標章用於未經授權使用之產品，亦不得作為商標之用"
        "（要點第三十七點）。"
    ),
    (
        "乙方應接受定期及不定期之現場評核及產品抽驗，備妥進出貨、生產紀錄及其他相關資料供查驗，不得無故規避、妨礙或拒絕"
        "（要點第三十九點、第四十點）。"
    ),
    "產品之生產製程、使用材料或配方改變，致產品之功能或規格不同時，乙方應另提出申請（要點第三十一點第二項）。",
    "乙方名稱、地址或負責人姓名變更時，應檢附主管機關核准變更登記之證明文件，申請變更並換發驗證書（要點第三十二點）。",
    "有要點第四十一點至第四十三點所定情形之一者，標章使用權依各該規定撤銷或廢止，乙方應即停止使用標章。",
    "獲證產品發生消費者糾紛或造成傷亡意外，由產品製造者負起製造者責任（要點第五十一點）。",
)


@dataclass(frozen=True, slots=True)
class ContractWords:
    """The words of the contract; empty signature fields are printed as lines to sign on."""

    case_number: str
    licensor: str
    licensee: str
    licensee_ubn: str
    licensee_representative: str
    licensee_address: str
    clauses: tuple[str, ...]
    products: tuple[tuple[str, str, str], ...]
    licensor_signatory: str
    licensor_signed: str
    licensee_signatory: str
    licensee_signed: str


def scope(products: Sequence[CaseProduct]) -> str:
    """授權範圍 in one sentence."""
    return "使用MIT微笑標章於下列產品：" + "、".join(str(product) for product in products) + "。"


def contract_words(contract: Contract, products: Sequence[CaseProduct]) -> ContractWords:
    """The words of the contract as signed so far.

    Args:
        contract: with case, firm and body.
        products: the products that passed, in the order of the application.
    """
    case = contract.case
    if case.body is None:
        raise ValueError("a contract is signed by a body")
    return ContractWords(
        case_number=case.number,
        licensor=case.body.name,
        licensee=case.firm.name,
        licensee_ubn=case.firm.ubn or "",
        licensee_representative=case.firm.responsible_person,
        licensee_address=case.firm.address,
        clauses=CLAUSES,
        products=tuple((product.name, product.model, product.brand) for product in products),
        licensor_signatory=contract.body_signatory,
        licensor_signed=calendar.roc(contract.body_signed_at) if contract.body_signed_at else "",
        licensee_signatory=contract.operator_signatory,
        licensee_signed=calendar.roc(contract.operator_signed_at) if contract.operator_signed_at else "",
    )
