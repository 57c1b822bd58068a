from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("", views.work_list, name="list"),
    path("new/", views.take_referral, name="new"),
    path("concern/", views.concern, name="concern"),
    path("concern/report/", views.concern_report, name="concern-report"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/<slug:token>/", views.concern_record, name="concern-record"),
    path("concerns/<slug:token>/<slug:step>/", views.concern_step, name="concern-step"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/report/", views.incident_report, name="incident-report"),
    path("incidents/<slug:token>/", views.incident_record, name="incident-record"),
    path("incidents/<slug:token>/<slug:step>/", views.incident_step, name="incident-step"),
    path("reviews/", views.reviews, name="reviews"),
    path("<slug:reference>/", views.case_page, name="case"),
    path("<slug:reference>/history/", views.history, name="history"),
    path("<slug:reference>/conversation/", views.record_conversation, name="conversation"),
    path("<slug:reference>/person/", views.mark_person, name="person"),
    path("<slug:reference>/close/", views.close_case, name="close"),
    path("<slug:reference>/lines/new/", views.propose_line, name="propose"),
    path("<slug:reference>/lines/<int:number>/", views.line_page, name="line"),
    path("<slug:reference>/lines/<int:number>/assess/", views.assess, name="assess"),
    path("<slug:reference>/lines/<int:number>/recommend/", views.recommend, name="recommend"),
    path("<slug:reference>/lines/<int:number>/authorise/", views.authorise, name="authorise"),
    path("<slug:reference>/lines/<int:number>/refused/", views.refused, name="refused"),
    path("<slug:reference>/lines/<int:number>/direct-access/", views.direct_access, name="direct-access"),
    path("<slug:reference>/lines/<int:number>/to-assessment/", views.send_to_assessment, name="to-assessment"),
    path("<slug:reference>/lines/<int:number>/funds/", views.commit_funds, name="funds"),
    path("<slug:reference>/lines/<int:number>/wait/", views.await_funds, name="wait"),
    path("<slug:reference>/lines/<int:number>/order/", views.order, name="order"),
    path("<slug:reference>/lines/<int:number>/hand-over/", views.hand_over, name="hand-over"),
    path("<slug:reference>/lines/<int:number>/outcome/", views.record_outcome, name="outcome"),
    path("<slug:reference>/lines/<int:number>/review/", views.review, name="review"),
    path("<slug:reference>/lines/<int:number>/stop/", views.stop_line, name="stop"),
]
