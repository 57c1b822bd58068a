from django.urls import path

from training_sessions.views import finding

app_name = "training_sessions"
urlpatterns = [
    path("", finding.session_list, name="list"),
    path("mine/", finding.mine, name="mine"),
    path("<int:pk>/", finding.session, name="session"),
]
