"""Point 48: withdrawing an assessor's training certificate."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

POINT_48 = point(48)


class AssessorGround(StrEnum):
    """Items (1) to (5), in their order."""

    FALSE_TRAINING_QUALIFICATION = auto()
    HELPED_FACTORY_PASS_FALSELY = auto()
    BRIBE_OR_BENEFIT = auto()
    LEAKED_SECRETS = auto()
    DISTURBED_OR_PRIED = auto()


ITEM = {ground: number for number, ground in enumerate(AssessorGround, start=1)}


class AssessorAct(StrEnum):
    """通知原發證之訓練機構撤銷, or nothing."""

    REQUEST_WITHDRAWAL = auto()
    NONE = auto()


class CarriedOutBy(StrEnum):
    """原發證之訓練機構."""

    ISSUING_TRAINING_BODY = auto()


@dataclass(frozen=True, slots=True)
class AssessorCertificateWithdrawal:
    """Result of `assessor-certificate-withdrawal`."""

    point: str
    act: AssessorAct
    mandatory: bool
    ban_years: int
    carried_out_by: CarriedOutBy | None


@rule(
    "assessor-certificate-withdrawal",
    "Withdrawal of an assessor's certificate",
    "評核人員訓練合格證書之撤銷",
    POINT_48,
)
def assessor_certificate_withdrawal(
    *, ground: AssessorGround, verified: bool, serious_effect_on_operations: bool
) -> Finding[AssessorCertificateWithdrawal]:
    """Whether the administration may (得) ask the training body to withdraw the certificate. There is no ban.

    Source: point 48. Reading: AMB-81 (disturbing without serious effect is a conduct matter only).
    Errors: none.
    """
    item = ITEM[ground]
    place = point(48, item=item)
    needs_effect = ground == AssessorGround.DISTURBED_OR_PRIED
    withdraws = verified and (serious_effect_on_operations or not needs_effect)
    if withdraws:
        zh = "經查證屬實，得通知原發證之訓練機構撤銷其訓練合格證書。"
        reason = Reason(zh, "Verified: the training body may be asked to withdraw.", place)
    elif not verified:
        reason = Reason("未經查證屬實。", "The fact is not verified.", place)
    else:
        zh = "未達情節重大致影響廠商正常生產營運，屬行為紀錄事項。"
        reason = Reason(zh, "No serious effect on operations: a conduct matter only.", place)
    result = AssessorCertificateWithdrawal(
        f"48({item})",
        AssessorAct.REQUEST_WITHDRAWAL if withdraws else AssessorAct.NONE,
        mandatory=False,
        ban_years=0,
        carried_out_by=CarriedOutBy.ISSUING_TRAINING_BODY if withdraws else None,
    )
    return Finding("assessor-certificate-withdrawal", result, (reason,), passed=withdraws)
