"""A diagnosis as text: pure functions of the model."""
