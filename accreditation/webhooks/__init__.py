"""Telling case systems of what changed on the register, by signed webhooks (docs/api/webhooks.md, A7)."""
