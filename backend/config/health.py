"""Health of the parts."""

from django.http import HttpRequest, JsonResponse


def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})
