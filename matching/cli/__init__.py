"""The command line's parts, one file a group of commands."""
