from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accreditation.case_systems import SANDBOX_PREFIX
from core import clock
from core.exceptions import Refused
from demo import facts
from demo.loading import load
from demo.machines import SECRET


class Command(BaseCommand):
    help = "Load the demonstration partnership into an empty database; on a loaded one, change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2027, help="Decides everything left to chance.")
        parser.add_argument("--as-of", type=date.fromisoformat, help="The day of the demonstration, as 2027-06-04.")

        parser.add_argument("--cases", type=int, default=0, help="How many further cases, over two years.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(seed=options["seed"], as_of=options["as_of"] or clock.today(), cases=options["cases"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The demonstration of {loaded.as_of:%-d %B %Y} is loaded.\n\nWho can sign in:")
        for person in facts.sign_ins():
            self.stdout.write(f"  {person['name']:<20} {person['email']:<46} {person['role']}")
        client = facts.facts()["client"]
        self.stdout.write(f"Everybody's password: {facts.PASSWORD}\n\nA case system asks the register as:")
        self.stdout.write(f"  client id {client['id']}, scope {client['scope']}; its private key is in demo_facts")
        self.stdout.write(f"  sandbox: client id {SANDBOX_PREFIX}{client['id']}, secret {SECRET}")
