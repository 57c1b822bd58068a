"""The dated data that the case module comes with, written where there is none. The editor changes it afterwards.

Migrations call these with the models as they were then, the demonstration and the tests with the models as they are.
"""

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load_protection_routes(route: Any) -> None:
    """What each nation calls its protection of adults and children."""
    if not route.objects.exists():
        route.objects.bulk_create(route(**row) for row in _rows("protection_routes.toml", "routes"))


def load_complaint_procedures(procedure: Any, stage: Any) -> None:
    """How complaints are made and answered in each nation, with the days that each stage may take."""
    if procedure.objects.exists():
        return
    for row in _rows("complaint_procedures.toml", "procedures"):
        made = procedure.objects.create(**{name: value for name, value in row.items() if name != "stages"})
        stage.objects.bulk_create(
            stage(procedure=made, sort_order=number, **facts) for number, facts in enumerate(row["stages"])
        )


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))[table]
    return rows
