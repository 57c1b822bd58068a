"""Where each part of the site is found. Sign-in of every kind leads to allauth."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from people.editor import OwnAccountView

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_sign_out = RedirectView.as_view(pattern_name="account_logout")

urlpatterns = [
    # First, so that no page of the register takes an address from the machines.
    path("", include("accreditation.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    # Wagtail brings doors of its own; each leads to the one door.
    path("cms/login/", to_sign_in),
    path("cms/logout/", to_sign_out),
    path("_util/login/", to_sign_in),
    # A name that is edited there is news to the register.
    path("cms/account/", require_admin_access(OwnAccountView.as_view())),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("people.urls")),
    path("learning/", include("modules.urls")),
    path("certificates/", include("modules.public_urls")),
    path("sessions/", include("training_sessions.urls")),
    path("stories/", include("stories.urls")),
    path("training-needs/", include("targeting.urls")),
    path("competencies/", include("competencies.urls")),
    path("cases/", include("cases.urls")),
    path("ask-for-help/", include("cases.public_urls")),
    path("how-did-it-go/", include("cases.questionnaire_urls")),
    path("my-help/", include("cases.my_help_urls")),
    path("evaluation/", include("evaluation.urls")),
    path("governance/", include("governance.urls")),
    path("", include("accreditation.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]

if settings.MEDIA_SERVED_HERE:
    urlpatterns.insert(0, path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
