"""Pages of the public register, of officers, and of people about their own accreditation."""
