"""Letters of the app in the form of official papers (公文程式條例), shared by every subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import documents
from smilemark.foundation.documents import official
from smilemark.foundation.documents.official import Party

if TYPE_CHECKING:
    from smilemark.accounts.models import Organisation

ADMINISTRATION = "經濟部產業發展署"
SECRETARIAT = "臺灣製產品MIT微笑標章秘書處"

letter_layout = documents.editable("mark/letter")(official.layout)


def sender_of(organisation: Organisation) -> Party:
    """Who writes: with telephone and mail, and who signs."""
    reached = (("電話", organisation.phone), ("電子郵件", organisation.email))
    return Party(organisation.name, reached, organisation.head)


def addressee_of(organisation: Organisation) -> Party:
    """Whom a letter is for; a firm with 統一編號, 代表人 and 地址."""
    firm = getattr(organisation, "firm", None)
    if firm is None:
        return Party(organisation.name)
    return Party(firm.name, (("統一編號", firm.ubn), ("代表人", firm.responsible_person), ("地址", firm.address)))
