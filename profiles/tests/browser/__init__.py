"""Every page in Chromium: what it loads, what it says to the console, how it fits, and whom it shuts out."""
