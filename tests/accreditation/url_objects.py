"""What the addresses of accreditation are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories import grants
from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.governance import load_scheme

from smilemark.accounts import roles
from smilemark.governance.models import Industry


def a_body(world: Any) -> dict[str, object]:
    """The own body."""
    return {"pk": world.organisations["own"][roles.REVIEWER].pk}


def an_accreditation(world: Any) -> dict[str, object]:
    """An accreditation of class 3."""
    return {"pk": make_body(product_class=3).accreditations.get().pk}


def a_laboratory(world: Any) -> dict[str, object]:
    """The own laboratory."""
    return {"pk": world.organisations["own"][roles.LABORATORY].pk}


def a_recognition(world: Any) -> dict[str, object]:
    """A recognition for towels."""
    load_scheme(())
    return {"pk": make_laboratory(industries=["015"]).recognitions.get().pk}


def a_certificate(world: Any) -> dict[str, object]:
    """A certificate of somebody else."""
    return {"pk": make_assessor(make_body()).assessor_certificates.get().pk}


def a_delegation(world: Any) -> dict[str, object]:
    """The delegation of an industry of class 2 to the own authority."""
    second = Industry.objects.create(code="901", code_status="unconfirmed", name="示範第二類", product_class=2)
    return {"pk": grants.delegate(world.organisations["own"][roles.SCHEME_AUTHORITY], second).pk}


def an_authority(world: Any) -> dict[str, object]:
    """The own authority."""
    return {"pk": world.organisations["own"][roles.SCHEME_AUTHORITY].pk}
