"""Where files lie: hashed static files, and private ones that only a view that asks first gives out."""

from typing import Any

from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash. Source maps are not looked for: the design system's wheel ships none."""

    support_js_module_import_aggregation = True
    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )


NOWHERE = "#"


class PrivateFiles(FileSystemStorage):
    """Files that have no address of their own."""

    def url(self, name: str | None) -> str:
        return NOWHERE


class PrivateObjects(S3Storage):
    """The same in S3-compatible storage: no signed address is ever handed out."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return NOWHERE
