"""API addresses."""

from django.urls import path

from backend.reminders.api import PushSubscriptionDetail, PushSubscriptions
from backend.reminders.by_link_api import NoticeAnswer, NoticeReceipt
from backend.reminders.due_api import OccurrenceAnswer, Occurrences, Reminders

urlpatterns = [
    path("push-subscriptions/", PushSubscriptions.as_view(), name="api-push-subscriptions"),
    path("push-subscriptions/<int:subscription_id>/", PushSubscriptionDetail.as_view(), name="api-push-subscription"),
    path("reminders/", Reminders.as_view(), name="api-reminders"),
    path("occurrences/", Occurrences.as_view(), name="api-occurrences"),
    path("occurrences/<uuid:occurrence_id>/answer/", OccurrenceAnswer.as_view(), name="api-occurrence-answer"),
    path("notices/receipt/", NoticeReceipt.as_view(), name="api-notice-receipt"),
    path("notices/answer/", NoticeAnswer.as_view(), name="api-notice-answer"),
]
