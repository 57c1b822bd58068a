"""What people can do, the evidence for it, and who signed it off."""
