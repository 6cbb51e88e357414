"""What the server tells of itself: metrics, traces, and logs with the number of the request."""
