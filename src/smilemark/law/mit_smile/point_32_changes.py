"""Points 31 II and 32: changes, and the replacement (換發) or reissue (補發) of a certificate."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import ShortText, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

SEPARATE_APPLICATION = point(31, 2)
REGISTRATION_DATA = point(32, 1)
NO_VERIFICATION = point(32, 2)
LOST_OR_DAMAGED = point(32, 3)
SAME_NUMBER_AND_TERM = point(32, 4)


class CertificateEvent(StrEnum):
    """What happened; ADDRESS_CHANGED is the operator's registered address, not the factory (AMB-43)."""

    OPERATOR_NAME_CHANGED = auto()
    ADDRESS_CHANGED = auto()
    REPRESENTATIVE_CHANGED = auto()
    LOST = auto()
    DAMAGED = auto()


class ReissueAct(StrEnum):
    """換發 or 補發."""

    REPLACEMENT = auto()
    REISSUE = auto()


ANNOTATIONS = {ReissueAct.REPLACEMENT: "換發", ReissueAct.REISSUE: "補發"}
"""The word printed on the certificate (point 32 IV)."""


@dataclass(frozen=True, slots=True)
class CertificateReissue:
    """Result of `certificate-reissue`."""

    act: ReissueAct
    number: str
    last_valid_day: date
    annotation_date: date
    annotation_text: str
    product_verification_required: bool
    change_proof_required: bool


@rule(
    "certificate-reissue",
    "Replacement (換發) or reissue (補發) of a certificate",
    "驗證書之換發或補發",
    point(32),
)
def certificate_reissue(
    *, event: CertificateEvent, original_number: ShortText, original_last_valid_day: date, issued_on: date
) -> Finding[CertificateReissue]:
    """What is printed anew: number and last valid day are always those of the original.

    Source: point 32. Units: days. Reading: AMB-42, AMB-43.
    Errors: `issued_on` after the original's last valid day.
    """
    require(issued_on <= original_last_valid_day, "issued_on", "the certificate has expired")
    lost = event in (CertificateEvent.LOST, CertificateEvent.DAMAGED)
    act = ReissueAct.REISSUE if lost else ReissueAct.REPLACEMENT
    word = ANNOTATIONS[act]
    result = CertificateReissue(
        act=act,
        number=original_number,
        last_valid_day=original_last_valid_day,
        annotation_date=issued_on,
        annotation_text=word,
        product_verification_required=False,
        change_proof_required=not lost,
    )
    because = {
        ReissueAct.REISSUE: ("驗證書遺失或毀損，申請補發。", "Lost or damaged: reissue.", LOST_OR_DAMAGED),
        ReissueAct.REPLACEMENT: (
            "登記資料變更，申請變更並換發，免申請產品驗證。",
            "Registration data changed: replacement without product verification.",
            NO_VERIFICATION,
        ),
    }
    kept = Reason(
        f"沿用原驗證書編號及有效期限，並註明{word}年月日及{word}字樣。",
        "Number and validity stay those of the original; date and word are printed on it.",
        SAME_NUMBER_AND_TERM,
    )
    return Finding("certificate-reissue", result, (Reason(*because[act]), kept))


class Change(StrEnum):
    """What changes."""

    OPERATOR_NAME = auto()
    REGISTERED_ADDRESS = auto()
    REPRESENTATIVE_NAME = auto()
    PROCESS = auto()
    MATERIAL = auto()
    FORMULA = auto()
    FACTORY_ADDRESS = auto()


REGISTRATION_CHANGES = frozenset({Change.OPERATOR_NAME, Change.REGISTERED_ADDRESS, Change.REPRESENTATIVE_NAME})
PRODUCT_CHANGES = frozenset({Change.PROCESS, Change.MATERIAL, Change.FORMULA})


@dataclass(frozen=True, slots=True)
class ChangeClassification:
    """Result of `change-classification`."""

    separate_application: bool
    simple_change: bool


@rule(
    "change-classification",
    "Which procedure does a change need?",
    "變更應循之程序",
    SEPARATE_APPLICATION,
    REGISTRATION_DATA,
    NO_VERIFICATION,
)
def change_classification(*, change: Change, function_or_spec_differs: bool) -> Finding[ChangeClassification]:
    """Whether a change needs a separate application, only a replacement certificate, or neither.

    Source: points 31 II, 32 I-II. Reading: AMB-43 (moving the factory is not a simple change).
    Errors: `function_or_spec_differs` true for registration data.
    """
    simple = change in REGISTRATION_CHANGES
    require(
        not (simple and function_or_spec_differs),
        "function_or_spec_differs",
        "registration data cannot change the product",
    )
    separate = change in PRODUCT_CHANGES and function_or_spec_differs
    if separate:
        zh = "生產製程、使用材料或配方改變致功能或規格不同，應另提出申請。"
        reason = Reason(zh, "The product differs: a separate application.", SEPARATE_APPLICATION)
    elif simple:
        zh = "登記基本資料變更，申請變更並換發驗證書，免申請產品驗證。"
        reason = Reason(zh, "Registration data only: replacement certificate.", REGISTRATION_DATA)
    else:
        zh = "非登記基本資料之變更，亦未致產品功能或規格不同，無須另提申請或換發。"
        reason = Reason(zh, "Neither a separate application nor a simple change.", SEPARATE_APPLICATION)
    return Finding("change-classification", ChangeClassification(separate, simple), (reason,))
