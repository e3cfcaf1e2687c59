"""``bot preview``: the demo page with what stands behind each reply, and edits live in seconds."""
