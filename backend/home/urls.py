"""Pages that join the apps on the patient's screen."""

from django.urls import path

from backend.home import demo, views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("today/", views.today, name="today"),
    path("trends/", views.trends, name="trends"),
    path("diary/", views.diary, name="diary"),
    path("diary/<str:date>/", views.diary_day, name="diary_day"),
    path("menu/", views.menu, name="menu"),
    path("privacy/", views.privacy, name="privacy"),
    path("demo/mail/", demo.mail, name="demo_mail"),
    path("demo/pieces/", demo.pieces, name="demo_pieces"),
]
