"""Training in a room: places, demonstration areas, pairs of trainers, bookings, attendance."""
