"""What the administration can do with bodies, laboratories, assessors and delegations."""

from smilemark.accreditation.actions.assessors import certify_assessor, withdraw_certificate
from smilemark.accreditation.actions.bodies import accredit, cancel_accreditation, change_body, register_body
from smilemark.accreditation.actions.delegations import (
    change_authority,
    delegate,
    end_delegation,
    register_authority,
)
from smilemark.accreditation.actions.laboratories import end_recognition, recognise, register_laboratory
from smilemark.foundation.moves import Refused

__all__ = [
    "Refused",
    "accredit",
    "cancel_accreditation",
    "certify_assessor",
    "change_authority",
    "change_body",
    "delegate",
    "end_delegation",
    "end_recognition",
    "recognise",
    "register_authority",
    "register_body",
    "register_laboratory",
    "withdraw_certificate",
]
