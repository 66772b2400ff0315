from django.apps import AppConfig

from backend.common import hooks


class TreatmentConfig(AppConfig):
    name = "backend.treatment"

    def ready(self) -> None:
        from backend.treatment import account

        hooks.exporters.register("treatment", account.export)
        hooks.closers.register("treatment", account.close)
        hooks.personal_data.register("treatment", account.HELD)

        from backend.treatment import exercise_kinds, sessions

        for name, kind in exercise_kinds.KINDS.items():
            hooks.reminder_kinds.register(name, kind)
        hooks.envelope_kinds.register(sessions.KIND, sessions.ENVELOPE)

        from backend.treatment import as_needed, kinds, reading, step_answers

        for name, kind in kinds.KINDS.items():
            hooks.reminder_kinds.register(name, kind)
        hooks.dose_changes.register("treatment", reading.step_days)
        for taker in (as_needed, step_answers):
            hooks.envelope_kinds.register(taker.KIND, taker.ENVELOPE)
