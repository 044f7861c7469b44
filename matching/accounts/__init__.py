"""Accounts: signing in and out, invitations, passwords, tokens, the agency's own login."""
