"""/learn/: public pages, the same for everyone."""

from django.urls import path

from backend.education import views

app_name = "education"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.article, name="article"),
]
