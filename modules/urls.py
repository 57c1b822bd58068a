from django.urls import path

from modules.views import (
    certificates,
    checks,
    learning,
    questions,
    review_links,
    reviews,
    rules,
    scenario_drafts,
    scenarios,
)

app_name = "modules"
urlpatterns = [
    path("", learning.module_list, name="list"),
    path("certificates/<slug:number>/", certificates.certificate, name="certificate"),
    path("certificates/<slug:number>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/<int:page_id>/", reviews.review, name="review"),
    path("reviews/<int:page_id>/links/", review_links.links, name="review_links"),
    path("reviews/<int:page_id>/comments/<int:pk>/", review_links.answer, name="answer_comment"),
    path("drafts/<str:token>/", review_links.read_draft, name="read_draft"),
    path("rules/<slug:code>/", rules.rules, name="rules"),
    path("scenarios/", scenario_drafts.scenario_list, name="scenario_drafts"),
    path("scenarios/<slug:slug>/", scenario_drafts.scenario_draft, name="scenario_draft"),
    path("questions/", questions.banks, name="banks"),
    path("questions/<slug:code>/", questions.analysis, name="item_analysis"),
    path("questions/<slug:code>/tries/", questions.more_tries, name="more_tries"),
    path("questions/<slug:code>/import/", questions.import_, name="import"),
    path("questions/<slug:code>/import/confirm/", questions.confirm_import, name="confirm_import"),
    path("questions/<slug:code>/export/<slug:format_>/", questions.export, name="export"),
    path("<slug:code>/", learning.module, name="module"),
    path("<slug:code>/start/", learning.start, name="start"),
    path("<slug:code>/lessons/<str:lesson_id>/", learning.lesson, name="lesson"),
    path("<slug:code>/scenarios/<slug:slug>/", scenarios.scenario, name="scenario"),
    path("<slug:code>/scenario-runs/<int:pk>/", scenarios.run, name="scenario_run"),
    path("<slug:code>/scenario-runs/<int:pk>/debrief/", scenarios.debrief, name="scenario_debrief"),
    path("<slug:code>/check/", checks.check, name="check"),
    path("<slug:code>/check/<int:pk>/", checks.attempt, name="attempt"),
    path("<slug:code>/before/", checks.before, name="before"),
    path("<slug:code>/check/<int:pk>/result/", checks.result, name="result"),
]
