from django.urls import path

from evaluation.views import answering, decisions, questionnaires, reports

app_name = "evaluation"
urlpatterns = [
    path("", reports.overview, name="overview"),
    path("modules/<slug:code>/<int:number>/", reports.report, name="report"),
    path("modules/<slug:code>/<int:number>/report.pdf", reports.report_pdf, name="report_pdf"),
    path("modules/<slug:code>/<int:number>/report.csv", reports.report_csv, name="report_csv"),
    path("modules/<slug:code>/<int:number>/decide/", decisions.decide, name="decide"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("questionnaires/", questionnaires.questionnaire_list, name="questionnaires"),
    path("questionnaires/<slug:purpose>/", questionnaires.questionnaire, name="questionnaire"),
    path("mine/", answering.mine, name="mine"),
    path("mine/<uuid:pk>/", answering.answer_mine, name="answer_mine"),
    path("trainers/<slug:code>/", answering.trainer, name="trainer"),
    path("answer/<str:token>/", answering.answer_by_link, name="answer"),
]
