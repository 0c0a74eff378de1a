"""``smilemark create-administrator``: the first person of an installation, who then lets the others in."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from smilemark.accounts import actions, roles
from smilemark.foundation import clock
from smilemark.foundation.moves import SYSTEM, Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Enter the operator's organisation and its first system administrator."""

    help = "建立第一位系統管理員"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--organisation", required=True, help="系統管理單位名稱")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        password = getpass.getpass("密碼：")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("密碼：" + "".join(error.messages)) from error
        at = clock.now()
        try:
            with transaction.atomic():
                office = actions.found_office(kind="operator", name=options["organisation"], by=SYSTEM, at=at)
                user = actions.create_person(
                    username=options["username"],
                    email=options["email"],
                    full_name=options["name"],
                    password=password,
                    by=SYSTEM,
                    at=at,
                )
                actions.found_role(
                    user_id=user.pk,
                    role=roles.SYSTEM_ADMIN,
                    organisation_id=office.pk,
                    by=SYSTEM,
                    at=at,
                    reason="系統建置",
                )
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"{user.full_name} 可以登入了；首次登入須設定多因子驗證。")
