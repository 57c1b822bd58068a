"""Providers, their price lists and their prices, in the partnership's editor (H5, F5).

A price is never changed: the next one ends it, so that an order can be explained by the price of its day. A whole list
comes in as a table, with what it would change shown first.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView

from audit.services import record
from cases.exceptions import ChangedUnseen, NotOnPriceList
from cases.models import Price, PriceList
from cases.seen import mark_of_prices
from cases.selectors.price_list import providers
from cases.services import price_list as prices
from core import clock
from core.exceptions import Refused
from core.forms import posted
from core.spreadsheets import LARGEST_BYTES, TableUnusable, csv_response
from people.access import SignedInRequest
from people.constants import OrganisationKind
from people.models import Organisation, User
from stories.permissions import EditorialPolicy
from stories.wagtail_hooks import EditorialViewSet


class NewPricesOnly(EditorialPolicy):
    """A price is set, and never edited."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "change" and super().user_has_permission(user, action)


class ProviderForm(WagtailAdminModelForm):
    """A provider under contract. Its kind is not asked: partners are not made here."""

    class Meta:
        model = Organisation
        fields = ["name", "code", "contact_email", "contact_phone"]

    def save(self, commit: bool = True) -> Organisation:
        self.instance.kind = OrganisationKind.PROVIDER
        saved: Organisation = super().save(commit)
        return saved


class Recorded:
    """What is added or changed here is written in the audit, in the same transaction."""

    def save_instance(self) -> Any:
        instance = super().save_instance()  # type: ignore[misc]
        verb = f"cases.{instance._meta.model_name}_saved"
        record(verb, instance, by=self.request.user, detail={"fields": sorted(self.form.changed_data)})  # type: ignore[attr-defined]
        return instance


class AddRecorded(Recorded, CreateView):
    pass


class EditRecorded(Recorded, EditView):
    pass


class ProviderViewSet(EditorialViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Providers"
    menu_name = "providers"
    base_url_path = "providers"
    list_display = ["name", "contact_email", "contact_phone"]
    search_fields = ["name", "code"]
    copy_view_enabled = False
    add_view_class = AddRecorded
    edit_view_class = EditRecorded

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return Organisation.objects.filter(kind=OrganisationKind.PROVIDER)

    def get_form_class(self, for_update: bool = False) -> type[ProviderForm]:
        return ProviderForm


class PriceListForm(WagtailAdminModelForm):
    """Whose list it is, and which partners order by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.ours()
        self.fields["partners"].queryset = partners
        self.fields["partners"].widget = forms.CheckboxSelectMultiple(choices=self.fields["partners"].choices)
        self.fields["provider"].queryset = (
            providers() | Organisation.objects.filter(partnership="").distinct()
        ).order_by("name")
        if self.instance.pk:
            self.fields["provider"].disabled = True
            self.fields["provider"].help_text = "Orders stand on its prices, so the provider stays."

    class Meta:
        model = PriceList
        fields = ["name", "provider", "partners"]


class PriceListViewSet(EditorialViewSet):
    model = PriceList
    icon = "list-ul"
    menu_label = "Price lists"
    list_display = ["name", "provider"]
    list_filter = ["provider"]
    search_fields = ["name"]
    copy_view_enabled = False
    add_view_class = AddRecorded
    edit_view_class = EditRecorded

    def get_form_class(self, for_update: bool = False) -> type[PriceListForm]:
        return PriceListForm


class PriceForm(WagtailAdminModelForm):
    """The next price of one item or extra."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "Today or later. The price that holds now ends on the day before."
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        item, extra = values.get("adaptation"), values.get("extra")
        if bool(item) == bool(extra):
            self.add_error("adaptation", "Choose an item of the catalogue, or name an extra: one of the two.")
        if values.get("amount") is not None and values["amount"] < 0:
            self.add_error("amount", "The price must be nothing or more.")
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "A price cannot start in the past: orders placed then keep their price.")
        present = Price.objects.filter(
            price_list=values.get("price_list"), adaptation=item, extra=extra or "", valid_until=None
        ).first()
        if present and day and day < present.valid_from:
            self.add_error("valid_from", f"A price from {present.valid_from:%-d %B %Y} is set. Choose a later day.")
        return values

    class Meta:
        model = Price
        fields = ["price_list", "adaptation", "extra", "amount", "valid_from"]


class NextPrice(CreateView):
    """Ends the price that holds and starts the next."""

    def save_instance(self) -> Price:
        values = self.form.cleaned_data
        return prices.set_price(
            price_list=values["price_list"],
            amount=values["amount"],
            valid_from=values["valid_from"],
            adaptation=values["adaptation"],
            extra=values["extra"],
            by=self.request.user,
        )


