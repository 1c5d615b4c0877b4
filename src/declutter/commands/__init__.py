"""What the commands of the command line are made of: reading inputs, writing output, laying it out for people."""
