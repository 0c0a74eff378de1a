"""The certificate (驗證書, annex 11) and its annex of products, by points 31 to 34."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from smilemark.foundation import calendar
from smilemark.foundation.documents.qr import qr_svg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smilemark.certification.models import Certificate, Label


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One product of the annex."""

    label_number: str
    product_name: str
    product_model: str
    brand: str
    certified_on: str
    valid_until: str
    verify_url: str


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """The words of one version of a certificate.

    Attributes:
        number: the eight digits.
        annotation: 換發 or 補發 with its date; empty on a first issue.
        valid_until: the common last valid day, or that each product's stands in the annex.
        verify_url: where the QR code leads.
        qr_svg: the QR code as SVG.
        rows: the annex.
    """

    number: str
    version: int
    operator: str
    ubn: str
    responsible_person: str
    address: str
    industry: str
    body: str
    issued_on: str
    valid_until: str
    annotation: str
    statement: str
    verify_url: str
    qr_svg: str
    rows: tuple[AnnexRow, ...]


STATEMENT = (
    "上列業者之產品，業依「臺灣製MIT微笑產品驗證制度推動及管理要點」驗證通過，符合臺灣製原產地認定條件及產品品質驗證基準，"
    "准予於使用期間內，就附件所列產品使用MIT微笑標章。"
)


def verify_url(label_number: str) -> str:
    """Where anybody may check the label."""
    return f"{settings.SITE_URL}/verify/{label_number}"


def certificate_words(
    certificate: Certificate,
    labels: Sequence[Label],
    *,
    version: int,
    issued_on: date,
    annotation: str = "",
) -> CertificateWords:
    """The words of a version: operator as registered now, and one row per label, in the order of their numbers.

    Args:
        certificate: with firm, industry and body.
        labels: at least one.
        version: 版次.
        issued_on: 發證日 of this version.
        annotation: 換發 or 補發 with its date.
    """
    rows = tuple(_row(label) for label in sorted(labels, key=lambda label: label.number))
    last_days = {row.valid_until for row in rows}
    first_url = rows[0].verify_url
    return CertificateWords(
        number=certificate.number,
        version=version,
        operator=certificate.firm.name,
        ubn=certificate.firm.ubn or "",
        responsible_person=certificate.firm.responsible_person,
        address=certificate.firm.address,
        industry=certificate.industry.name,
        body=certificate.body.name if certificate.body else "",
        issued_on=calendar.roc(issued_on),
        valid_until=last_days.pop() if len(last_days) == 1 else "詳附件各產品有效期限",
        annotation=annotation,
        statement=STATEMENT,
        verify_url=first_url,
        qr_svg=qr_svg(first_url),
        rows=rows,
    )


def _row(label: Label) -> AnnexRow:
    return AnnexRow(
        label_number=label.number,
        product_name=label.product_name,
        product_model=label.product_model,
        brand=label.brand,
        certified_on=calendar.roc(label.certified_on) if label.certified_on else "",
        valid_until=calendar.roc(label.valid_until),
        verify_url=verify_url(label.number),
    )
