from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("drafts/", views.keep, name="keep_draft"),
    path("drafts/drop/", views.drop, name="drop_draft"),
]
