"""System checks: each names the setting and the mend. `manage.py check --deploy` is clean with production settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def demo_is_off(**kwargs: Any) -> list[CheckMessage]:
    if not settings.STRIDE_DEMO:
        return []
    return [Error("STRIDE_DEMO is on: demo passwords are public.", hint="Set STRIDE_DEMO=0.", id="stride.E001")]


@register(Tags.security, deploy=True)
def address_is_https(**kwargs: Any) -> list[CheckMessage]:
    if settings.PUBLIC_URL.startswith("https://"):
        return []
    hint = "Set PUBLIC_URL=https://your.host and put a TLS proxy in front: off localhost a PWA needs HTTPS."
    return [Error(f"PUBLIC_URL is {settings.PUBLIC_URL}, not https.", hint=hint, id="stride.E002")]


@register(Tags.security, deploy=True)
def proxy_is_counted(**kwargs: Any) -> list[CheckMessage]:
    if settings.TRUSTED_PROXY_COUNT or not settings.SECURE:
        return []
    hint = "Set TRUSTED_PROXY_COUNT to the number of proxies in front (1 in docker-compose.yml), or rate limits count the proxy."
    return [Warning("TRUSTED_PROXY_COUNT is 0 behind https.", hint=hint, id="stride.W003")]


@register(Tags.caches, deploy=True)
def cache_is_shared(**kwargs: Any) -> list[CheckMessage]:
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return []
    return [Error("The cache is not shared, so rate limits do not hold.", hint="Set REDIS_URL.", id="stride.E004")]


@register(Tags.security, deploy=True)
def mail_goes_out(**kwargs: Any) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith(("DemoBackend", "console.EmailBackend", "locmem.EmailBackend")):
        hint = "Set EMAIL_HOST (and EMAIL_HOST_USER, EMAIL_HOST_PASSWORD), or EMAIL_BACKEND to a service of django-anymail."
        return [Error("No e-mail leaves this machine, so nobody gets a code.", hint=hint, id="stride.E005")]
    return []


@register(Tags.security, deploy=True)
def somebody_can_be_asked(**kwargs: Any) -> list[CheckMessage]:
    if settings.CONTACT_EMAIL:
        return []
    hint = "Set CONTACT_EMAIL to the address that answers questions about personal data."
    return [Warning("The privacy page names nobody to write to.", hint=hint, id="stride.W006")]
