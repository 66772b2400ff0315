"""Pages of reminders."""

from django.urls import path

from backend.reminders import calendar_views, link_views, views

app_name = "reminders"
urlpatterns = [
    path("reminders/", views.overview, name="overview"),
    path("reminders/how/", views.how, name="how"),
    path("reminders/test/", views.test, name="test"),
    path("reminders/sent/", views.sent, name="sent"),
    path("reminders/travel/", views.travel, name="travel"),
    path("reminders/told/", views.told, name="told"),
    path("reminders/old-phones/", views.old_phones, name="old_phones"),
    path("reminders/phones/<int:pk>/remove/", views.remove_phone, name="remove_phone"),
    path("reminders/calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", link_views.feed, name="feed"),
    path("r/<str:token>/", link_views.answer, name="answer"),
]
