"""The ground rules of the web: headers, odd input, error pages, logs, probes and the account pages."""
