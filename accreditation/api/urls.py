from django.urls import path

from accreditation.api import proving, views

app_name = "register-api"
urlpatterns = [
    path(".well-known/authzen-configuration", views.discovery, name="discovery"),
    path("access/v1/evaluation", views.evaluation, name="evaluation"),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
    path("register/v1/answers/<str:public_id>", proving.past_answer, name="past-answer"),
    path("register/v1/heads", proving.heads, name="heads"),
    path("register/v1/heads/latest", proving.latest_head, name="latest-head"),
]
