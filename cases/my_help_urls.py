"""What somebody without an account opens: the page that says how far their own case is."""

from django.urls import path

from cases import views

app_name = "my_help"
urlpatterns = [
    path("<slug:token>/", views.help_page, name="help-page"),
]
