"""The REST door's parts: one file a resource, each parses, calls the façade and formats."""
