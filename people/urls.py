from django.urls import path

from people.views import drafts, fitness, standing

app_name = "people"
urlpatterns = [
    path("drafts/", drafts.keep, name="keep_draft"),
    path("drafts/drop/", drafts.drop, name="drop_draft"),
    path("staff-checks/", fitness.staff, name="staff"),
    path("staff-checks/<int:pk>/", fitness.member, name="staff_member"),
    path("staff-checks/<int:pk>/check/", fitness.record_check, name="record_check"),
    path("staff-checks/<int:pk>/registration/", fitness.record_entry, name="record_registration"),
    path("staff-checks/<int:pk>/checks/<int:check_pk>/end/", fitness.end_check, name="end_check"),
    path("staff-checks/<int:pk>/registrations/<int:entry_pk>/end/", fitness.end_entry, name="end_registration"),
    path("staff-checks/<int:pk>/secondment/", standing.secondment, name="record_secondment"),
    path("staff-checks/<int:pk>/registrations/<int:entry_pk>/experience/", standing.experience, name="experience"),
    path(
        "staff-checks/<int:pk>/experience/<int:experience_pk>/end/", standing.end_of_experience, name="end_experience"
    ),
]
