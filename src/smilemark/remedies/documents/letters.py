"""Letters and written decisions in the form of official papers (公文程式條例; 行政程序法第九十六條、第一百零四條)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import documents
from smilemark.foundation.documents import official
from smilemark.foundation.documents.official import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.accounts.models import Organisation
    from smilemark.companies.models import Firm

ADMINISTRATION = "經濟部產業發展署"
MINISTRY = "經濟部"
OBJECTION = (
    "貴業者如不服本決定，得依臺灣製MIT微笑產品驗證制度推動及管理要點第四十九點規定，於收受本決定書之次日起三十日內，"
    f"檢具異議理由及佐證資料，以書面向{ADMINISTRATION}提出異議；逾期不予受理。異議不停止本決定之執行。"
)
APPEAL = (
    "貴業者如不服本決定，得依訴願法第十四條及第五十八條規定，於本決定書達到之次日起三十日內，繕具訴願書經由"
    f"{ADMINISTRATION}向{MINISTRY}提起訴願；以{ADMINISTRATION}或{MINISTRY}收受訴願書之日期為準。"
    f"不在{MINISTRY}所在地住居者，依訴願扣除在途期間辦法扣除在途期間。訴願不停止原處分之執行（訴願法第九十三條）。"
)
CLASS_2 = "如不服本決定，其救濟依所採認之特定產品驗證制度主管機關之規定辦理。"

letter_layout = documents.editable("remedies/letter")(official.layout)


def authority_of(organisation: Organisation) -> Party:
    """The authority that writes: how to reach it, title and name of its head."""
    reached = (("電話", organisation.phone), ("電子郵件", organisation.email))
    return Party(organisation.name, reached, organisation.head)


def addressee_of(firm: Firm) -> Party:
    """The firm a paper is for, as 第九十六條第一項第一款 has it named."""
    return Party(firm.name, (("統一編號", firm.ubn), ("代表人", firm.responsible_person), ("地址", firm.address)))


def grounds(reasons: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """Reasons with the place each rests on."""
    return tuple(
        reason["text"].rstrip("。") + (f"（{reason['citation']}）。" if reason.get("citation") else "。")
        for reason in reasons
        if reason["text"].strip()
    )
