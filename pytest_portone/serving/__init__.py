"""The sandbox as a server for a team: its API, what steers it, a page to look at, and a window for customers."""
