"""What is happening now, as pure rules: no input or output, no clock, no chance."""
