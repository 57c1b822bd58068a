"""What anyone may open: the check of a certificate's number."""

from django.urls import path

from modules.views import certificates

urlpatterns = [
    path("", certificates.look_up, name="certificate_look_up"),
    path("<str:number>.json", certificates.as_json, name="certificate_json"),
    path("<str:number>/", certificates.verify, name="certificate"),
]
