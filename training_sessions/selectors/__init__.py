"""Questions about sessions, each in a fixed number of queries."""

from training_sessions.selectors.delivery import DeliveryFacts, delivery_of

__all__ = ["DeliveryFacts", "delivery_of"]
