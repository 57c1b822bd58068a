"""The questionnaire, which is opened without an account, by a link that only its receiver has."""

from django.urls import path

from cases import views

app_name = "say"
urlpatterns = [
    path("<slug:token>/", views.answer_by_link, name="answer-by-link"),
]
