"""Signed-in clients; the second factor is tested where people are (accounts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import SettingsWrapper

    from smilemark.accounts.models import User


@pytest.fixture
def client_of(settings: SettingsWrapper) -> Callable[[User], Client]:
    settings.MFA_REQUIRED_FOR_STAFF = False

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
