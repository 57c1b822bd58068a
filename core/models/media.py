"""The image and document models of editorial content. Case files never live here."""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class PlatformImage(AbstractImage):
    """A picture in a lesson, story or public page."""

    admin_form_fields = ("title", "file", "description", "collection", "tags")


class PlatformRendition(AbstractRendition):
    """A picture at one size."""

    image = models.ForeignKey(PlatformImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class PlatformDocument(AbstractDocument):
    """A file to download from a lesson or public page."""

    admin_form_fields = ("title", "file", "collection", "tags")
