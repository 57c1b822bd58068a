"""The addresses of the machine interface. docs/api.md describes them for whoever builds against them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accreditation.api.authzen import (
    Batch,
    Evaluation,
    Semantic,
    Target,
    read_evaluation,
    read_evaluations,
    read_search,
)
from accreditation.api.machine import ApiError, JsonResponse, View, machine_view, not_found
from accreditation.api.tenants import Tenant
from accreditation.case_systems import REGISTER_CHECK, REGISTER_SEARCH
from accreditation.signing_keys import published_keys
from core.strict_json import Json

PUBLISHED = "public, max-age=300"
DISCOVERY = ".well-known/authzen-configuration"
EVALUATION, EVALUATIONS = "access/v1/evaluation", "access/v1/evaluations"
SEARCHES = {target: f"access/v1/search/{target}" for target in Target}


def addresses_of(tenant: Tenant[Any, Any]) -> list[URLPattern]:
    """Where a tenant answers: AuthZEN's five endpoints under its prefix, and its discovery document."""
    name = f"{tenant.prefix}-" if tenant.prefix else ""
    well_known = f"{DISCOVERY}/{tenant.prefix}" if tenant.prefix else DISCOVERY
    return [
        path(well_known, _discovery(tenant), name=f"{name}discovery"),
        path(tenant.path_to(EVALUATION), _evaluation(tenant), name=f"{name}evaluation"),
        path(tenant.path_to(EVALUATIONS), _evaluations(tenant), name=f"{name}evaluations"),
        *(
            path(tenant.path_to(address), _search(tenant, target), name=f"{name}search-{target}")
            for target, address in SEARCHES.items()
        ),
    ]


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public keys of every receipt that was ever given, as a JWK set that says how each key lived."""
    return JsonResponse({"keys": published_keys()})


@machine_view("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under the interface's prefixes: programs are told so in JSON, not by a page."""
    raise not_found()


def _tenant_view(tenant: Tenant[Any, Any], *methods: str, **options: str) -> Callable[[View], View]:
    """A view for programs at a tenant that may be closed."""

    def decorate(view: View) -> View:
        def while_open(request: HttpRequest) -> HttpResponse:
            if not tenant.is_open():
                raise not_found()
            return view(request)

        return machine_view(*methods, **options)(while_open)

    return decorate


def _evaluation(tenant: Tenant[Any, Any]) -> View:
    @_tenant_view(tenant, "POST")
    def evaluation(request: HttpRequest) -> HttpResponse:
        """May this person do this, here, now? A no is an answer too: status 200 and `decision` false."""
        client = tenant.admit(request, scope=REGISTER_CHECK)
        return _one(tenant, client, read_evaluation(request))

    return evaluation


def _evaluations(tenant: Tenant[Any, Any]) -> View:
    @_tenant_view(tenant, "POST")
    def evaluations(request: HttpRequest) -> HttpResponse:
        """Several questions at once, all answered from one state; without a list of them, the one."""
        client = tenant.admit(request, scope=REGISTER_CHECK)
        asked = read_evaluations(request)
        if isinstance(asked, Evaluation):
            return _one(tenant, client, asked)
        return JsonResponse({"evaluations": list(_answers(tenant, client, asked))})

    return evaluations


def _search(tenant: Tenant[Any, Any], target: Target) -> View:
    @_tenant_view(tenant, "POST")
    def search(request: HttpRequest) -> HttpResponse:
        """Who may, on what, or what may they do; by pages."""
        client = tenant.admit(request, scope=REGISTER_SEARCH)
        asked = read_search(request, target, tenant=tenant.prefix)
        found = tenant.search(client, asked)
        page = {"next_token": asked.token_after(found.after), "count": len(found.results)}
        context = {"context": found.context} if found.context else {}
        return JsonResponse({"page": page, **context, "results": found.results})

    return search


def _discovery(tenant: Tenant[Any, Any]) -> View:
    @_tenant_view(tenant, "GET", "HEAD", cache_control=PUBLISHED)
    def discovery(request: HttpRequest) -> HttpResponse:
        """What AuthZEN calls the metadata of the policy decision point: where it answers, as it was asked itself."""
        base = request.build_absolute_uri("/").rstrip("/")
        metadata: Json = {
            "policy_decision_point": f"{base}/{tenant.prefix}" if tenant.prefix else base,
            "access_evaluation_endpoint": f"{base}/{tenant.path_to(EVALUATION)}",
            "access_evaluations_endpoint": f"{base}/{tenant.path_to(EVALUATIONS)}",
            **{f"search_{target}_endpoint": f"{base}/{tenant.path_to(SEARCHES[target])}" for target in Target},
        }
        # What has no value is left out.
        if tenant.capabilities:
            metadata["capabilities"] = list(tenant.capabilities)
        if signed := tenant.sign_metadata(metadata):
            metadata["signed_metadata"] = signed
        return JsonResponse(metadata)

    return discovery


def _one(tenant: Tenant[Any, Any], client: Any, evaluation: Evaluation) -> HttpResponse:
    question = tenant.read(client, evaluation)
    return JsonResponse(tenant.decide(client, [question], stop_at=None)[0])


def _answers(tenant: Tenant[Any, Any], client: Any, batch: Batch) -> Iterator[Json]:
    """The decisions of a batch in its order, up to where its semantic ends it.

    An item that cannot be read is its own error and no answer: nothing is decided or kept about it. It counts as a
    denial, so nothing after it is read where the first denial ends the batch.
    """
    items = list(_read(tenant, client, batch))
    questions = [item for item in items if not isinstance(item, ApiError)]
    decided: Sequence[Json] = tenant.decide(client, questions, stop_at=batch.semantic.stop_at) if questions else []
    following = iter(decided)
    for item in items:
        said = _error_of(item) if isinstance(item, ApiError) else next(following, None)
        if said is None:
            return
        yield said
        if said["decision"] is batch.semantic.stop_at:
            return


def _read(tenant: Tenant[Any, Any], client: Any, batch: Batch) -> Iterator[Any]:
    for item in batch.items:
        read = item
        if isinstance(item, Evaluation):
            try:
                read = tenant.read(client, item)
            except ApiError as error:
                read = error
        yield read
        if isinstance(read, ApiError) and batch.semantic is Semantic.DENY_ON_FIRST_DENY:
            return


def _error_of(error: ApiError) -> Json:
    return {"decision": False, "context": {"error": {"status": error.status, "message": error.message}}}
