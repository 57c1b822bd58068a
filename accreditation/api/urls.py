from django.urls import path

from accreditation.api import sandbox, token, views

app_name = "register-api"
urlpatterns = [
    path(".well-known/authzen-configuration", views.discovery, name="discovery"),
    path("access/v1/evaluation", views.evaluation, name="evaluation"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/token", token.token, name="token"),
    path(".well-known/oauth-authorization-server", token.server_metadata, name="server-metadata"),
    path(".well-known/authzen-configuration/sandbox", sandbox.discovery, name="sandbox-discovery"),
    path("sandbox/access/v1/evaluation", sandbox.evaluation, name="sandbox-evaluation"),
    path("sandbox/register/v1/jwks.json", sandbox.signing_keys, name="sandbox-signing-keys"),
    path("sandbox/register/v1/conformance/<uuid:run>", sandbox.conformance_run, name="sandbox-conformance"),
]
