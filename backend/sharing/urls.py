"""Pages."""

from django.urls import path

from backend.sharing.views import clinic, helper, patient

app_name = "sharing"
urlpatterns = [
    path("share/", patient.share, name="share"),
    path("share/code/", patient.code, name="code"),
    path("share/looked/", patient.who_looked, name="looked"),
    path("share/with/<str:code>/", patient.share_with, name="with"),
    path("share/invitations/<uuid:invitation_id>/", patient.invitation, name="invitation"),
    path("share/invitations/<uuid:invitation_id>/decline/", patient.decline, name="decline"),
    path("share/known/<uuid:enrolment_id>/leave/", patient.leave, name="leave"),
    path("share/helpers/", helper.helpers, name="helpers"),
    path("share/helpers/here/", helper.here, name="helped_here"),
    path("share/helpers/<uuid:grant_id>/withdraw/", helper.withdraw, name="helper_withdraw"),
    path("helping/", helper.people, name="helping"),
    path("helping/<uuid:grant_id>/", helper.person, name="person"),
    path("helping/<uuid:grant_id>/answer/", helper.answer, name="help_answer"),
    path("helping/<uuid:grant_id>/stop/", helper.give_up, name="help_give_up"),
    path("helping/<uuid:grant_id>/log/<str:date>/", helper.log, name="help_log"),
    path("share/<uuid:grant_id>/", patient.grant, name="grant"),
    path("share/<uuid:grant_id>/withdraw/", patient.withdraw, name="withdraw"),
    path("clinic/", clinic.patients, name="clinic"),
    path("clinic/switch/", clinic.switch, name="clinic_switch"),
    path("clinic/invite/", clinic.invite, name="clinic_invite"),
    path("clinic/invitations/<uuid:invitation_id>/cancel/", clinic.cancel, name="clinic_cancel"),
    path("clinic/enrolled/", clinic.enrolled, name="clinic_enrolled"),
    path("clinic/patients/<uuid:grant_id>/", clinic.trend, name="clinic_trend"),
    path("clinic/patients/<uuid:grant_id>/days/", clinic.days, name="clinic_days"),
]
