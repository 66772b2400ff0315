"""Hashed file names, also inside ES modules, so that a phone keeps one consistent set of files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one pass for each step of the longest chain of imports
