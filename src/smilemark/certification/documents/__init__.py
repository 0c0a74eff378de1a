"""The words on each paper of the second half; how they are drawn stands in ``typst/certification``."""

from __future__ import annotations

from smilemark.certification.documents.certificate import AnnexRow, CertificateWords, certificate_words
from smilemark.certification.documents.contract import ContractWords, contract_words
from smilemark.certification.documents.letters import LetterWords, letter_words
from smilemark.certification.documents.report import ReportWords, report_words

__all__ = [
    "AnnexRow",
    "CertificateWords",
    "ContractWords",
    "LetterWords",
    "ReportWords",
    "certificate_words",
    "contract_words",
    "letter_words",
    "report_words",
]
