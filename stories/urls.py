from django.urls import path

from stories import views

app_name = "stories"
urlpatterns = [
    path("", views.story_list, name="list"),
    path("<slug:slug>/", views.story, name="story"),
    path("<slug:slug>/consent/", views.consent, name="consent"),
    path("<slug:slug>/consent/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
