"""Letters of the office that decides on the mark in class 2: the grant, or the refusal with reasons and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.actions import letters
from smilemark.certification.actions.review import filed_on
from smilemark.certification.documents.letters import applied_words, grounds
from smilemark.certification.models import Letter
from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.accounts.models import Organisation, User
    from smilemark.certification.models import Case, CertificateVersion, Decision


def granted(
    case: Case,
    decision: Decision,
    version: CertificateVersion,
    sender: Organisation,
    discretion: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> Letter:
    """The mark may be used: under which labels, until when, and that this was sent for registration."""
    until = calendar.roc(case.scheme_valid_until) if case.scheme_valid_until else ""
    return letters.write(
        case=case,
        kind=Letter.Kind.RESULT,
        subject=f"貴業者申請第二類產品使用MIT微笑標章（案件編號 {case.number}），業經審查通過，授予標章使用權，請查照。",
        explanation=[
            f"依{decision.legal_basis}辦理。",
            applied_words(case, filed_on(case)),
            f"採認之制度：{case.scheme_name}（驗證字號 {case.scheme_certificate}），使用期間依該制度至{until}止（第三十四點）。",
            f"驗證書編號 {version.certificate.number}，產品如下：",
            *(f"　{reason['text']}" for reason in decision.reasons),
            *(f"　{words}" for words in discretion),
            "業者名稱、產品品項名稱及其他相關資訊已送經濟部產業發展署登錄（附件十二第四點）。",
        ],
        by=by,
        at=at,
        decision=decision,
        attachments="MIT微笑產品驗證書及附件 1 份",
        sender=sender,
    )


def refused(case: Case, decision: Decision, sender: Organisation, *, by: User, at: datetime) -> Letter:
    """The mark may not be used: facts, reasons with their articles, remedy (行政程序法第九十六條)."""
    about = f"之產品「{decision.product}」" if decision.product is not None else ""
    return letters.write(
        case=case,
        kind=Letter.Kind.REFUSAL,
        subject=f"貴業者申請第二類產品使用MIT微笑標章（案件編號 {case.number}）{about}，不同意授權，請查照。",
        explanation=[
            f"依{decision.legal_basis}及行政程序法第九十六條辦理。",
            f"事實：{applied_words(case, filed_on(case))}",
            "理由及法令依據：",
            *(f"　{line}" for line in grounds(decision.reasons)),
        ],
        by=by,
        at=at,
        decision=decision,
        sender=sender,
    )
