"""The work of several people from beginning to end, in Chromium, as they would do it."""
