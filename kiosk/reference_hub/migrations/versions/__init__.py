"""One file a step, in order; a step that was published never changes."""
