"""The API's one error shape, its authenticator and the helpers that every view uses."""

import logging
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.exceptions import AWAY, DomainError, FieldError

log = logging.getLogger(__name__)


class CsrfFailed(exceptions.PermissionDenied):
    default_code = "csrf_failed"
    default_detail = "The page is out of date. Load it again."


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session. No session is 401 `signed_out`; a stale token is 403 `csrf_failed`: the phone renews and retries."""

    def authenticate_header(self, request: Any) -> str:
        return 'Session realm="api"'

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise CsrfFailed from error


def error_body(code: str, message: str, errors: list[FieldError] | None = None) -> dict[str, Any]:
    """The one error shape of every endpoint."""
    return {"code": code, "message": message, "errors": [error.as_json() for error in errors or []]}


def error_response(code: str, message: str, http_status: int, **headers: str) -> JsonResponse:
    """The one error shape for code outside DRF (middleware, handlers). Header names take `_` for `-`."""
    response = JsonResponse(error_body(code, message), status=http_status)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _from_validation(detail: Any, prefix: str = "") -> list[FieldError]:
    """DRF's nested details, flat: `body.fields.pain_avg`."""
    if isinstance(detail, dict):
        return [e for key, value in detail.items() for e in _from_validation(value, f"{prefix}.{key}" if prefix else str(key))]
    if isinstance(detail, list):
        return [e for value in detail for e in _from_validation(value, prefix)]
    return [FieldError(prefix, getattr(detail, "code", "invalid"), str(detail))]


_WORDS = {
    401: ("signed_out", "Sign in to go on."),
    403: ("forbidden", "You cannot do this."),
    404: ("not_found", "This is not here."),
    405: ("method_not_allowed", "This address does not take this method."),
    406: ("not_acceptable", "This address answers in JSON."),
    413: ("too_large", "This is too much at once. Send less."),
    415: ("unsupported_media_type", "Send JSON."),
    429: ("busy", "Too many at once. Wait a little, then try again."),
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API in the one shape, never cached; an unknown error is logged by id only and answered 500."""
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    if isinstance(error, DomainError):
        return Response(error_body(error.code, error.message, error.errors), status=error.status, headers=headers)
    if isinstance(error, (Http404, PermissionDenied)):
        error = exceptions.NotFound() if isinstance(error, Http404) else exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(error.messages)
    if isinstance(error, AWAY):
        log.error("busy: %s", type(error).__name__, exc_info=error)
        return Response(error_body("busy", _WORDS[429][1]), status=503, headers=headers | {"Retry-After": "5"})
    if isinstance(error, exceptions.APIException):
        return _known(error, headers)
    incident = uuid.uuid4().hex[:12]
    # JsonLines writes type and place alone: an exception's text may quote what a person wrote.
    log.error("incident %s: %s", incident, type(error).__name__, exc_info=error)
    return Response(error_body("server_error", _("Something went wrong on our side. Number %s.") % incident), status=500, headers=headers)


def _known(error: exceptions.APIException, headers: dict[str, str]) -> Response:
    code, message = _WORDS.get(error.status_code, (error.default_code, str(error.default_detail)))
    errors: list[FieldError] = []
    if isinstance(error, exceptions.ValidationError):
        code, message = "invalid", _("Check what you sent.")
        errors = _from_validation(error.detail)
    elif isinstance(error, exceptions.ParseError):
        code, message = "invalid", _("This is not JSON that can be read.")
    elif isinstance(error, CsrfFailed) or getattr(error, "default_code", "") == "factor_needed":
        code, message = str(error.default_code), str(error.default_detail)
    if (wait := getattr(error, "wait", None)) is not None:  # Throttled
        headers = headers | {"Retry-After": str(int(wait) + 1)}
    if header := getattr(error, "auth_header", None):
        headers = headers | {"WWW-Authenticate": header}
    return Response(error_body(code, message, errors), status=error.status_code, headers=headers)


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"


class StrictJSONParser(JSONParser):
    """JSON of at most 1 MB. Too long is 413 before it is read; too deep is 400 and no crash."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        length = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error


def refuse_other_account(request: Request) -> None:
    """Two people on one phone: what the phone means for one is never kept for, or told to, the other."""
    named, user = request.headers.get("X-Stride-Account"), request.user
    if named is not None and user.is_authenticated and named != str(user.account):
        raise DomainError("wrong_account", _("This phone holds entries of another account."), status=409)


def no_store(response: Response, http_status: int = status.HTTP_200_OK) -> Response:
    """Personal data never enters the HTTP cache."""
    response["Cache-Control"] = "no-store"
    return response
