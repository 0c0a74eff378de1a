"""Tables of the app, by subject: the case, what is examined, what is decided and issued."""

from __future__ import annotations

from smilemark.certification.models.case import (
    Assignment,
    Attachment,
    Case,
    CaseFactory,
    CaseProduct,
    PinnedAnnouncement,
    SupplementItem,
    SupplementRequest,
)
from smilemark.certification.models.certificate import (
    Certificate,
    CertificateVersion,
    Contract,
    Decision,
    Label,
    LabelEnding,
    LabelPeriod,
    Letter,
    ReservedNumber,
)
from smilemark.certification.models.fee import FeeExemption, FeePayment
from smilemark.certification.models.grant import GrantSheet, JointVisit
from smilemark.certification.models.testing import ProductTest, SampleLot, SummaryReport, TestResult

__all__ = [
    "Assignment",
    "Attachment",
    "Case",
    "CaseFactory",
    "CaseProduct",
    "Certificate",
    "CertificateVersion",
    "Contract",
    "Decision",
    "FeeExemption",
    "FeePayment",
    "GrantSheet",
    "JointVisit",
    "Label",
    "LabelEnding",
    "LabelPeriod",
    "Letter",
    "PinnedAnnouncement",
    "ProductTest",
    "ReservedNumber",
    "SampleLot",
    "SummaryReport",
    "SupplementItem",
    "SupplementRequest",
    "TestResult",
]
