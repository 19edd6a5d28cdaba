"""What GitHub accepts in workflow and action files, as tables; every table names its source."""
