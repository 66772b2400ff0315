"""At the root, because a worker rules only what lies below it."""

from django.urls import path

from backend.pwa import views

app_name = "pwa"
urlpatterns = [
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("assets.json", views.assets, name="assets"),
    path("offline/", views.offline, name="offline"),
    path("install/", views.install, name="install"),
    path("shell/log/", views.log_shell, name="log_shell"),
    path("shell/signed-out/", views.signed_out, name="signed_out"),
    path("shell/today/", views.today_shell, name="today_shell"),
    path("shell/plan/", views.plan_shell, name="plan_shell"),
    path("shell/questions/", views.questions_shell, name="questions_shell"),
    path("shell/trends/", views.trends_shell, name="trends_shell"),
    path("shell/moments/", views.moments_shell, name="moments_shell"),
    path("shell/exercise-session/", views.session_shell, name="session_shell"),
    path("shell/check/", views.check_shell, name="check_shell"),
    path("shell/safety/", views.safety_shell, name="safety_shell"),
]
