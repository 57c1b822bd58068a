from django.urls import path

from people.views import drafts

app_name = "people"
urlpatterns = [
    path("drafts/", drafts.keep, name="keep_draft"),
    path("drafts/drop/", drafts.drop, name="drop_draft"),
]
