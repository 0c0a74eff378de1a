"""Tables, a module per subject."""

from smilemark.mark.models.checks import CheckPhoto, SpotCheck
from smilemark.mark.models.consents import Consent
from smilemark.mark.models.deliveries import Delivery, LabelLoss
from smilemark.mark.models.letters import Letter
from smilemark.mark.models.licences import Licence, LicencePaper, LicenceSite
from smilemark.mark.models.lists import ApprovalList, ListDay
from smilemark.mark.models.orders import LabelOrder, OrderLine, OrderPaper, QuantityObjection
from smilemark.mark.models.printing import PrintApplication, PrintSample
from smilemark.mark.models.runs import PrintRun
from smilemark.mark.models.stops import IntakeStop

__all__ = [
    "ApprovalList",
    "CheckPhoto",
    "Consent",
    "Delivery",
    "IntakeStop",
    "LabelLoss",
    "LabelOrder",
    "Letter",
    "Licence",
    "LicencePaper",
    "LicenceSite",
    "ListDay",
    "OrderLine",
    "OrderPaper",
    "PrintApplication",
    "PrintRun",
    "PrintSample",
    "QuantityObjection",
    "SpotCheck",
]
