"""Stories that people told, with their consent."""
