from django.urls import path

from competencies.views import countersigning, evidence, made, mine, moderation, portfolio, signing, trainers

app_name = "competencies"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path("evidence/from/<slug:kind>/<int:pk>/", evidence.offer_source, name="offer_source"),
    path("framework/", mine.framework, name="framework"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio.json", portfolio.portfolio_json, name="portfolio_json"),
    path("portfolio.pdf", portfolio.portfolio_pdf, name="portfolio_pdf"),
    path("requests/<int:pk>/withdraw/", mine.withdraw, name="withdraw_request"),
    path("requests/<int:pk>/reopen/", mine.reopen, name="reopen_request"),
    path("sign-offs/", signing.waiting, name="sign_offs"),
    path("sign-offs/<int:pk>/", signing.sign_form, name="sign"),
    path("sign-offs/<int:pk>/confirm/", signing.confirm, name="confirm"),
    path("sign-offs/made/<int:pk>/", made.sign_off, name="sign_off"),
    path("sign-offs/made/<int:pk>/withdraw/", made.withdraw, name="withdraw_sign_off"),
    path("sign-offs/moderation/", moderation.in_moderation, name="in_moderation"),
    path("sign-offs/moderation/<int:pk>/", moderation.moderate, name="moderate"),
    path("sign-offs/moderated/<int:pk>/", moderation.moderated, name="moderated"),
    path("sign-offs/<int:pk>/second/", countersigning.second, name="countersign"),
    path("sign-offs/second/<int:pk>/take-back/", countersigning.take_back, name="take_back_countersign"),
    path("sign-offs/second/<int:pk>/decline/", countersigning.decline, name="decline_countersign"),
    path("trainers/second-signatures/", countersigning.overview, name="second_signatures"),
    path("trainers/", trainers.trainers, name="trainers"),
    path("trainers/propose/", trainers.propose, name="propose_trainer"),
    path("trainers/grant/", trainers.grant, name="grant_standing"),
    path("trainers/<int:pk>/end/", trainers.end, name="end_standing"),
    path("trainers/proposals/<int:pk>/confirm/", trainers.confirm_proposal, name="confirm_trainer"),
    path("trainers/proposals/<int:pk>/decline/", trainers.decline_proposal, name="decline_trainer"),
    path("<slug:code>/evidence/", mine.offer, name="offer"),
]
