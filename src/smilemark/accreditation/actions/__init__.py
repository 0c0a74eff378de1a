"""What the administration can do with bodies, laboratories and assessors."""

from smilemark.accreditation.actions.assessors import certify_assessor, withdraw_certificate
from smilemark.accreditation.actions.bodies import accredit, cancel_accreditation, change_body, register_body
from smilemark.accreditation.actions.laboratories import end_recognition, recognise, register_laboratory
from smilemark.foundation.moves import Refused

__all__ = [
    "Refused",
    "accredit",
    "cancel_accreditation",
    "certify_assessor",
    "change_body",
    "end_recognition",
    "recognise",
    "register_body",
    "register_laboratory",
    "withdraw_certificate",
]
