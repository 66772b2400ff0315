"""Pages. The first two replace allauth's of the same address."""

from django.urls import path

from backend.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("factor/", views.factor, name="factor"),
    path("factor/ready/", views.factor_ready, name="factor_ready"),
]
