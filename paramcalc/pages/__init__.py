"""Pages with commands in them: where the commands stand, and how their answers get into the page."""
