"""Labels damaged or lost: who reads what was told, and of which labels it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from smilemark.accounts import roles
from smilemark.certification.queries import results as certification
from smilemark.mark.models import LabelLoss, PrintRun

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.certification.models import Label

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)


def losses_visible_to(user: User | AnonymousUser) -> QuerySet[LabelLoss]:
    """The firm its own, the body those of its certificates, and who oversees."""
    rows = LabelLoss.objects.select_related("firm", "label__certificate", "file", "reported_by")
    if not user.is_authenticated:
        return rows.none()
    if any(user.holds(role) for role in SEES_ALL):
        return rows
    return rows.filter(
        Q(firm_id__in=user.organisations_as(roles.APPLICANT))
        | Q(label__certificate__body_id__in=user.organisations_as(*roles.BODY_ROLES))
    )


def labels_of(user: User) -> QuerySet[Label]:
    """The labels of the person's firms of which something was printed."""
    firms = user.organisations_as(roles.APPLICANT)
    printed = PrintRun.objects.filter(firm_id__in=firms, voided_at=None).order_by().values("label_id")
    return certification.labels().filter(certificate__firm_id__in=firms, pk__in=printed).order_by("number")


def printed_for(label: Label) -> int:
    """How many tags and stickers of the label were printed, void runs left out."""
    runs = PrintRun.objects.filter(label=label, voided_at=None).values_list("first_serial", "last_serial")
    return sum(last - first + 1 for first, last in runs)
