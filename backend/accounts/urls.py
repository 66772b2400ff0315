"""Pages. All but those of the factor replace allauth's of the same address."""

from allauth.account import views as allauth
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.urls import path

from backend.accounts import by_code, views
from backend.accounts.views import says_when_too_old

app_name = "accounts"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("confirm-email/", says_when_too_old(allauth.email_verification_sent, EMAIL_VERIFICATION_CODE_SESSION_KEY), name="confirm_email"),
    path("login/code/confirm/", says_when_too_old(allauth.confirm_login_code, LOGIN_SESSION_KEY), name="confirm_login_code"),
    path("password/reset/confirm/", says_when_too_old(allauth.confirm_password_reset_code, PASSWORD_RESET_VERIFICATION_SESSION_KEY), name="confirm_reset_code"),
    path("reauthenticate/code/", by_code.ReauthenticateByCode.as_view(), name="reauthenticate_by_code"),
    path("password/set/", by_code.confirmed_first(allauth.password_set), name="set_password"),
    path("factor/", views.factor, name="factor"),
    path("factor/ready/", views.factor_ready, name="factor_ready"),
]