class PriceViewSet(EditorialViewSet):
    model = Price
    icon = "tag"
    menu_label = "Prices"
    list_display = ["item_name", "price_list", "amount", "valid_from", "valid_until"]
    list_filter = ["price_list"]
    search_fields = ["extra", "adaptation__name"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_view_class = NextPrice

    @cached_property
    def permission_policy(self) -> NewPricesOnly:
        return NewPricesOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[PriceForm]:
        return PriceForm


class TableForm(forms.Form):
    """The table, and from which day on its prices hold."""

    table = forms.FileField(label="Table (CSV)", error_messages={"required": "Choose the file with the prices."})
    valid_from = forms.DateField(
        label="The prices hold from",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Enter from which day on the prices hold."},
    )

    def clean_table(self) -> bytes:
        table = self.cleaned_data["table"]
        if table.size > LARGEST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB. Split it into smaller files.")
        content: bytes = table.read()
        return content

    def clean_valid_from(self) -> Any:
        if self.cleaned_data["valid_from"] < clock.today():
            raise forms.ValidationError("A price cannot start in the past. Choose today or a later day.")
        return self.cleaned_data["valid_from"]


def table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the file and show what it would change; a second POST brings the same table back and saves it."""
    price_list = _list_or_404(request, pk)
    if request.method == "POST" and "content" in request.POST:
        return _save(request, price_list)
    form = TableForm(posted(request), request.FILES or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        content, valid_from = form.cleaned_data["table"], form.cleaned_data["valid_from"]
        try:
            return _preview(request, price_list, content, valid_from)
        except TableUnusable as refusal:
            form.add_error("table", str(refusal))
    context = {"price_list": price_list, "form": form, "columns": prices.COLUMNS}
    return render(request, "cases/price_list/table.html", context)


def _preview(request: SignedInRequest, price_list: PriceList, content: bytes, valid_from: Any) -> HttpResponse:
    differences = prices.compare(content, price_list=price_list, valid_from=valid_from)
    told = [(change, [one for one in differences if one.change is change]) for change in prices.Change]
    context = {
        "price_list": price_list,
        "differences": differences,
        "counts": [(change.words, len(found)) for change, found in told if found],
        "is_wrong": any(one.change is prices.Change.WRONG for one in differences),
        "is_news": any(one.change in {prices.Change.NEW, prices.Change.CHANGED} for one in differences),
        "content": content.decode("utf-8-sig"),
        "valid_from": valid_from,
        "seen": mark_of_prices(price_list),
    }
    return render(request, "cases/price_list/preview.html", context)


def _save(request: SignedInRequest, price_list: PriceList) -> HttpResponse:
    content = request.POST["content"].encode()
    day = forms.DateField().clean(request.POST.get("valid_from") or clock.today())
    try:
        made = prices.take_table(
            content, price_list=price_list, valid_from=day, by=request.user, seen=request.POST.get("seen", "")
        )
    except (ChangedUnseen, NotOnPriceList) as refusal:
        # Something changed since the preview: show how it stands now.
        messages.error(request, str(refusal))
        return _preview(request, price_list, content, day)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("price_list_table", price_list.pk)
    words = f"{len(made)} price{'' if len(made) == 1 else 's'} set from {day:%-d %B %Y}."
    messages.success(request, words)
    return redirect(f"{reverse('wagtailsnippets_cases_price:list')}?price_list={price_list.pk}")


def table_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list as it holds, to change in a spreadsheet and bring back."""
    price_list = _list_or_404(request, pk)
    rows = [
        (price.adaptation.code if price.adaptation else "", price.extra, price.amount)
        for price in price_list.prices.filter(valid_until=None).select_related("adaptation")
    ]
    return csv_response("prices", prices.COLUMNS, rows or prices.EXAMPLES)


def _list_or_404(request: SignedInRequest, pk: int) -> PriceList:
    if not EditorialPolicy(PriceList).user_has_permission(request.user, "add"):
        raise PermissionDenied("Price lists are for editors and the governance group.")
    try:
        return get_object_or_404(PriceList, pk=pk)
    except Http404:
        raise Http404("There is no such price list.") from None


def register() -> None:
    for viewset in (ProviderViewSet, PriceListViewSet, PriceViewSet):
        register_snippet(viewset)

    @hooks.register("register_admin_urls")
    def addresses() -> list[Any]:
        return [
            path("price-lists/<int:pk>/table/", table, name="price_list_table"),
            path("price-lists/<int:pk>/prices.csv", table_of, name="price_list_csv"),
        ]

    @hooks.register("register_snippet_listing_buttons")
    def buttons(snippet: Any, user: User, next_url: str | None = None) -> Iterator[Button]:
        if isinstance(snippet, PriceList) and EditorialPolicy(PriceList).user_has_permission(user, "add"):
            yield Button("Prices from a table", reverse("price_list_table", args=[snippet.pk]), priority=20)
            yield Button("Download the prices", reverse("price_list_csv", args=[snippet.pk]), priority=30)
