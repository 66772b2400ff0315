"""What the OpenAPI description says of every endpoint alike: how a caller signs in, and the one error shape."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

_FIELD = {"type": "object", "properties": {name: {"type": "string"} for name in ("field", "code", "message")}, "required": ["field", "code", "message"]}
ERROR = {
    "type": "object",
    "description": "The one error shape.",
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "errors": {"type": "array", "items": _FIELD}},
    "required": ["code", "message", "errors"],
}
METHODS = {"get", "put", "post", "patch", "delete"}


class Session(OpenApiAuthenticationExtension):
    target_class = "backend.common.api.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": "With X-CSRFToken on every write."}


def one_error_shape(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Whatever an operation does not name is an error in the one shape."""
    result["components"].setdefault("schemas", {}).setdefault("Error", ERROR)
    answer = {"description": "An error.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    for operations in result["paths"].values():
        for method in METHODS & operations.keys():
            operations[method]["responses"].setdefault("default", answer)
    return result
