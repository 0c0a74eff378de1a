"""Points 23 and 24 I: what an application or renewal must bring."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.point_22_applicants import MakerRole
from smilemark.law.rules import rule

ALWAYS = point(23, 1)
MAKERS_EVIDENCE = point(23, 2, 1)
QMS_CERTIFICATE = point(23, 2, 2)
TEST_PROOF = point(23, 2, 3)
SAMPLES = point(24, 1)


class ApplicationCase(StrEnum):
    """驗證 or 展延."""

    APPLICATION = auto()
    RENEWAL = auto()


class ApplicationDocument(StrEnum):
    """Documents, in the order of point 23."""

    APPLICATION_FORM = auto()
    MANUFACTURERS_DATA = auto()
    PRODUCT_DATA = auto()
    PRODUCT_LABELLING = auto()
    MAKERS_MANDATE_EVIDENCE = auto()
    QMS_CERTIFICATE = auto()
    TEST_PROOF = auto()


DOCUMENT_NAMES = {
    ApplicationDocument.APPLICATION_FORM: "驗證申請書",
    ApplicationDocument.MANUFACTURERS_DATA: "各製造商基本資料",
    ApplicationDocument.PRODUCT_DATA: "申請產品資料",
    ApplicationDocument.PRODUCT_LABELLING: "申請產品商品標示",
    ApplicationDocument.MAKERS_MANDATE_EVIDENCE: "委託協同製造業者之佐證文件",
    ApplicationDocument.QMS_CERTIFICATE: "品質管理系統驗證有效證明文件",
    ApplicationDocument.TEST_PROOF: "產品檢驗合格有效證明文件",
}


@dataclass(frozen=True, slots=True)
class ApplicationDocuments:
    """Result of `application-documents`."""

    required: tuple[ApplicationDocument, ...]
    samples_required: bool


@rule(
    "application-documents",
    "Documents and samples for an application",
    "申請應備文件及樣品",
    point(23),
    SAMPLES,
)
def application_documents(
    *,
    case: ApplicationCase,
    role: MakerRole,
    factory_has_adopted_qms_certificate: bool,
    mandatory_inspection_passed: bool,
    other_test_passed: bool,
) -> Finding[ApplicationDocuments]:
    """Which documents are needed; samples always are, free of charge.

    Source: points 23, 24 I (classes 1 and 3). A renewal needs the same as an application. Errors: none.
    """
    del case  # 提出驗證或展延申請時: the same papers
    if_needed = {
        ApplicationDocument.MAKERS_MANDATE_EVIDENCE: (role != MakerRole.INDEPENDENT_MAKER, MAKERS_EVIDENCE),
        ApplicationDocument.QMS_CERTIFICATE: (factory_has_adopted_qms_certificate, QMS_CERTIFICATE),
        ApplicationDocument.TEST_PROOF: (mandatory_inspection_passed or other_test_passed, TEST_PROOF),
    }
    required = tuple(document for document in ApplicationDocument if if_needed.get(document, (True, ALWAYS))[0])
    reasons = [Reason("基本文件四項均應檢附。", "The four basic documents are always needed.", ALWAYS)]
    reasons += [
        Reason(f"另應檢附{DOCUMENT_NAMES[document]}。", f"Also needed: {document.value}.", place)
        for document, (needed, place) in if_needed.items()
        if needed
    ]
    reasons.append(Reason("應無償提供樣品供檢驗。", "Samples are provided free of charge.", SAMPLES))
    return Finding("application-documents", ApplicationDocuments(required, samples_required=True), tuple(reasons))
