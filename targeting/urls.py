from django.urls import path

from targeting.views import enrolling, mine, partnership, staff

app_name = "targeting"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("team/", staff.team, name="team"),
    path("team.csv", staff.team_csv, name="team_csv"),
    path("organisations/", staff.organisations, name="organisations"),
    path("organisations/<slug:code>/", staff.organisation, name="organisation"),
    path("organisations/<slug:code>.csv", staff.organisation_csv, name="organisation_csv"),
    path("partnership/", partnership.partnership, name="partnership"),
    path("partnership.csv", partnership.partnership_csv, name="partnership_csv"),
    path("rules/", partnership.rules, name="rules"),
    path("rules/reach/", partnership.reach, name="reach"),
    path("enrol/", enrolling.enrol, name="enrol"),
    path("enrol/template.csv", enrolling.template, name="enrol_template"),
]
