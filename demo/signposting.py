"""The directory of other services, and what was suggested to two people out of it (H10)."""

from datetime import timedelta

from cases.constants.directory import Answered, GotThere, ToldHow, Topic
from cases.models import ListedService
from cases.services import ServiceDetails, add_service, confirm_service, follow_up_suggestion, suggest_service
from core import clock
from demo.partnership import Partnership

# Days ago on which an entry was listed, and what it says.
SERVICES: tuple[tuple[int, ServiceDetails, tuple[str, ...]], ...] = (
    (
        90,
        ServiceDetails(
            organisation="Harbour Befrienders",
            name="Tuesday Tea",
            description="Tea, a talk and a game of cards. A driver fetches you and takes you home.",
            topics=[Topic.COMPANY, Topic.TRANSPORT],
            minimum_age=60,
            costs="Free",
            telephone="01632 960 701",
            contact_name="Elspeth",
            opening_times="Tuesdays, 2 to 4 in the afternoon",
            places="Harbour Hall, 3 Quay Street, Ardlea, AR1 2AA",
        ),
        ("harbour",),
    ),
    (
        400,
        ServiceDetails(
            organisation="Ember Energy Advice",
            name="Warm Home Visit",
            description="Somebody comes to your home, looks at your heating and your bills, and helps you to pay less.",
            topics=[Topic.WARMTH, Topic.MONEY],
            costs="Free",
            telephone="01632 960 702",
            website="https://ember.example.org",
        ),
        (),
    ),
    (
        60,
        ServiceDetails(
            organisation="Ardlea Carers",
            name="A Morning Off",
            description="Somebody sits with the person you care for, so that you can go out.",
            topics=[Topic.CARERS],
            minimum_age=18,
            eligibility="People who look after somebody without pay.",
            costs="First four mornings free\nThen £12 a morning",
            telephone="01632 960 703",
            email="mornings@ardlea-carers.example.org",
        ),
        (),
    ),
    (
        30,
        ServiceDetails(
            organisation="Steady Steps",
            name="Strength and Balance Class",
            description="Gentle exercises, sitting and standing, that help you not to fall.",
            topics=[Topic.FALLS],
            minimum_age=50,
            costs="£3 a class",
            telephone="01632 960 704",
            opening_times="Mondays and Thursdays, 10 to 11 in the morning",
            places="Old Town Library, 1 Kirk Wynd, Ardlea, AR2 1AA\nNorthfield Centre, Mill Road, Ardlea, AR3 4BB",
        ),
        ("old-town", "northfield"),
    ),
    (
        200,
        ServiceDetails(
            organisation="Ardlea Citizens’ Advice",
            name="Benefits Check",
            description="Finds out whether you get all the money that you have a right to, and fills in the forms.",
            topics=[Topic.MONEY, Topic.ADVICE],
            costs="Free",
            telephone="01632 960 705",
            opening_times="Monday to Friday, 9:30 to 4",
            places="12 High Street, Ardlea, AR1 1AA",
        ),
        (),
    ),
)


def load(p: Partnership) -> None:
    """One entry has not been confirmed for more than twelve months, and says so."""
    manager = p.people["manager"]
    for days_ago, details, localities in SERVICES:
        with clock.fixed(p.moment(days_ago, 10)):
            placed = ServiceDetails(**(vars(details) | {"localities": [p.localities[code] for code in localities]}))
            add_service(details=placed, by=manager)
    with clock.fixed(p.moment(20, 11)):
        confirm_service(service=_service("Benefits Check"), by=manager)
    _suggestions(p)


def _suggestions(p: Partnership) -> None:
    """Tea, which she goes to; a class that he wants to think about."""
    officer = p.people["officer"]
    with clock.fixed(p.moment(12, 15)):
        tea = suggest_service(
            case=p.case("Tommy Lockhart"),
            service=_service("Tuesday Tea"),
            topic=Topic.COMPANY,
            told_how=ToldHow.PRINTED,
            answered=Answered.WANTS,
            said="I have not been out since the bus stopped.",
            ask_again_on=clock.today() + timedelta(days=7),
            by=officer,
        )
    with clock.fixed(p.moment(5, 10)):
        follow_up_suggestion(suggestion=tea, got_there=GotThere.YES, note="Won at whist.", by=officer)
    with clock.fixed(p.moment(4, 14)):
        suggest_service(
            case=p.case("Hugh Carmichael"),
            service=_service("Strength and Balance Class"),
            topic=Topic.FALLS,
            told_how=ToldHow.IN_PERSON,
            answered=Answered.THINKS,
            said="I will ask my daughter whether she comes along.",
            ask_again_on=clock.today() + timedelta(days=14),
            by=officer,
        )


def _service(name: str) -> ListedService:
    return ListedService.objects.get(name=name)
