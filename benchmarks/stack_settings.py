"""The floor's addresses behind all of the product's middleware, to tell a view's cost from the stack's."""

from lms.settings.embedded import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare"
