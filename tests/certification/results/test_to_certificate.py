"""From the tests to the certificate: class 1, one product."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.certification_results import make_certified, make_world
from tests.worlds import shared

from smilemark.certification.models import Case, Label

pytestmark = pytest.mark.django_db

world = shared(make_world)


def test_class_1_from_tests_to_certificate(world):
    version = make_certified(world)

    case = Case.objects.get()
    label = Label.objects.get()
    assert case.state == "certified"
    assert version.certificate.number == "01500001"
    assert label.number == "01500001-00001"
    assert label.valid_until == date(2028, 6, 2)
