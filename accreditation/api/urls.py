from django.urls import path, re_path

from accreditation.api import describing, offline, outages, proving, sandbox, token, views, webhooks
from accreditation.api.certification import Certification
from accreditation.api.live import Register

app_name = "register-api"
urlpatterns = [
    *views.addresses_of(Register()),
    *views.addresses_of(sandbox.Sandbox()),
    *views.addresses_of(Certification()),
    path(".well-known/oauth-authorization-server", token.server_metadata, name="server-metadata"),
    path("register/v1/token", token.token, name="token"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/openapi.json", describing.openapi, name="openapi"),
    path("register/v1/answers/<str:public_id>", proving.past_answer, name="past-answer"),
    path("register/v1/heads", proving.heads, name="heads"),
    path("register/v1/heads/latest", proving.latest_head, name="latest-head"),
    path("register/v1/webhooks/deliveries", webhooks.deliveries, name="webhook-deliveries"),
    path("register/v1/webhooks/replay", webhooks.replay, name="webhook-replay"),
    path("register/v1/bundle", offline.bundle, name="bundle"),
    path("register/v1/bundle/changes", offline.changes, name="bundle-changes"),
    path("register/v1/status-list", offline.statuses, name="status-list"),
    path("register/v1/outage-reports", outages.outage_reports, name="outage-reports"),
    path("sandbox/register/v1/jwks.json", sandbox.signing_keys, name="sandbox-signing-keys"),
    path("sandbox/register/v1/conformance/<uuid:run>", sandbox.conformance_run, name="sandbox-conformance"),
    # Last: whatever else is asked for under these prefixes is answered in JSON too.
    re_path(
        r"^(?:\.well-known/authzen-configuration|access|register/v1|sandbox|certification)(?:/|$)", views.nothing_here
    ),
]
