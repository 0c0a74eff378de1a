"""A text longer than its column is refused at its field, whoever saves it and by whatever way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import models

from smilemark.accounts.models import Organisation
from smilemark.foundation import lengths
from smilemark.foundation.models import CalendarOverride, Notice
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import shortened, within

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_row_no_move_governs_is_refused_at_its_field():
    with pytest.raises(Refused) as refused:
        CalendarOverride.objects.create(day=NOW.date(), is_working_day=False, reason="颱" * 201)

    assert refused.value.field == "reason"
    assert refused.value.reason.endswith("最多200字，目前為201字。")
    assert CalendarOverride.objects.count() == 0
    assert CalendarOverride.objects.create(day=NOW.date(), is_working_day=False, reason="颱" * 200).pk


def test_every_model_of_ours_is_asked():
    asked = 0
    for model in apps.get_models():
        if not model.__module__.startswith("smilemark."):
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField) and column.max_length is not None:
                row = model(**{column.attname: "字" * (column.max_length + 1)})
                with pytest.raises(Refused) as refused:
                    lengths.must_fit(row)
                assert refused.value.field == column.attname
                asked += 1
    assert asked > 200


def test_an_update_is_asked_like_a_new_row():
    row = Organisation.objects.create(kind="secretariat", name="秘書處")
    limit = Organisation._meta.get_field("name").max_length
    row.name = "處" * (limit + 1)
    with pytest.raises(Refused, match=f"最多{limit}字"):
        row.save()


def test_a_typed_text_is_never_cut():
    assert within("  理由 ", field="reason", label="理由", limit=2) == "理由"
    with pytest.raises(Refused) as refused:
        within("理由一", field="reason", label="理由", limit=2)
    assert (refused.value.reason, refused.value.field) == ("「理由」最多2字，目前為3字。", "reason")


def test_a_line_of_our_own_says_that_it_was_shortened():
    assert shortened("一二三", 3) == "一二三"
    assert shortened("一二三四", 3) == "一二…"
    assert Notice._meta.get_field("subject").max_length == 200
