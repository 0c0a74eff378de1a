"""Tables, a module per subject."""

from smilemark.mark.models.deliveries import Delivery, LabelLoss
from smilemark.mark.models.letters import Letter
from smilemark.mark.models.lists import ApprovalList, ListDay
from smilemark.mark.models.orders import LabelOrder, OrderLine, OrderPaper, QuantityObjection
from smilemark.mark.models.runs import PrintRun
from smilemark.mark.models.stops import IntakeStop

__all__ = [
    "ApprovalList",
    "Delivery",
    "IntakeStop",
    "LabelLoss",
    "LabelOrder",
    "Letter",
    "ListDay",
    "OrderLine",
    "OrderPaper",
    "PrintRun",
    "QuantityObjection",
]
