"""/api/docs/: Swagger UI from a wheel, under the same policy as every other page: no inline script, no inline style."""

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response


class Docs(SpectacularSwaggerSplitView):
    template_name = "docs.html"
    metadata_class = None  # OPTIONS would ask the template for a page that it has not

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        # The library opens it for sign-in by pop-up, which Stride does not have.
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response
