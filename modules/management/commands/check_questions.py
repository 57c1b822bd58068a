"""Look for what is wrong with the question banks in the teaching files."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modules.bank_check import faults_of
from modules.exceptions import TeachingFileUnusable
from modules.services.question_files import questions_of
from modules.teaching_files import read_folders

FRAMEWORK = Path(settings.BASE_DIR) / "competencies" / "framework" / "2026-1.toml"


class Command(BaseCommand):
    help = "Lists near-duplicates, bias and gaps in the question banks. Fails when it finds any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "modules" / "teaching")
        parser.add_argument("--framework", type=Path, default=FRAMEWORK, help="the file with the criteria that exist")

    def handle(self, *args: Any, **options: Any) -> None:
        criteria = criteria_in(options["framework"])
        found = 0
        try:
            for files in read_folders(options["folder"]):
                questions = questions_of(files)
                draws = [(draw["tag"], draw["count"]) for draw in files.module.get("draws", [])]
                faults = faults_of(questions, criteria=criteria, drawn=files.module["questions_drawn"], draws=draws)
                self.stdout.write(f"{files.code}: {len(questions)} questions, {len(faults)} faults")
                for fault in faults:
                    self.stdout.write(f"  {fault}")
                found += len(faults)
        except TeachingFileUnusable as refusal:
            raise CommandError(str(refusal)) from refusal
        if found:
            raise CommandError(f"{found} faults.")


def criteria_in(framework: Path) -> set[str]:
    """The codes of the performance criteria in a framework's file."""
    told = tomllib.loads(framework.read_text(encoding="utf-8"))
    return {
        criterion["code"]
        for domain in told["domains"]
        for competency in domain["competencies"]
        for criterion in competency["criteria"]
    }
