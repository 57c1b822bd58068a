from targeting.models.reminder import Reminder
from targeting.models.rule import TargetRule

__all__ = ["Reminder", "TargetRule"]
