"""How many bytes were written to descriptors 1 and 2 together and to 4, so that the platform knows when it has read them all."""
stdio_bytes = 0
telemetry_bytes = 0
