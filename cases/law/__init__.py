"""Rules of law as they are loaded into an empty product. From then on the partnership edits the rows."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import models

FOLDER = Path(__file__).parent

# Which model each table of a file is loaded into.
FILES = {
    "funding.toml": {"rules": "FundingRule", "benefits": "PassportBenefit"},
    "consents.toml": {"consents": "ConsentRule"},
}


def load(get_model: Callable[[str], type[models.Model]], *, file: str) -> None:
    """Load a file's rows, unless its tables hold rows already. `get_model` gives the model of that name, so that a
    migration can pass its own."""
    source: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))
    for table, name in FILES[file].items():
        model = get_model(name)
        if not model._default_manager.exists():
            model._default_manager.bulk_create([model(**row) for row in source[table]])
