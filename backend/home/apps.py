from django.apps import AppConfig

from backend.common import hooks


class HomeConfig(AppConfig):
    name = "backend.home"

    def ready(self) -> None:
        from backend.home import reminding

        for name, kind in reminding.KINDS.items():
            hooks.reminder_kinds.register(name, kind)
        hooks.profile_changed.register("home", reminding.follow_profile)
