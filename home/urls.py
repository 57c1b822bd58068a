from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("my-work/", views.dashboard, name="dashboard"),
    path("help/", views.help_at_home, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
