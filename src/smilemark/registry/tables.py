"""The tables of other apps that the public register reads: named once, fetched when the apps are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from smilemark.certification.models import Certificate, Label
    from smilemark.companies.models import Firm
    from smilemark.governance.models import Industry


def label_model() -> type[Label]:
    """``certification.Label``: the register is this table through one query."""
    return apps.get_model("certification", "Label")


def certificate_model() -> type[Certificate]:
    """``certification.Certificate``."""
    return apps.get_model("certification", "Certificate")


def firm_model() -> type[Firm]:
    """``companies.Firm``."""
    return apps.get_model("companies", "Firm")


def industry_model() -> type[Industry]:
    """``governance.Industry``."""
    return apps.get_model("governance", "Industry")
