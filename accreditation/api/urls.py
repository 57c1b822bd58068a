from django.urls import path

from accreditation.api import offline, outages, views

app_name = "register-api"
urlpatterns = [
    path(".well-known/authzen-configuration", views.discovery, name="discovery"),
    path("access/v1/evaluation", views.evaluation, name="evaluation"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/bundle", offline.bundle, name="bundle"),
    path("register/v1/bundle/changes", offline.changes, name="bundle-changes"),
    path("register/v1/status-list", offline.statuses, name="status-list"),
    path("register/v1/outage-reports", outages.outage_reports, name="outage-reports"),
]
