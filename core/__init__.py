"""What knows no noun of the domain: clock, transitions, outbox, working days, PDF, forms, images and documents."""
