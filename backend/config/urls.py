"""Every address of Stride."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from backend.common import openapi  # noqa: F401 - its extensions register themselves where the description is made
from backend.config import health
from backend.config.docs import Docs
from backend.education import views as education

handler400 = "backend.config.errors.bad_request"
handler403 = "backend.config.errors.forbidden"
handler404 = "backend.config.errors.not_found"
handler429 = "backend.config.errors.too_many"  # asked for by allauth
handler500 = "backend.config.errors.server_error"

api = [
    path("", include("backend.accounts.api_urls")),
    path("", include("backend.patients.api_urls")),
    path("", include("backend.symptoms.api_urls")),
    path("", include("backend.sharing.api_urls")),
    path("", include("backend.home.api_urls")),
    path("", include("backend.treatment.api_urls")),
    path("", include("backend.reminders.api_urls")),
    path("education/", include("backend.education.api_urls")),
]

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("", include("backend.pwa.urls")),
    path("", include("backend.symptoms.urls")),  # before home: /diary/mix-up/ is no date
    path("", include("backend.home.urls")),
    path("", include("backend.reminders.urls")),
    path("", include("backend.treatment.urls")),
    path("", include("backend.sharing.urls")),
    path("", include("backend.patients.urls")),
    path("", include("backend.clinics.urls")),
    path("robots.txt", education.robots, name="robots"),
    path("learn/", include("backend.education.urls")),
    path("accounts/", include("backend.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", Docs.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include(api)),
    path("admin/", admin.site.urls),
]
