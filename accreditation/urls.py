from django.urls import path

from accreditation.views import appeals, asof, cards, lineage, naming, officers, outages, own, practice, register

app_name = "accreditation"
urlpatterns = [
    path("register/", register.search, name="register"),
    path("register/<str:number>.json", register.entry_json, name="entry_json"),
    path("register/<str:number>/", register.entry, name="entry"),
    path("accreditation/", officers.work, name="work"),
    path("accreditation/mine/", own.mine, name="mine"),
    path("accreditation/mine/<str:number>/give-up/", own.give_up, name="give_up"),
    path("accreditation/mine/<str:number>/reply/", own.write_reply, name="reply"),
    path("accreditation/mine/<str:number>/as-of/", asof.for_oneself, name="own_as_of"),
    path("accreditation/mine/<str:number>/appeal/<int:decision>/", appeals.lodge, name="lodge_appeal"),
    path("accreditation/mine/<str:number>/renewal/", practice.renewal, name="renewal"),
    path("accreditation/practice/", practice.to_confirm, name="practice_to_confirm"),
    path("accreditation/practice/<int:pk>/confirm/", practice.confirm, name="confirm_practice"),
    path("accreditation/appeals/", appeals.appeals, name="appeals"),
    path("accreditation/appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("accreditation/appeals/<int:pk>/hearers/", appeals.hearers, name="appeal_hearers"),
    path("accreditation/appeals/<int:pk>/decide/", appeals.opinion, name="appeal_opinion"),
    path("accreditation/appeals/<int:pk>/withdraw/", appeals.withdraw, name="withdraw_appeal"),
    path("accreditation/apply/", own.offers, name="offers"),
    path("accreditation/apply/<slug:code>/", own.apply, name="apply"),
    path("accreditation/lineage/", lineage.search, name="lineage"),
    path("accreditation/lineage/<int:pk>/", lineage.signed_by, name="signed_by"),
    path("accreditation/lineage/<int:pk>/suspend/", lineage.suspend_all, name="suspend_all"),
    path("accreditation/precautions/<int:pk>/", lineage.precaution, name="precaution"),
    path("accreditation/outages/", outages.reports, name="outages"),
    path("accreditation/outages/<int:pk>/", outages.report, name="outage"),
    path("accreditation/withheld-names/", naming.withheld, name="withheld"),
    path("accreditation/<str:number>/name/", naming.name, name="name"),
    path("accreditation/<str:number>/card/", cards.card, name="card"),
    path("accreditation/<str:number>/card.pdf", cards.card_pdf, name="card_pdf"),
    path("accreditation/<str:number>/as-of/", asof.for_officers, name="as_of"),
    path("accreditation/<str:number>/", officers.accreditation, name="accreditation"),
    path("accreditation/<str:number>/<slug:verb>/", officers.decide, name="decide"),
]
