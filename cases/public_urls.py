"""Pages of the case module that are opened without an account."""

from django.urls import path

from cases import views

app_name = "help"
urlpatterns = [
    path("", views.ask_for_help, name="ask-for-help"),
    path("sent/<slug:reference>/", views.asked, name="asked"),
]
