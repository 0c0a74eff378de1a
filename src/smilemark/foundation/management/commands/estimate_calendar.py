"""``smilemark estimate-calendar``: write the estimate of the years that no official table covers yet."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from smilemark.foundation import calendar


class Command(BaseCommand):
    """Run by developers when a year's official table has been added; needs the ``holidays`` package."""

    help = "由 holidays 套件產生辦公日曆之推估年度"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        years = {str(year): calendar.estimated(year) for year in calendar.ESTIMATED_YEARS}
        rows = ",\n".join(f"{json.dumps(year)}: {json.dumps(days)}" for year, days in years.items())
        calendar.ESTIMATE.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
