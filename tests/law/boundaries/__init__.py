"""Every dated number of the law with the facts around it; importing the two modules states them all."""

from tests.law.boundaries import days, numbers
from tests.law.boundaries.kit import BOUNDARIES

__all__ = ["BOUNDARIES", "days", "numbers"]
