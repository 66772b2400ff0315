from tests.support.append_only import audit_restored, transactional_audit_db

__all__ = ["audit_restored", "transactional_audit_db"]
