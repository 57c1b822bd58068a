"""StreamField blocks that every kind of page may use."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class TextBlock(blocks.StructBlock):
    """Running text under an optional heading."""

    heading = blocks.CharBlock(required=False, max_length=120)
    text = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link", "h3"])

    class Meta:
        icon = "pilcrow"
        template = "components/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words a person hears instead of it."""

    picture = ImageChooserBlock()
    alternative = blocks.CharBlock(max_length=250, help_text="What the picture shows, for someone who cannot see it.")
    caption = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "image"
        template = "components/blocks/picture.html"
