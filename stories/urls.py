from django.urls import path

from stories.views import consent, reading, recordings

app_name = "stories"
urlpatterns = [
    path("", reading.story_list, name="list"),
    path("wording/", consent.wording, name="wording"),
    path("recordings/<slug:slug>/file", recordings.recording, name="recording"),
    path("recordings/<slug:slug>/poster", recordings.poster, name="poster"),
    path("recordings/<slug:slug>/captions.vtt", recordings.captions, name="captions"),
    path("recordings/<slug:slug>/transcript.txt", recordings.transcript, name="transcript"),
    path("<slug:slug>/", reading.story, name="story"),
    path("<slug:slug>/consent/", consent.consent, name="consent"),
    path("<slug:slug>/people/", consent.appearance, name="appearance"),
    path("<slug:slug>/people/<int:pk>/end/", consent.end, name="end_appearance"),
    path("<slug:slug>/publish/", consent.publish, name="publish"),
    path("<slug:slug>/consent/<int:pk>/withdraw/", consent.withdraw, name="withdraw"),
]
