"""A wide table whose rows stack on phones: each cell names its column, and a screen reader still finds a table."""

from django.template import Context, Template

TABLE = (
    '{% load nhsuk %}<table role="table">{% columns "Person" "Due by" %}<tbody role="rowgroup"><tr role="row">'
    '{% row_heading %}{{ name }}{% endrow_heading %}{% cell "Due by" %}<b>{{ day }}</b>{% endcell %}'
    "</tr></tbody></table>"
)


def rendered(**values: str) -> str:
    return Template(TABLE).render(Context(values))


def test_each_cell_names_its_column_once_for_a_screen_reader() -> None:
    html = rendered(name="Wójcik & Sons", day="4 June 2027")
    assert '<span class="nhsuk-table-responsive__heading" aria-hidden="true">Due by </span>' in html
    assert "<div><b>4 June 2027</b></div>" in html, "what the template wrote is not escaped again"
    assert "Wójcik &amp; Sons" in html
    assert "&amp;amp;" not in html


def test_its_parts_keep_the_roles_that_a_block_would_lose() -> None:
    html = rendered(name="Isla", day="today")
    for role in ("rowgroup", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in html


def test_an_empty_cell_is_left_empty_so_that_a_phone_leaves_it_out() -> None:
    html = Template('{% load nhsuk %}{% cell "Change" %} {% if no %}End{% endif %} {% endcell %}').render(Context())
    assert "<div></div>" in html
