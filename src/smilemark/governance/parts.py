"""What an announcement may set, part by part: which subject has which parts, and the fields of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.governance.models import (
    AdoptedQms,
    Announcement,
    Criterion,
    Fee,
    OpenItem,
    SamplingRatio,
    SpecialOriginCondition,
    StyleRule,
    SupplementLimit,
)

if TYPE_CHECKING:
    from django.db.models import Model

SUBJECTS_OF_AN_INDUSTRY = frozenset({Announcement.Subject.CRITERIA, Announcement.Subject.STYLE})
"""These are announced per industry (points 7 (五)(六), 25); the others hold for the whole scheme."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of row an announcement sets.

    Attributes:
        model: its table.
        label: its name on screen.
        subject: the subject of announcement it belongs to.
        fields: what is written in it.
        key: the fields by which two versions are compared.
        within: name of the part it belongs to ("" where it hangs on the announcement itself).
    """

    model: type[Model]
    label: str
    subject: str
    fields: tuple[str, ...]
    key: tuple[str, ...]
    within: str = ""


_CRITERION_FIELDS = ("part", "name", "standard", "method", "comparison", "limit", "unit", "is_sample")
_ITEM_FIELDS = ("code", "name", "hs_prefixes", "mandatory_inspection", "is_sample")

PARTS: dict[str, Part] = {
    "item": Part(OpenItem, "開放驗證產品項目", Announcement.Subject.CRITERIA, _ITEM_FIELDS, ("code",)),
    "criterion": Part(
        Criterion, "品質檢驗基準", Announcement.Subject.CRITERIA, _CRITERION_FIELDS, ("part", "name"), within="item"
    ),
    "condition": Part(
        SpecialOriginCondition,
        "臺灣製原產地認定特殊條件",
        Announcement.Subject.CRITERIA,
        ("code", "product_group", "text", "is_known"),
        ("code",),
    ),
    "style": Part(
        StyleRule,
        "產品款式認定原則及樣品數量",
        Announcement.Subject.STYLE,
        ("text", "sample_quantity", "sample_unit"),
        ("text",),
    ),
    "qms": Part(AdoptedQms, "採認之品質管理系統驗證", Announcement.Subject.QMS, ("code", "name"), ("code",)),
    "fee": Part(Fee, "規費", Announcement.Subject.FEES, ("kind", "amount", "unit"), ("kind",)),
    "limit": Part(SupplementLimit, "補件次數及期限", Announcement.Subject.LIMITS, ("rounds", "days"), ()),
    "ratio": Part(
        SamplingRatio,
        "定期追蹤抽樣比例",
        Announcement.Subject.SAMPLING,
        ("industry_code", "numerator", "denominator"),
        ("industry_code",),
    ),
}


def parts_of(subject: str) -> dict[str, Part]:
    """The parts an announcement of this subject may have."""
    return {name: part for name, part in PARTS.items() if part.subject == subject}
