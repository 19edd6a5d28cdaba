"""How property tests run: how fast a machine is belongs to none of the properties."""

from hypothesis import HealthCheck, settings

settings.register_profile("regreen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("regreen")
