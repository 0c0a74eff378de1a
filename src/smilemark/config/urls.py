"""All addresses. One include per app, the readers' pages apart."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("", include("smilemark.site.web.urls")),
    path("", include("smilemark.retention.web.urls")),
    path("", include("smilemark.registry.web.urls")),
    path("", include("smilemark.registry.api.urls")),
    path("", include("smilemark.remedies.web.urls")),
    path("", include("smilemark.mark.web.urls")),
    path("", include("smilemark.surveillance.web.urls")),
    path("", include("smilemark.certification.web.urls")),
    path("", include("smilemark.assessment.web.urls")),
    path("", include("smilemark.accreditation.web.urls")),
    path("", include("smilemark.governance.web.urls")),
    path("", include("smilemark.companies.web.urls")),
    path("", include("smilemark.accounts.web.urls")),
    path("", include("smilemark.foundation.web.urls")),
]
handler400 = "smilemark.site.web.errors.bad_request"
handler403 = "smilemark.site.web.errors.forbidden"
handler404 = "smilemark.site.web.errors.not_found"
handler500 = "smilemark.site.web.errors.server_error"
