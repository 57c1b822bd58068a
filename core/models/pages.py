"""What every page edited in Wagtail shares."""

from wagtail.models import Page


class PlatformPage(Page):
    """A page of the site. Its `seo_title` and `search_description` are Wagtail's own."""

    class Meta:
        abstract = True
