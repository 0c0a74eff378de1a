"""What people start here: a replay of the stored findings under a supposed change of the regulation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from smilemark.foundation import jobs
from smilemark.foundation.findings import as_json
from smilemark.foundation.moves import Refused
from smilemark.site import queries
from smilemark.site.models import Replay
from smilemark.site.replay.legal import changes

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User

KEPT_FOR = timedelta(days=30)
"""How long the result of a replay can be looked at; as long as its progress bar."""


def start_replay(text: str, *, by: User, at: datetime) -> Replay:
    """試算要點參數變更：以假設之參數重算全部已存之判定，除結果外不寫入任何資料。

    Args:
        text: the change as TOML (``site.replay.legal.changes``).
        by: an officer of the administration.
        at: when.

    Returns:
        The replay; its job has been started.

    Raises:
        Refused: not allowed, or the text is no change (the field is named).
    """
    reason = queries.why_not_replay(by)
    if reason is not None:
        raise Refused(reason)
    change = changes.read(text)
    with transaction.atomic():
        Replay.objects.filter(started_at__lt=at - KEPT_FOR).delete()
        row = Replay.objects.create(
            text=text, changes=[as_json(asdict(each)) for each in change.named], owner_id=by.pk, started_at=at
        )
        row.progress_id = jobs.start("site.replay", owner_id=by.pk, replay_id=row.pk)
        row.save(update_fields=["progress_id"])
    return row
