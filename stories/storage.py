"""Files that have no address of their own: only a view that asks first gives them out."""

from typing import Any

from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

NOWHERE = "#"


class PrivateFiles(FileSystemStorage):
    def url(self, name: str | None) -> str:
        return NOWHERE


class PrivateObjects(S3Storage):
    """The same in S3-compatible storage: no signed address is ever handed out."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return NOWHERE
