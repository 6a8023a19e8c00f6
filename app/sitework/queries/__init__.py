"""Who sees the work on site, and the queries of its lists."""
