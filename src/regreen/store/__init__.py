"""History: what was run, how it ended, and why. Loaded only by what stores."""
