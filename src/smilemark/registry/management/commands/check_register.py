"""`smilemark check-register`."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from smilemark.registry import checks


class Command(BaseCommand):
    help = "Derive every live certificate and label again, by an independent way; exit 1 if anything differs."
    requires_system_checks = ()  # the addresses of the pages do not matter here

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        count = 0
        with transaction.atomic():  # one moment of the register, however long the walk takes
            for difference in checks.differences():
                count += 1
                self.stdout.write(str(difference))
        if count:
            self.stderr.write(f"有 {count} 處不符 ({count} differences)")
            sys.exit(1)
        self.stdout.write("登錄資料與事件、判定及期間均相符 (no differences)")
