"""API addresses of the diary."""

from django.urls import path
from django.views.decorators.http import etag

from backend.symptoms import api, questions_api, responses_api, safety_api

urlpatterns = [
    path("sync/", api.Sync.as_view(), name="api-sync"),
    path("diary/", api.DiaryList.as_view(), name="api-diary"),
    path("diary/<str:date>/", api.DiaryDayView.as_view(), name="api-diary-day"),
    path("moments/<uuid:moment_id>/", api.MomentView.as_view(), name="api-moment"),
    path("questionnaires/", responses_api.Questionnaires.as_view(), name="api-questionnaires"),
    path("questionnaire-responses/", responses_api.Responses.as_view(), name="api-responses"),
    path("questionnaire-responses/<uuid:response_id>/", responses_api.ResponseView.as_view(), name="api-response"),
    path("questions/", questions_api.Questions.as_view(), name="api-questions"),
    path("questions/<uuid:question_id>/", questions_api.QuestionView.as_view(), name="api-question"),
    path("trends/", api.Trends.as_view(), name="api-trends"),
    path("safety/", etag(safety_api.etag)(safety_api.SafetyTable.as_view()), name="api-safety"),
]
