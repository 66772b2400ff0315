"""The technical admin: who can sign in, and closing an account. Nothing of a diary is ever registered here."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401  all three register their tables when they are imported
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from backend.accounts.models import User

for model in (Authenticator, EmailAddress, UserSession):
    admin.site.unregister(model)  # a second factor, an address or the key of a session that an admin page shows or changes would open somebody's account


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("account", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("account", "email")
    fields = ("account", "email", "is_active", "is_staff", "groups", "date_joined", "last_login")
    readonly_fields = ("account", "email", "date_joined", "last_login")
    filter_horizontal = ("groups",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who may do what on the admin pages is decided by a superuser alone: through a group, such as one that reads feedback."""
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, "is_staff", "groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Closing an account takes more than a row: it goes by its own verb."""
        return False
