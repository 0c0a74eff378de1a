"""What the addresses of accreditation are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.governance import load_scheme

from smilemark.accounts import roles


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
