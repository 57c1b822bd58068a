"""Which staff need which module by when, and who is due, overdue or expiring."""
