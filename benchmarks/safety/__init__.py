"""What cannot harm a database, proven on live servers: `python -m benchmarks.safety`."""
