"""How tests run: how fast a machine is belongs to none of the properties, and interrupts arrive."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("regreen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("regreen")

# a shell starts what runs in the background with SIGINT ignored, and processes started here would inherit that
signal.signal(signal.SIGINT, signal.default_int_handler)
