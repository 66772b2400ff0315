"""How allauth behaves in Stride."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Stride's own rules for accounts."""


class MFAAdapter(DefaultMFAAdapter):
    """Stride's own rules for second factors."""
