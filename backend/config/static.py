"""Hashed file names, also inside ES modules, so that a phone keeps one consistent set of files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
