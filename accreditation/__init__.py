"""Who may authorise which adaptation, and the register that answers for it."""
