"""Pages that join the apps on the patient's screen."""

from django.urls import path

from backend.home import demo, doses, owning, questions, reminding_views, suggested, views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("today/", views.today, name="today"),
    path("today/not-now/", suggested.not_now, name="not_now"),
    path("today/dose/<uuid:occurrence_id>/", doses.dose, name="dose"),
    path("today/dose/<uuid:occurrence_id>/answer/", doses.answer, name="dose_answer"),
    path("trends/", views.trends, name="trends"),
    path("diary/", views.diary, name="diary"),
    path("diary/<str:date>/", views.diary_day, name="diary_day"),
    path("menu/", views.menu, name="menu"),
    path("menu/phones/", owning.phones, name="phones"),
    path("menu/phones/<int:pk>/", owning.phone, name="phone"),
    path("menu/download/", owning.download, name="download"),
    path("menu/download/<uuid:export_id>/", owning.download_file, name="download_file"),
    path("menu/close/", owning.close, name="close"),
    path("menu/close/keep/", owning.keep, name="keep"),
    path("questions/", questions.questions, name="questions"),
    path("questions/add/", questions.add, name="question_add"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("reminders/diary/", reminding_views.diary_reminders, name="diary_reminders"),
    path("wallet-card/", views.wallet_card, name="wallet_card"),
    path("privacy/", views.privacy, name="privacy"),
    path("demo/mail/", demo.mail, name="demo_mail"),
    path("demo/pieces/", demo.pieces, name="demo_pieces"),
]
