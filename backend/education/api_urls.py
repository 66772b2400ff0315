"""/api/v1/education/: the articles for programs, public and read only."""

from django.urls import path

from backend.education import api

urlpatterns = [
    path("articles/", api.ArticleList.as_view(), name="education-articles"),
    path("articles/<slug:slug>/", api.ArticleDetail.as_view(), name="education-article"),
]
