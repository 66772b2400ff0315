"""Feedback to read, and nothing to change: until coordinators have a page for it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backend.education.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    list_display = ("date", "slug", "version", "language", "clear", "line")
    list_filter = ("clear", "language", "slug")
    search_fields = ("line",)
    date_hierarchy = "date"
    ordering = ("-date", "slug")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
