from django.urls import path, re_path

from accreditation.api import views
from accreditation.api.certification import Certification
from accreditation.api.live import Register

app_name = "register-api"
urlpatterns = [
    *views.addresses_of(Register()),
    *views.addresses_of(Certification()),
    path("register/v1/jwks.json", views.signing_keys, name="signing-keys"),
]

# Last: whatever else is asked for under these prefixes is answered in JSON too.
urlpatterns += [
    re_path(r"^(?:\.well-known/authzen-configuration|access|register/v1|certification)(?:/|$)", views.nothing_here),
]
