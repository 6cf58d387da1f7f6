"""What a sweep answers: which factor moves an outcome, where it comes about, and what that says on a forecast."""
