"""German: dates in the order year, month, day, so that no reader mistakes a month for a day."""
