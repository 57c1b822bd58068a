"""The register for when it cannot be asked (A6): a signed copy, its changes, and a status list. docs/api/offline.md."""
