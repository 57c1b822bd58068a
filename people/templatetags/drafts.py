"""The tag by which a long form keeps what is typed into it."""

from datetime import datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.drafts import FIELD, token_for

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_of(context: Context, key: str, until: datetime | None = None) -> SafeString | str:
    """A hidden field that names the person and the form, signed. Nothing for somebody who is not signed in.

    Past `until` nothing more is kept of the form.
    """
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_for(request.user, key, until))
