"""Bodies, laboratories and assessors, made through the real actions."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from tests.factories.companies import LONG_AGO, make_person

from smilemark.accounts import roles
from smilemark.accreditation import actions
from smilemark.governance.models import Industry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body, Laboratory

FIRST_DAY = date(2024, 1, 1)
"""Start of accreditations, recognitions and certificates made here; accreditations last to 2026-12-31."""

_serial = count(1)


def make_body(
    name: str = "",
    *,
    industries: Iterable[str] = (),
    product_class: int = 1,
    first_day: date = FIRST_DAY,
) -> Body:
    """A body, accredited in class 1 for the industries (codes), or as a whole for class 2 or 3."""
    number = next(_serial)
    keeper = make_person(roles.ADMINISTRATION)
    body = actions.register_body(
        name=name or f"測試驗證中心{number}",
        short_name="測驗",
        head_title="主任",
        head_name="施首長",
        by=keeper,
        at=LONG_AGO,
    )
    scopes = [Industry.objects.get(code=code).pk for code in industries] if product_class == 1 else [None]
    for place, industry_id in enumerate(scopes):
        actions.accredit(
            body_id=body.pk,
            product_class=product_class,
            industry_id=industry_id,
            certificate_number=f"認證{number:03d}-{place + 1}",
            first_day=first_day,
            by=keeper,
            at=LONG_AGO,
        )
    return body


def make_laboratory(name: str = "", *, industries: Iterable[str] = (), first_day: date = FIRST_DAY) -> Laboratory:
    """A laboratory, recognised for the industries (codes)."""
    number = next(_serial)
    keeper = make_person(roles.ADMINISTRATION)
    laboratory = actions.register_laboratory(name=name or f"測試檢驗所{number}", by=keeper, at=LONG_AGO)
    for code in industries:
        actions.recognise(
            laboratory_id=laboratory.pk,
            industry_id=Industry.objects.get(code=code).pk,
            announcement_number=f"示範-認可-{number}",
            first_day=first_day,
            by=keeper,
            at=LONG_AGO,
        )
    return laboratory


def make_assessor(body: Body, full_name: str = "", *, issued_on: date = FIRST_DAY) -> User:
    """An assessor of the body who holds a training certificate issued that day (valid for two years)."""
    assessor = make_person(roles.ASSESSOR, body, full_name)
    actions.certify_assessor(
        user_id=assessor.pk,
        number=f"評核{next(_serial):04d}",
        issued_on=issued_on,
        by=make_person(roles.ADMINISTRATION),
        at=LONG_AGO,
    )
    return assessor
