"""Questions about sessions, each in a fixed number of queries."""

from training_sessions.selectors.delivery import DeliveryFacts, delivery_of
from training_sessions.selectors.finding import SessionSummary, session_summary
from training_sessions.selectors.teaching import LogFacts, session_logs

__all__ = ["DeliveryFacts", "LogFacts", "SessionSummary", "delivery_of", "session_logs", "session_summary"]
