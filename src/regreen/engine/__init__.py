"""Facts, matching, and the graph from findings to root causes."""
