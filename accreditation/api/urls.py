from django.urls import path

from accreditation.api import describing, views

app_name = "register-api"
urlpatterns = [
    path(".well-known/authzen-configuration", views.discovery, name="discovery"),
    path("access/v1/evaluation", views.evaluation, name="evaluation"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/openapi.json", describing.openapi, name="openapi"),
]
