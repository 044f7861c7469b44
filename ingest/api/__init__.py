"""The REST door's parts for files, surveys and results; `PARTS` are mounted in this order."""

from ingest.api import files, results, surveys, uploads, work

PARTS = (uploads, surveys, work, results, files)
