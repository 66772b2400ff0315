from django.apps import AppConfig

from backend.common import hooks


class RemindersConfig(AppConfig):
    name = "backend.reminders"

    def ready(self) -> None:
        from backend.reminders import account, envelope, travelling

        hooks.exporters.register("reminders", account.export)
        hooks.closers.register("reminders", account.close)
        hooks.personal_data.register("reminders", account.HELD)
        hooks.envelope_kinds.register("answer", envelope.ENVELOPE)
        hooks.profile_changed.register("reminders", travelling.follow_profile)
