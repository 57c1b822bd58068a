from django.urls import path

from accreditation.api import views, webhooks

app_name = "register-api"
urlpatterns = [
    path(".well-known/authzen-configuration", views.discovery, name="discovery"),
    path("access/v1/evaluation", views.evaluation, name="evaluation"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/webhooks/deliveries", webhooks.deliveries, name="webhook-deliveries"),
    path("register/v1/webhooks/replay", webhooks.replay, name="webhook-replay"),
]
