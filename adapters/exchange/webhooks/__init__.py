"""Webhooks: what is recorded, and what offices are told, sent to other systems at their addresses."""
