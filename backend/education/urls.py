"""/learn/: public pages, the same for everyone."""

from django.urls import path

from backend.education import feedback, views

app_name = "education"
urlpatterns = [
    path("", views.index, name="index"),
    path("search.json", views.search_index, name="search_index"),
    path("pages.json", views.pages, name="pages"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/feedback/", feedback.feedback, name="feedback"),
]
