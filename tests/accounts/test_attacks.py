"""Taking a role by somebody else's mail address; kept forms without end, or that lead elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from tests.factories.accounts import person

from smilemark.accounts import actions, roles
from smilemark.accounts.models import KeptForm
from smilemark.accounts.web import kept_forms
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_who_signed_up_under_an_address_gets_no_role_before_proving_it_is_theirs():
    chief = person(roles.DECIDER)
    stranger = person()
    address = EmailAddress.objects.create(user=stranger, email=stranger.email, primary=True, verified=False)
    within = chief.assignments.get().organisation_id

    with pytest.raises(Refused, match="尚未確認"):
        actions.add_colleague(email=stranger.email, role=roles.REVIEWER, organisation_id=within, by=chief, at=NOON)

    address.verified = True
    address.save()
    actions.add_colleague(email=stranger.email, role=roles.REVIEWER, organisation_id=within, by=chief, at=NOON)
    assert stranger.assignments.filter(role_id=roles.REVIEWER).exists()


def send_without_session(client, user, **headers):
    client.force_login(user)
    client.get("/accounts/profile/")
    del client.cookies["sessionid"]
    return client.post("/accounts/profile/", {"full_name": "王大明"}, headers=headers)


def test_only_the_newest_forms_of_a_person_are_kept(client):
    user, other = person(roles.APPLICANT), person(roles.APPLICANT)
    send_without_session(client, other)
    for _ in range(kept_forms.MOST + 3):
        send_without_session(client, user)

    assert KeptForm.objects.filter(user=user).count() == kept_forms.MOST
    assert KeptForm.objects.filter(user=other).count() == 1


def test_a_kept_form_leads_back_to_this_site_only(client):
    answer = send_without_session(client, person(roles.APPLICANT), Referer="http://testserver//evil.example/x")

    assert KeptForm.objects.get().page == "/accounts/profile/"
    assert "evil" not in answer["Location"]
