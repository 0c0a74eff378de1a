"""What people can do with firms, factories, relations and bans; by subject."""

from smilemark.companies.actions.bans import lift_ban, record_ban
from smilemark.companies.actions.factories import add_factory, change_factory, close_factory, reopen_factory
from smilemark.companies.actions.firms import ImportedFirm, change_firm, import_firms, register_firm
from smilemark.companies.actions.relations import correct_relation, declare_relation
from smilemark.companies.permissions import ask_for_certificates
from smilemark.foundation.moves import Refused

__all__ = [
    "ImportedFirm",
    "Refused",
    "add_factory",
    "ask_for_certificates",
    "change_factory",
    "change_firm",
    "close_factory",
    "correct_relation",
    "declare_relation",
    "import_firms",
    "lift_ban",
    "record_ban",
    "register_firm",
    "reopen_factory",
]
